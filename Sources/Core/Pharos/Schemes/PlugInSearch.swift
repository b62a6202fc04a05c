// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where plug-ins are looked for: beside this program, then in the directories of `PATH`. The first that can be
/// executed is the one, as with any command.
struct PlugInSearch: Sendable {
    /// The directories, in order.
    let places: [String]

    init(environment: [String: String]) {
        var places: [String] = []
        if let own = NodeExecutable.ownPath(), let slash = own.lastIndex(of: "/") { places.append(String(own[..<slash])) }
        places += (environment["PATH"] ?? "").split(separator: ":").map { place in
            // A path with a slash at its end is the same place.
            place.count > 1 && place.hasSuffix("/") ? String(place.dropLast()) : String(place)
        }
        var seen: Set<String> = []
        self.places = places.filter { seen.insert($0).inserted }
    }

    /// The plug-in that serves a scheme, whatever is wrong with its manifest; `nil` when there is none.
    func find(_ scheme: String) -> PlugIn? {
        guard PlugIn.isLegal(scheme: scheme) else { return nil }
        for place in places {
            if let found = PlugIn(scheme: scheme, in: place), found.isExecutable { return found }
        }
        return nil
    }

    /// Every file that is, or wants to be, a plug-in. What stands behind a usable one of its scheme says so.
    func all() -> [PlugIn] {
        var found: [PlugIn] = []
        var winners: [String: String] = [:]
        var files: Set<FileIdentity> = []
        for place in places {
            for name in SmallFile.names(in: place, prefix: PlugIn.prefix) where !name.hasSuffix(".json") {
                let scheme = String(name.dropFirst(PlugIn.prefix.utf8.count))
                guard var plugIn = PlugIn(scheme: scheme, in: place) else { continue }
                // /bin and /usr/bin are often one directory.
                if let identity = FileIdentity(plugIn.path), !files.insert(identity).inserted { continue }
                if let winner = winners[scheme] {
                    plugIn.problem = "\(winner) goes first" + (plugIn.problem.map { "; also \($0)" } ?? "")
                } else if plugIn.isExecutable {
                    winners[scheme] = plugIn.path
                }
                found.append(plugIn)
            }
        }
        return found
    }

    private struct FileIdentity: Hashable {
        var device: UInt64
        var inode: UInt64

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt64(truncatingIfNeeded: status.st_dev)
            inode = UInt64(truncatingIfNeeded: status.st_ino)
        }
    }

    /// The files and directories on which depends what is found: each place, each plug-in and each place of a manifest.
    func files(of plugIns: [PlugIn]) -> [String] {
        var files = places.flatMap { [$0, "\($0)/../share/pharos/schemes"] }
        for plugIn in plugIns {
            files.append(plugIn.path)
            guard let slash = plugIn.path.lastIndex(of: "/") else { continue }
            files += PlugIn.manifests(scheme: plugIn.scheme, in: String(plugIn.path[..<slash]))
        }
        return files
    }

    /// When files were changed last, and how long they are; it must be the same for the same plug-ins to be found.
    static func stamp(of files: [String]) -> [Int] {
        var stamp: [Int] = []
        stamp.reserveCapacity(files.count * 5)
        for file in files {
            var status = stat()
            guard stat(file, &status) == 0 else {
                stamp.append(-1)
                continue
            }
            stamp += [
                Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec), Int(status.st_ctim.tv_sec),
                Int(status.st_ctim.tv_nsec), Int(status.st_size),
            ]
        }
        return stamp
    }
}
