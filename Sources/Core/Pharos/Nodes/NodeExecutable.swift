// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FoundationEssentials
import PharosModel
import PharosWire

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Finds the program that serves a scheme: a plug-in `pharos-node-<scheme>`, else `pharos node <scheme>`.
struct NodeExecutable: Sendable {
    var path: String
    /// What stands before the node's own options.
    var arguments: [String]

    /// - Throws: ``PharosError`` with `unknownScheme` that lists where was looked.
    static func find(
        scheme: String, configuration: PharosConfiguration, environment: [String: String]
    ) throws(PharosError) -> NodeExecutable {
        let own = ownPath()
        var places: [String] = []
        if let own { places.append(directory(own)) }
        places += (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for place in places where isExecutable("\(place)/pharos-node-\(scheme)") {
            return NodeExecutable(path: "\(place)/pharos-node-\(scheme)", arguments: [])
        }
        let named = configuration.executable ?? environment["PHAROS_EXECUTABLE"]
        if let named, !named.isEmpty {
            guard isExecutable(named) else {
                throw PharosError(.nodeUnavailable, "\(named) (PHAROS_EXECUTABLE) is not an executable file")
            }
            return NodeExecutable(path: named, arguments: ["node", scheme])
        }
        if let own, own.hasSuffix("/pharos") { return NodeExecutable(path: own, arguments: ["node", scheme]) }
        for place in places where isExecutable("\(place)/pharos") {
            return NodeExecutable(path: "\(place)/pharos", arguments: ["node", scheme])
        }
        throw PharosError(
            .nodeUnavailable,
            "no program for a node of '\(scheme)' was found: neither pharos-node-\(scheme) nor pharos in "
                + "\(places.joined(separator: ":")). Install pharos, or set PHAROS_EXECUTABLE to it.")
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }

    private static func directory(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    static func ownPath() -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard length > 0 else { return nil }
        return buffer.withUnsafeBytes { String(decoding: $0.prefix(length), as: UTF8.self) }
    }
}
