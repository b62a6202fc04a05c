// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel

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
    /// Whether it is somebody's plug-in: then errors name it.
    var isPlugIn: Bool { arguments.isEmpty }

    /// - Throws: ``PharosError`` with `unknownScheme` that lists where was looked, `nodeUnavailable` when what was found
    ///   cannot be used.
    static func find(
        scheme: String, configuration: PharosConfiguration, environment: [String: String]
    ) throws(PharosError) -> NodeExecutable {
        let search = PlugInSearch(environment: environment)
        if let plugIn = search.find(scheme) {
            if let problem = plugIn.problem {
                throw PharosError(
                    .nodeUnavailable, "the plug-in \(plugIn.path) cannot be used: \(problem)",
                    details: ["plugIn": plugIn.path])
            }
            return NodeExecutable(path: plugIn.path, arguments: [])
        }
        guard BuiltInSchemes.nodes.contains(scheme) else { throw unknown(scheme, search) }
        let named = configuration.executable ?? environment["PHAROS_EXECUTABLE"]
        if let named, !named.isEmpty {
            guard isExecutable(named) else {
                throw PharosError(.nodeUnavailable, "\(named) (PHAROS_EXECUTABLE) is not an executable file")
            }
            return NodeExecutable(path: named, arguments: ["node", scheme])
        }
        if let own = ownPath(), own.hasSuffix("/pharos") { return NodeExecutable(path: own, arguments: ["node", scheme]) }
        for place in search.places where isExecutable("\(place)/pharos") {
            return NodeExecutable(path: "\(place)/pharos", arguments: ["node", scheme])
        }
        throw PharosError(
            .nodeUnavailable,
            "no program for a node of '\(scheme)' was found: neither pharos-node-\(scheme) nor pharos in "
                + "\(search.places.joined(separator: ":")). Install pharos, or set PHAROS_EXECUTABLE to it.")
    }

    private static func unknown(_ scheme: String, _ search: PlugInSearch) -> PharosError {
        let unusable = search.places.lazy.compactMap { PlugIn(scheme: scheme, in: $0) }.first
        let hint = unusable.map { ". \($0.path) is there, but \($0.problem ?? "cannot be run")" } ?? ""
        return PharosError(
            .unknownScheme,
            "nothing serves the scheme '\(scheme)': there is no pharos-node-\(scheme) that can be run in "
                + "\(search.places.joined(separator: ":"))\(hint) (pharos schemes lists what there is)")
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }

    static func ownPath() -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard length > 0 else { return nil }
        return buffer.withUnsafeBytes { String(decoding: $0.prefix(length), as: UTF8.self) }
    }
}
