// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Subprocess
import SystemPackage

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Runs programs to their end: in a session of their own, so that cancellation and the deadline end all that they started.
/// Those that read nothing, as pip and uv, end with this program as well, however that ends (``Guardian``).
struct Tool: Sendable {
    /// What a program did.
    struct Outcome: Sendable {
        var status: TerminationStatus
        /// All of its standard output.
        var output: [UInt8]
        /// All of its standard error.
        var errors: [UInt8]
        /// The last lines of both.
        var lines: [String]

        var isSuccess: Bool { status.isSuccess }
        var text: String { String(decoding: output, as: UTF8.self) }

        /// `exited with 2`, `was killed by signal 9`.
        var ending: String {
            switch status {
            case .exited(let code): "exited with \(code)"
            case .signaled(let signal): "was killed by signal \(signal)"
            }
        }
    }

    var program: String
    var arguments: [String] = []
    /// The working directory.
    var folder: String
    var environment: [String: String]
    /// What it reads on its standard input before the end of file.
    var input: [UInt8] = []
    /// How long it may take before it and all that it started is killed.
    var deadline: Duration
    /// How much of output and errors is taken before it is killed.
    var maximumOutput = 16 << 20

    /// Runs it.
    /// - Parameter said: is called with each line on its output or errors, as it comes.
    /// - Throws: ``PodEnvironmentError`` with `toolFailed` when it cannot be started or says too much, `deadlineExceeded`,
    ///   `cancelled`. An exit code other than 0 is no error here.
    func run(_ said: @escaping @Sendable (String) -> Void = { _ in }) async throws(PodEnvironmentError) -> Outcome {
        do {
            return try await withThrowingTaskGroup(of: Outcome?.self) { group in
                group.addTask { try await execute(said) }
                group.addTask {
                    try await Task.sleep(for: deadline)
                    return nil
                }
                // Leaving the group cancels the other: either the clock, or the program with all that it started.
                defer { group.cancelAll() }
                guard let outcome = try await group.next() ?? nil else {
                    throw PodEnvironmentError(
                        .deadlineExceeded, "\(program) took longer than \(deadline) and was killed with all that it started")
                }
                return outcome
            }
        } catch let error as PodEnvironmentError {
            throw error
        } catch {
            if Task.isCancelled || error is CancellationError {
                throw PodEnvironmentError(.cancelled, "the task was cancelled; \(program) and all that it started is killed")
            }
            throw PodEnvironmentError(.toolFailed, "\(program) cannot be run: \(error)")
        }
    }

    private func execute(_ said: @escaping @Sendable (String) -> Void) async throws -> Outcome {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
        let isGuarded = input.isEmpty
        guard !isGuarded || FileAccess.isExecutable(program) else {
            throw PodEnvironmentError(.toolFailed, "\(program) cannot be run: it is not there, or may not be executed")
        }
        let configuration = Configuration(
            executable: .path(FilePath(isGuarded ? Guardian.shell : program)),
            arguments: Arguments(isGuarded ? Guardian.arguments(program, arguments) : arguments),
            environment: .custom(Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })),
            workingDirectory: FilePath(folder), platformOptions: options)
        let (file, held) = isGuarded ? try Guardian.pipe() : (try inputFile(), nil)
        defer { try? held?.close() }
        let sink = OutputSink(maximumOutput, said)
        let result = try await Subprocess.run(
            configuration, input: .fileDescriptor(file, closeAfterSpawningProcess: true), output: .sequence, error: .sequence
        ) { execution in
            let group = -execution.processIdentifier.value
            // Who ignores the friendly signal of the teardown does not outlive it.
            defer { if Task.isCancelled { kill(group, SIGKILL) } }
            try await withThrowingTaskGroup(of: Void.self) { readers in
                for isError in [false, true] {
                    readers.addTask {
                        do {
                            let stream = isError ? execution.standardError : execution.standardOutput
                            for try await buffer in stream { try sink.take(buffer, isError: isError) }
                        } catch {
                            // The other stream ends only with who writes it.
                            kill(group, SIGKILL)
                            throw error
                        }
                    }
                }
                try await readers.waitForAll()
            }
        }
        try Task.checkCancellation()
        return sink.outcome(result.terminationStatus)
    }

    /// The input as a file that has no name: who does not read it breaks no pipe, and its end is there at once.
    private func inputFile() throws -> FileDescriptor {
        var name = Array("\(temporaryFolder)/pharos-pod-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else {
            throw PodEnvironmentError(
                .fileSystem, "no file can be made in \(temporaryFolder): \(String(cString: strerror(errno)))")
        }
        unlink(name)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let file = FileDescriptor(rawValue: descriptor)
        do {
            try file.writeAll(input)
            try file.seek(offset: 0, from: FileDescriptor.SeekOrigin.start)
            return file
        } catch {
            try? file.close()
            throw error
        }
    }

    private var temporaryFolder: String { environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp" }
}

extension OutputSink {
    fileprivate func take(_ buffer: SubprocessOutputSequence.Buffer, isError: Bool) throws {
        try buffer.withUnsafeBytes { try take($0, isError: isError) }
    }
}
