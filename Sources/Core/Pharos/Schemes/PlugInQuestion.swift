// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPharosSystem
import PharosModel
import PharosNode

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `pharos-node-<scheme> --describe`: asked by `pharos schemes` alone, when there is no manifest file.
enum PlugInQuestion {
    /// How long an answer may take.
    static let patience = Duration.seconds(2)

    /// The manifest that a plug-in prints.
    /// - Throws: ``PharosError`` that says how it failed to, with the last lines that it wrote.
    static func manifest(
        of plugIn: PlugIn, environment: [String: String]
    ) async throws(PharosError) -> InterfaceManifest {
        let asked = "\(plugIn.path) --describe"
        let output = try unnamedFile()
        defer { close(output) }
        let errors = try unnamedFile()
        defer { close(errors) }
        var pid = pid_t()
        let result = NodeProcess.withCStrings([plugIn.path, "--describe"]) { arguments in
            NodeProcess.withCStrings(environment.map { "\($0.key)=\($0.value)" }) { variables in
                pharos_spawn_detached(plugIn.path, arguments, variables, output, errors, &pid)
            }
        }
        guard result == 0 else {
            throw PharosError(.nodeUnavailable, "it cannot be started: \(String(cString: strerror(result)))")
        }
        let ending = await ending(of: pid, output, errors)
        let told = lastLine(errors)
        guard let ending else {
            throw PharosError(
                .nodeUnavailable,
                "\(asked) did not end within \(patience) and was killed\(told); write its manifest beside it, or mend it")
        }
        guard ending.details["exitCode"] == "0" else {
            throw PharosError(.nodeUnavailable, "\(asked) \(ending.text)\(told)")
        }
        do throws(PharosError) {
            return try InterfaceManifest(
                json: try SmallFile.read(output, limit: InterfaceManifest.maximumLength), scheme: plugIn.scheme)
        } catch {
            throw PharosError(.nodeUnavailable, "what \(asked) prints is no manifest: \(error.message)", cause: error)
        }
    }

    /// How the process ended; `nil`: it had to be killed, because it took too long or wrote without end.
    private static func ending(of pid: pid_t, _ output: Int32, _ errors: Int32) async -> NodeProcess.Ending? {
        let deadline = ContinuousClock.now + patience
        while true {
            if let ending = NodeProcess.reap(pid) { return ending }
            let isTooMuch = size(output) > 16 * InterfaceManifest.maximumLength || size(errors) > 1 << 20
            guard ContinuousClock.now < deadline, !isTooMuch, !Task.isCancelled else { break }
            try? await Task.sleep(for: .milliseconds(5))
        }
        // It leads a session of its own: whatever it started goes with it.
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        return nil
    }

    private static func size(_ descriptor: Int32) -> Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// A file that nobody else sees and that is gone when it is closed: who writes into it is never made to wait.
    private static func unnamedFile() throws(PharosError) -> Int32 {
        var template = Array("/tmp/pharos-describe-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw PharosError(
                .environment, "no temporary file can be made in /tmp: \(String(cString: strerror(errno)))")
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
        return descriptor
    }

    private static func lastLine(_ descriptor: Int32) -> String {
        let size = size(descriptor)
        var bytes = [UInt8](repeating: 0, count: min(size, 1000))
        let got = pread(descriptor, &bytes, bytes.count, off_t(size - bytes.count))
        guard got > 0, let line = String(decoding: bytes[..<got], as: UTF8.self).split(whereSeparator: \.isNewline).last
        else { return "" }
        return "; it wrote: \(NodeProcess.printable(line))"
    }
}
