// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Testing

@testable import PodEnvironments

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite(.timeLimit(.minutes(5))) struct ToolTests {
    private func shell(_ script: String, _ deadline: Duration = .seconds(20), input: [UInt8] = []) -> Tool {
        Tool(
            program: "/bin/sh", arguments: ["-c", script], folder: "/", environment: ["PATH": "/usr/bin:/bin"], input: input,
            deadline: deadline)
    }

    @Test func bothStreamsAndTheExitCode() async throws {
        let outcome = try await shell("cat; echo out; echo err >&2; exit 3", input: Array("in\n".utf8)).run()
        #expect(outcome.text == "in\nout\n")
        #expect(String(decoding: outcome.errors, as: UTF8.self) == "err\n")
        #expect(!outcome.isSuccess && outcome.ending == "exited with 3")
        let killed = try await shell("kill -9 $$").run()
        #expect(killed.ending == "was killed by signal 9")
    }

    @Test func inputThatNobodyReads() async throws {
        let outcome = try await shell("exit 0", input: [UInt8](repeating: 1, count: 1 << 20)).run()
        #expect(outcome.isSuccess)
    }

    @Test func theDeadlineEndsWholeGroups() async throws {
        let word = "777.\(UInt32.random(in: 100_000 ... .max))"
        // A grandchild that ignores the friendly signal keeps the pipes open.
        let error = await #expect(throws: PodEnvironmentError.self) {
            try await shell("trap '' TERM; sh -c 'trap \"\" TERM; exec sleep \(word)' & wait", .milliseconds(200)).run()
        }
        #expect(error?.code == .deadlineExceeded)
        for _ in 0..<100 where isRunning(word) { try await Task.sleep(for: .milliseconds(20)) }
        #expect(!isRunning(word))
    }

    @Test func cancellationEndsIt() async throws {
        let word = "777.\(UInt32.random(in: 100_000 ... .max))"
        let task = Task { try await shell("exec sleep \(word)").run() }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        let error = await #expect(throws: PodEnvironmentError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        #expect(!isRunning(word))
    }

    @Test func tooMuchOutput() async throws {
        var tool = shell("yes")
        tool.maximumOutput = 1 << 20
        let error = await #expect(throws: PodEnvironmentError.self) { try await tool.run() }
        #expect(error?.code == .toolFailed)
    }

    @Test func noSuchProgram() async throws {
        let tool = Tool(program: "/no/such/program", folder: "/", environment: [:], deadline: .seconds(5))
        let error = await #expect(throws: PodEnvironmentError.self) { try await tool.run() }
        #expect(error?.code == .toolFailed)
    }

    @Test func linesArePrintable() {
        var lines = LastLines(2)
        let complete = lines.take(Array("one\r\n\u{1b}[31mtwo\u{1b}[0m\u{7}\n\n   \nthr".utf8))
        #expect(complete == ["one", "two "])
        lines.finish()
        #expect(lines.lines == ["two ", "thr"])
        _ = lines.take([UInt8](repeating: 0x61, count: 10_000) + [10])
        #expect(lines.lines.last?.count == 400)
    }

    /// Whether a process runs with that word in its command line.
    private func isRunning(_ word: String) -> Bool {
        ((try? FileAccess.names(in: "/proc")) ?? []).contains { name in
            name.allSatisfy(\.isNumber) && (try? FileAccess.text("/proc/\(name)/cmdline"))?.contains(word) == true
        }
    }
}
