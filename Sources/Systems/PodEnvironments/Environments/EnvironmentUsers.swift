// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Which pods use an environment: a small file for each in the environment's folder `.pods`, with the pod's path.
struct EnvironmentUsers {
    private let folder: String

    init(environment: String) { folder = "\(environment)/.pods" }

    /// Notes a pod. That it cannot be noted stops nobody from using the environment.
    /// - Returns: whether it was not noted before.
    func add(_ pod: PodSource) -> Bool {
        guard !contains(pod) else { return false }
        mkdir(folder, 0o755)
        try? FileAccess.write(pod.folder + "\n", to: file(pod))
        return true
    }

    func contains(_ pod: PodSource) -> Bool { FileAccess.isFile(file(pod)) }

    /// - Returns: whether the pod was noted.
    func forget(_ pod: PodSource) -> Bool { unlink(file(pod)) == 0 }

    /// Whether nobody uses it: pods whose folder is gone count no more.
    var isEmpty: Bool {
        let names = (try? FileAccess.names(in: folder)) ?? []
        return !names.contains { name in
            guard let text = try? FileAccess.text("\(folder)/\(name)", maximumLength: 8192) else { return false }
            return FileAccess.isFolder(text.trimmingLineEnd)
        }
    }

    private func file(_ pod: PodSource) -> String { "\(folder)/\(MD5.hex(pod.folder))" }
}
