// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import PharosNode

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file `pharos-node-<scheme>` that was found, and what its manifest says. Finding it starts nothing.
struct PlugIn: Sendable {
    static let prefix = "pharos-node-"

    let scheme: String
    let path: String
    /// What the manifest says; `nil` when there is none.
    private(set) var manifest: InterfaceManifest?
    /// Why it cannot be used.
    var problem: String?
    /// Whether it is a file that can be run, whatever its manifest says: then no other is looked for.
    private(set) var isExecutable = false

    /// Looks at the file of that name in a directory; `nil` when there is none.
    init?(scheme: String, in directory: String) {
        self.scheme = scheme
        path = "\(directory)/\(PlugIn.prefix)\(scheme)"
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        // A directory is no command, whatever its name.
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return nil }
        guard PlugIn.isLegal(scheme: scheme) else {
            problem =
                "'\(scheme)' is no scheme: a lower-case letter is expected, then lower-case letters, digits, '+', '-', '.'"
            return
        }
        guard stat(path, &status) == 0 else {
            problem = "it cannot be looked at: \(String(cString: strerror(errno)))"
            return
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            problem = "it is not a file"
            return
        }
        guard access(path, X_OK) == 0 else {
            problem = "it is not executable; chmod +x \(path)"
            return
        }
        isExecutable = true
        readManifest(directory)
    }

    /// Schemes of RFC 3986, section 3.1, in lower case, short enough for a file name.
    static func isLegal(scheme: String) -> Bool {
        guard let first = scheme.utf8.first, (0x61...0x7a).contains(first), scheme.utf8.count <= 64 else {
            return false
        }
        return scheme.utf8.allSatisfy {
            (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0)
        }
    }

    // MARK: Manifest

    /// Where the manifest of a plug-in in `directory` may be: beside it, beside what it is a link to, or where packages
    /// put what is no program.
    static func manifests(scheme: String, in directory: String) -> [String] {
        let name = "\(prefix)\(scheme)"
        var places = ["\(directory)/\(name).json", "\(directory)/../share/pharos/schemes/\(name).json"]
        if let real = realPath("\(directory)/\(name)"), let slash = real.lastIndex(of: "/") {
            let home = real[..<slash]
            if home != directory { places += ["\(home)/\(name).json", "\(home)/../share/pharos/schemes/\(name).json"] }
        }
        return places
    }

    private mutating func readManifest(_ directory: String) {
        for file in PlugIn.manifests(scheme: scheme, in: directory) {
            do throws(PharosError) {
                guard let bytes = try SmallFile.read(file, limit: InterfaceManifest.maximumLength) else { continue }
                accept(try InterfaceManifest(json: bytes, scheme: scheme))
            } catch {
                problem = "its manifest \(file) cannot be used: \(error.message)"
            }
            return
        }
    }

    /// Takes what the plug-in says of itself.
    mutating func accept(_ manifest: InterfaceManifest) {
        self.manifest = manifest
        guard manifest.protocolVersions.overlaps(.current) else {
            problem =
                "it speaks version \(manifest.protocolVersions) of the protocol, this program "
                + "\(InterfaceManifest.ProtocolVersions.current); install versions that go together"
            return
        }
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
