// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PodProcess
import Pods
import Testing

/// Processes that speak what is not the protocol: a typed error, in time, and the process is gone.
// One after the other: each starts processes.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct MisbehaviourTests {
    /// Says hello as the worker does, then runs `answer` with each call's number.
    static func worker(_ answer: String) -> String {
        """
        import os, struct, time
        def send(kind, call, body=b"", length=None):
            os.write(0, struct.pack(">IBI", len(body) + 5 if length is None else length, kind, call) + body)
        def text(t): return bytes([0xa0 | len(t)]) + t.encode()
        hello = b"\\x83" + text("protocol") + b"\\x01" + text("python") + text("3") + text("functions") + b"\\x90"
        def read():
            data = b""
            while len(data) < 9: data += os.read(0, 9 - len(data)) or os._exit(0)
            size, kind, call = struct.unpack(">IBI", data)
            rest = size - 5
            while rest: rest -= len(os.read(0, rest))
            return kind, call
        read()
        \(answer)
        """
    }

    /// Starts such a process with the step `answer`, and tells what a call meets.
    func meet(
        _ answer: String, greets: Bool = true, _ change: (inout Pod.Configuration) -> Void = { _ in }
    ) async throws -> PodError? {
        let fixture = try PodFixture("")
        let file = "\(fixture.root)/worker.py"
        let loop = """
            send(16, 0, hello)
            while True:
                kind, call = read()
                if kind == 2:
                    \(answer.split(separator: "\n").joined(separator: "\n        "))
            """
        PodFixture.write(Self.worker(greets ? loop : answer), to: file)
        let configuration = fixture.configuration {
            $0.workerFile = file
            $0.startTimeout = .seconds(20)
            $0.deadline = .seconds(20)
            $0.cancellationGrace = .milliseconds(100)
            $0.callsInFlight = 4
            change(&$0)
        }
        let start = ContinuousClock.now
        let error = await failure {
            try await withPod(configuration) { pod in _ = try await pod.anything(1) }
        }
        #expect(ContinuousClock.now - start < .seconds(15))
        return error
    }

    @Test(arguments: [
        ("a length of 1 GiB", "send(18, call, length=1 << 30)"),
        ("a length of 4 GiB", "send(18, call, length=0xffffffff)"),
        ("a length of nothing", "send(18, call, length=0)"),
        ("a kind nobody knows", "send(99, call)"),
        ("our own kinds", "send(2, call)"),
        ("a call it does not have", "send(18, call + 1, b'\\xc0')"),
        ("text", "os.write(0, b'Traceback (most recent call last):\\n' * 9)"),
        ("no value", "send(18, call)"),
        ("half a value", "send(18, call, b'\\xcd\\x01')"),
        ("two values", "send(18, call, b'\\xc0\\xc0')"),
        ("a byte that begins nothing", "send(18, call, b'\\xc1')"),
        ("a promised list", "send(18, call, b'\\xdd\\xff\\xff\\xff\\xff')"),
        ("a promised dict", "send(18, call, b'\\xdf\\x7f\\xff\\xff\\xff')"),
        ("promised bytes", "send(18, call, b'\\xc6\\xff\\xff\\xff\\xff')"),
        ("an extension nobody knows", "send(18, call, b'\\xd4\\x63\\x00')"),
        ("a tuple of no list", "send(18, call, b'\\xc7\\x01\\x01\\xc0')"),
        ("an array of another size", "send(18, call, b'\\xc7\\x0a\\x0d\\x93\\xa3<f8\\x91\\x02\\xc4\\x01\\x00')"),
        ("an array of impossible shape", "send(18, call, b'\\xc7\\x08\\x0d\\x93\\xa3<f8\\x91\\xff\\xc4\\x00')"),
        ("memory it never handed over", "send(18, call, b'\\xc7\\x04\\x0f\\x93\\x07\\x00\\x01')"),
        (
            "its own memory, never handed over",
            "send(18, call, b'\\xc7\\x0c\\x0f\\x93\\xcf\\x40' + b'\\x00' * 6 + b'\\x01\\x00\\x01')"
        ),
        ("a greeting again", "send(16, 0, hello)"),
        ("a failed start afterwards", "send(17, 0, b'\\x90')"),
        ("an error that is none", "send(19, call, b'\\xc0')"),
        ("an error of strange parts", "send(19, call, b'\\x92\\x00\\x91\\xc0')"),
        ("a stream where one value is asked for", "send(21, call); send(22, call, b'\\x01')"),
        ("progress that is none", "send(24, call, b'\\x01')"),
        ("a log that is none", "send(25, call, b'\\x90')"),
        ("a call of ours that is none", "send(26, 1, b'\\x90')"),
    ])
    func rubbish(_ what: String, _ answer: String) async throws {
        let error = try #require(try await meet(answer), "\(what)")
        #expect([.protocolViolation, .invalidArgument].contains(error.code), "\(what): \(error)")
    }

    /// The first answer is one; the second ends the process.
    @Test func answersTwice() async throws {
        let fixture = try PodFixture("")
        let file = "\(fixture.root)/worker.py"
        let twice = """
            send(16, 0, hello)
            while True:
                kind, call = read()
                if kind == 2: send(18, call, b"\\x07"); send(18, call, b"\\x08")
            """
        PodFixture.write(Self.worker(twice), to: file)
        try await withPod(fixture.configuration { $0.workerFile = file }) { pod in
            let value = try await pod.anything()
            #expect(value == 7)
            try await PodFixture.until("the end of the process") {
                await pod.status().workers[0].lastExit == .signal(9)
            }
        }
    }

    @Test func unsealedMemory() async throws {
        let error = try await meet(
            """
            import socket
            fd = os.memfd_create("x"); os.ftruncate(fd, 4096)
            s = socket.socket(fileno=os.dup(3))
            number = (1 << 62) + 1
            s.sendmsg([number.to_bytes(8, "little")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("i", fd))])
            send(18, call, b"\\xc7\\x0c\\x0f\\x93\\xcf" + number.to_bytes(8, "big") + b"\\x00\\x01")
            """)
        #expect(error?.code == .protocolViolation)
        #expect(error?.message.contains("not sealed") == true)
    }

    @Test func deepNesting() async throws {
        let error = try await meet("send(18, call, b'\\x91' * 100000 + b'\\xc0')")
        #expect(error?.code == .limitExceeded)
        let tuples = try await meet(
            """
            body = b"\\xc0"
            for _ in range(2000): body = b"\\x91" + body; body = struct.pack(">BIb", 0xc9, len(body), 1) + body
            send(18, call, body)
            """)
        #expect(tuples?.code == .limitExceeded)
    }

    @Test func manySmallWrites() async throws {
        let answer =
            "for byte in struct.pack('>IBI', 6, 18, call) + b'\\x07': os.write(0, bytes([byte])); time.sleep(0.002)"
        #expect(try await meet(answer) == nil)
    }

    @Test func silence() async throws {
        for answer in ["pass", "os.write(0, b'\\x00\\x00\\x00\\x06\\x12')"] {
            #expect(try await meet(answer, { $0.deadline = .milliseconds(500) })?.code == .deadlineExceeded)
        }
    }

    @Test func startsThatAreNone() async throws {
        let silent = try await meet("time.sleep(60)", greets: false) { $0.startTimeout = .milliseconds(300) }
        #expect(silent?.code == .startTimedOut)
        #expect(
            try await meet("os.write(0, b'hello, world')\ntime.sleep(60)", greets: false)?.code == .protocolViolation)
        #expect(try await meet("send(16, 0, b'\\x80'); time.sleep(60)", greets: false)?.code == .protocolViolation)
        let other = "send(16, 0, hello.replace(b'\\x01', b'\\x09', 1)); time.sleep(60)"
        #expect(try await meet(other, greets: false)?.message.contains("version 9") == true)
        #expect(try await meet("os._exit(9)", greets: false)?.exit == .code(9))
        #expect(try await meet("os.close(0); time.sleep(60)", greets: false)?.code == .workerDied)
    }

    @Test func whoIgnoresTheEnd() async throws {
        let answer = """
            import signal
            signal.signal(15, signal.SIG_IGN)
            send(18, call, b"\\xc0")
            while True: time.sleep(60)
            """
        #expect(try await meet(answer) == nil)
    }

    @Test func aFloodOfItems() async throws {
        let fixture = try PodFixture("")
        let file = "\(fixture.root)/worker.py"
        let flood = """
            send(16, 0, hello)
            kind, call = read()
            send(21, call)
            while True: send(22, call, b"\\x01")
            """
        PodFixture.write(Self.worker(flood), to: file)
        try await withPod(fixture.configuration { $0.workerFile = file }) { pod in
            var iterator = pod.anything.stream().makeAsyncIterator()
            _ = try await iterator.next()
            let error = await failure {
                while try await iterator.next() != nil { try await Task.sleep(for: .milliseconds(50)) }
            }
            #expect(error?.code == .protocolViolation)
        }
    }
}
