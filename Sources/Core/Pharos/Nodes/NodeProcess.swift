// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPharosSystem
import FoundationEssentials
package import PharosModel
package import PharosWire

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A node process: starting it, and finding out how it ended.
package enum NodeProcess {
    /// Starts the node detached from this process: it outlives its first client.
    /// - Returns: the process id.
    package static func start(
        _ key: NodeKey, in directory: RuntimeDirectory, configuration: PharosConfiguration,
        environment: [String: String]
    ) throws(PharosError) -> Int32 {
        let executable = try NodeExecutable.find(
            scheme: key.scheme, configuration: configuration, environment: environment)
        let log = directory.log(key)
        let descriptor = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw PharosError(.environment, "the log \(log) cannot be opened: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        let seconds = Double(configuration.graceTime.components.seconds)
            + Double(configuration.graceTime.components.attoseconds) / 1e18
        var arguments = [executable.path] + executable.arguments
        arguments += ["--authority", key.authority, "--runtime-dir", directory.path, "--grace", "\(seconds)"]
        if !key.profile.isEmpty { arguments += ["--profile", key.profile] }
        arguments += exposureArguments(configuration.exposure)
        var pid = pid_t()
        let result = withCStrings(arguments) { argv in
            withCStrings(environment.map { "\($0.key)=\($0.value)" }) { envp in
                pharos_spawn_detached(executable.path, argv, envp, descriptor, descriptor, &pid)
            }
        }
        guard result == 0 else {
            throw PharosError(
                .nodeUnavailable,
                "the node \(key) could not be started: \(executable.path): \(String(cString: strerror(result)))")
        }
        return pid
    }

    private static func exposureArguments(_ exposure: Exposure) -> [String] {
        let lists: [(String, Exposure.Patterns)] = [
            ("publishers", exposure.publishers), ("subscribers", exposure.subscribers),
            ("services", exposure.services), ("parameters", exposure.parameters),
        ]
        return lists.flatMap { name, patterns -> [String] in
            guard patterns != .everything else { return [] }
            let allowed = patterns.allow.flatMap { ["--allow-\(name)", $0.description] }
            let denied = patterns.deny.flatMap { ["--deny-\(name)", $0.description] }
            // A list without a single allowed name shows nothing; a pattern that no name matches says so.
            return (allowed.isEmpty ? ["--allow-\(name)", "~(?!)"] : allowed) + denied
        }
    }

    static func withCStrings<R>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("an array with a terminator has a base") }
            return body(base)
        }
    }

    /// How a process ended, in words and for programs; `nil` while it is not known.
    package struct Ending: Sendable {
        package var text: String
        package var details: [String: String]

        /// From a code as `pharos_status_code` gives it.
        init(code: Int32) {
            if code < 0 {
                text = "was killed by signal \(-code) (\(String(cString: strsignal(-code))))"
                details = ["signal": "\(-code)"]
            } else {
                text = "ended with exit code \(code)"
                details = ["exitCode": "\(code)"]
            }
        }
    }

    /// The ending of a child of ours that is over, without waiting.
    package static func reap(_ pid: Int32) -> Ending? {
        var status: Int32 = 0
        guard pharos_reap(pid, &status) == 1 else { return nil }
        return Ending(code: pharos_status_code(status))
    }

    package static func isAlive(_ pid: Int32) -> Bool { pid > 0 && (kill(pid, 0) == 0 || errno == EPERM) }

    /// Whether a process has ended and only waits for its parent to notice.
    package static func isZombie(_ pid: Int32) -> Bool {
        guard let line = lastLines(1, of: "/proc/\(pid)/stat").first, let close = line.lastIndex(of: ")") else {
            return false
        }
        return line[close...].dropFirst(2).first == "Z"
    }

    /// A line that another process wrote, fit for a terminal: nothing that steers it, and not without end.
    static func printable(_ line: some StringProtocol) -> String {
        var text = String.UnicodeScalarView()
        for scalar in line.unicodeScalars.prefix(300) {
            text.append(scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) ? "\u{fffd}" : scalar)
        }
        return String(text) + (line.unicodeScalars.count > 300 ? "…" : "")
    }

    /// The last lines of a node's log.
    package static func lastLines(_ count: Int, of path: String) -> [String] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        let wanted = max(4096, count * 400)
        // Files below /proc have no size; whatever is there fits.
        let size = max(0, Int(lseek(descriptor, 0, SEEK_END)))
        guard lseek(descriptor, off_t(max(0, size - wanted)), SEEK_SET) >= 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: wanted)
        let got = read(descriptor, &bytes, bytes.count)
        guard got > 0 else { return [] }
        return String(decoding: bytes[..<got], as: UTF8.self).split(separator: "\n").suffix(count).map(String.init)
    }
}
