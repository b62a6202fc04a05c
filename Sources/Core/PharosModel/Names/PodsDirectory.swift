// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Which folder of pods the names of the scheme `pod` mean: they have no authority, because a project has its pods with it.
public enum PodsDirectory {
    /// The variable that names the folder.
    public static let variable = "PHAROS_PODS"

    /// The folder: `$PHAROS_PODS`, else the folder `pods` in the working directory, else in the nearest one above it.
    ///
    /// - Returns: its path, all symbolic links followed, so that all who mean it say the same.
    /// - Throws: ``PharosError`` with `notFound` when there is none.
    public static func find(environment: [String: String]) throws(PharosError) -> String {
        if let named = environment[variable], !named.isEmpty {
            guard let path = folder(named), path.hasSuffix("/pods") else {
                throw PharosError(
                    .notFound, "PHAROS_PODS is '\(named)'; a folder of the name 'pods' is expected, for pods import their modules "
                        + "as pods.NAME.module")
            }
            return path
        }
        guard let start = real(".") else {
            throw PharosError(.notFound, "the working directory is gone; set PHAROS_PODS to the folder of pods")
        }
        var place = start[...]
        while true {
            if let path = folder("\(place)/pods"), path.hasSuffix("/pods") { return path }
            guard let slash = place.lastIndex(of: "/") else { break }
            place = place[..<slash]
        }
        throw PharosError(
            .notFound,
            "there is no folder 'pods' in \(start) or above it: pharos pod init NAME makes a pod in a new one, and PHAROS_PODS "
                + "names one elsewhere")
    }

    private static func folder(_ path: String) -> String? {
        var status = stat()
        guard let path = real(path), stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        return path
    }

    private static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
