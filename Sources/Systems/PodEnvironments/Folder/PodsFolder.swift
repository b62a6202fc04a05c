// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The folder with all pods of a project: `pods/NAME/pod.py` or `pods/NAME/pod.toml`, and what each needs beside it.
public struct PodsFolder: Sendable, Hashable {
    /// Its path with all symbolic links followed.
    public let path: String

    /// The folder above it, which is the working directory of pods that import `pods.NAME.module`.
    public var project: String {
        let end = path.lastIndex(of: "/") ?? path.startIndex
        return end == path.startIndex ? "/" : String(path[..<end])
    }

    /// A folder that is there.
    /// - Throws: ``PodEnvironmentError`` with `notFound`.
    public init(path: String) throws(PodEnvironmentError) {
        guard let real = FileAccess.real(path), FileAccess.isFolder(real) else {
            throw PodEnvironmentError(.notFound, "\(path) is no folder; a pods folder is expected there")
        }
        self.path = real
    }

    /// The pods in it by name: folders with a `pod.py` or a `pod.toml`. Others, and what leads out of the folder, are left out.
    public func pods() throws(PodEnvironmentError) -> [PodSource] {
        var pods: [PodSource] = []
        for name in try FileAccess.names(in: path) where PodName.isValid(name) {
            if let pod = try? find(name) { pods.append(pod) }
        }
        return pods
    }

    /// One pod.
    /// - Throws: ``PodEnvironmentError`` with `invalidName` when the name is none or leads out of the folder through a
    ///   symbolic link, `notFound` when there is no such pod.
    public func pod(_ name: String) throws(PodEnvironmentError) -> PodSource {
        try PodName.check(name)
        if let pod = try find(name) { return pod }
        let names = ((try? pods()) ?? []).map(\.name)
        let known = names.isEmpty ? "" : " (there are: \(names.prefix(20).joined(separator: ", ")))"
        throw PodEnvironmentError(
            .notFound, "there is no pod '\(name)' in \(path)\(known); make it with: pharos pod init \(name)")
    }

    /// A pod of a valid name; `nil` when there is no such folder.
    private func find(_ name: String) throws(PodEnvironmentError) -> PodSource? {
        let folder = "\(path)/\(name)"
        guard let real = FileAccess.real(folder), FileAccess.isFolder(real) else { return nil }
        try check(real, name)
        for (file, kind) in [("pod.py", PodSource.Kind.python), ("pod.toml", .program)] {
            guard let place = FileAccess.real("\(folder)/\(file)"), FileAccess.isFile(place) else { continue }
            try check(place, name)
            return PodSource(name: name, folder: real, pods: self, kind: kind)
        }
        throw PodEnvironmentError(.notFound, "the folder \(folder) has neither pod.py nor pod.toml: it is no pod")
    }

    private func check(_ place: String, _ name: String) throws(PodEnvironmentError) {
        guard !place.hasPrefix(path + "/") else { return }
        throw PodEnvironmentError(
            .invalidName, "the pod '\(name)' leads out of \(path) through a symbolic link, to \(place)")
    }
}
