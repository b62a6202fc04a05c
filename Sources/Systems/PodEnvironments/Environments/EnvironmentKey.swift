// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

/// What tells environments apart: the Python, the platform, and the lock.
struct EnvironmentKey: Sendable, Hashable {
    /// 32 hexadecimal digits, the name of the environment's folder.
    let text: String

    /// - Parameter folder: the pod's folder, which counts where the lock has packages without hashes: what `./library` is
    ///   depends on where it is.
    init(_ interpreter: Interpreter, _ lock: PodLock, folder: String) {
        // What a lock says of itself in comments makes no other environment.
        let lines = lock.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        let place = lock.isHashed ? "" : folder
        text = MD5.hex(
            ["1", interpreter.path, interpreter.version, interpreter.platform, place, lines.joined(separator: "\n")]
                .joined(separator: "\n"))
    }

    /// Whether a lock is for these requirements and this platform; somebody's own is for everything.
    static func fits(_ lock: PodLock, _ digest: String, _ interpreter: Interpreter) -> Bool {
        guard let origin = lock.origin else { return true }
        return origin == universal(digest) || origin == special(digest, interpreter)
    }

    /// The origin of a lock for every platform, as uv makes them.
    static func universal(_ digest: String) -> String { "\(digest) everywhere" }

    /// The origin of a lock for one platform, as pip makes them.
    static func special(_ digest: String, _ interpreter: Interpreter) -> String {
        "\(digest) on \(interpreter.platform)"
    }
}
