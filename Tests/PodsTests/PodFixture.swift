// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import PodProcess
import Pods
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A project folder with one pod in it, removed at the end.
final class PodFixture: Sendable {
    static let python = "/usr/bin/python3"
    let root: String
    let logs = NIOLockedValueBox<[PodLogRecord]>([])

    init(_ source: String, name: String = "p") throws {
        var template = Array("/tmp/pods-tests-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw PodError(.notFound, "no temporary folder") }
        root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        mkdir("\(root)/pods", 0o700)
        mkdir("\(root)/pods/\(name)", 0o700)
        Self.write(source, to: "\(root)/pods/\(name)/pod.py")
    }

    deinit {
        for folder in ["pods/p/__pycache__", "pods/p", "pods", ""] {
            let path = "\(root)/\(folder)"
            if let listing = opendir(path) {
                while let entry = readdir(listing) {
                    let name = withUnsafePointer(to: &entry.pointee.d_name) {
                        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                    }
                    unlink("\(path)/\(name)")
                }
                closedir(listing)
            }
            rmdir(path)
        }
    }

    /// An interpreter without Debian's packages, so that the worker's own MessagePack is at work.
    func bareInterpreter() -> String {
        let path = "\(root)/python"
        Self.write("#!/bin/sh\nexec \(Self.python) -S \"$@\"\n", to: path)
        chmod(path, 0o700)
        return path
    }

    static func write(_ text: String, to path: String) {
        guard let file = fopen(path, "w") else { return }
        fputs(text, file)
        fclose(file)
    }

    func configuration(_ change: (inout Pod.Configuration) -> Void = { _ in }) -> Pod.Configuration {
        var configuration = Pod.Configuration(interpreter: Self.python, root: root, name: "p")
        configuration.termination = .init(asked: .milliseconds(500), terminated: .milliseconds(500))
        configuration.cancellationGrace = .seconds(10)
        // The pod keeps the folder, with what hears its log.
        configuration.onLog = { [self] record in logs.withLockedValue { $0.append(record) } }
        change(&configuration)
        return configuration
    }

    /// Runs `body` with the pod of `source`.
    static func with(
        _ source: String, _ change: (inout Pod.Configuration) -> Void = { _ in },
        _ body: (Pod, PodFixture) async throws -> Void
    ) async throws {
        let fixture = try PodFixture(source)
        try await withPod(fixture.configuration(change)) { try await body($0, fixture) }
    }

    /// The same, in an environment without packages.
    static func withBarePod(_ source: String, _ body: (Pod, PodFixture) async throws -> Void) async throws {
        let fixture = try PodFixture(source)
        let interpreter = fixture.bareInterpreter()
        try await withPod(fixture.configuration { $0.interpreter = interpreter }) { try await body($0, fixture) }
    }

    /// Whether there is a process of that number.
    static func exists(_ pid: Int32) -> Bool { signal(pid, 0) == 0 }

    /// Kills a process.
    static func kill(_ pid: Int32) { _ = signal(pid, SIGKILL) }

    /// Waits until something is so.
    static func until(
        _ what: Comment, _ condition: () async throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for _ in 0..<2000 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("waited in vain for \(what)", sourceLocation: sourceLocation)
    }
}

private func signal(_ pid: Int32, _ number: Int32) -> Int32 { kill(pid, number) }

/// The error that `body` throws.
func failure(_ body: () async throws -> Void) async -> PodError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? PodError
    }
}
