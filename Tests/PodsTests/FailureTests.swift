// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import PodProcess
import Pods
import Testing

// One after the other: each starts processes.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct FailureTests {
    static let source = """
        import os, sys, time, ctypes, warnings, logging
        class Mine(Exception):
            def __init__(self, text, code):
                super().__init__(text, code)
                self.code = code
        def fails(): raise KeyError("k")
        def chained():
            try: int("x")
            except ValueError as error: raise Mine("no number", 42) from error
        def ok(x=1): return x
        def noisy():
            print("on stdout"); sys.stderr.write("on stderr\\n"); warnings.warn("careful")
            os.write(1, b"raw out\\n"); os.write(2, b"raw err\\n")
            os.system("echo from a shell")
            logging.getLogger("me").warning("logged %d", 7)
            logging.getLogger("me").debug("not told")
            return input.__name__
        def reads_stdin(): return sys.stdin.read()
        def asks(): return input()
        def exits(code): os._exit(code)
        def sysexit(code): sys.exit(code)
        def segfault():
            sys.stderr.write("about to\\n"); sys.stderr.flush()
            ctypes.string_at(0)
        def spin():
            while True: pass
        def sleep(seconds): time.sleep(seconds); return "slept"
        def stubborn():
            while True:
                try: time.sleep(60)
                except BaseException: pass
        def catches():
            try: time.sleep(60)
            except Exception: return "caught"
        def spawns():
            import subprocess
            return subprocess.Popen(["/bin/sleep", "60"]).pid
        def closes_stdout(): sys.stdout.close(); os.close(1); os.close(2); return 1
        def closes_all(): os.closerange(3, 1000); return 1
        def forks():
            if os.fork() == 0:
                print("in the child", flush=True)
                os._exit(0)
            os.wait()
            return "parent"
        def recurses(): return recurses()
        def pid(): return os.getpid()
        def environment(): return dict(os.environ)
        def cwd(): return os.getcwd()
        def fds(): return sorted(int(n) for n in os.listdir("/proc/self/fd"))
        """

    @Test func exceptionsKeepWhatTheyAre() async throws {
        try await PodFixture.with(Self.source) { pod, _ async throws in
            let error = try #require(await failure { _ = try await pod.fails() })
            #expect(error.code == .raised)
            #expect(error.message == "'fails' raised KeyError: 'k'")
            #expect(error.exception?.typeName == "KeyError" && error.exception?.arguments == ["k"])
            #expect(error.exception?.traceback.contains("pod.py\", line 6, in fails") == true)
            #expect(error.exception?.traceback.contains("pod_worker") == false)
            let chained = try #require(await failure { _ = try await pod.chained() }?.exception)
            #expect(chained.typeName == "pods.p.pod.Mine" && chained.attributes == ["code": 42])
            #expect(chained.arguments == ["no number", 42])
            #expect(chained.cause?.typeName == "ValueError")
            #expect(chained.cause?.message.contains("invalid literal") == true)
            #expect(chained.traceback.contains("direct cause"))
            #expect(await failure { _ = try await pod.ok(1, 2) }?.exception?.typeName == "TypeError")
            #expect(await failure { _ = try await pod.ok(z: 2) }?.exception?.typeName == "TypeError")
            #expect(await failure { _ = try await pod.nothing() }?.code == .noSuchFunction)
            #expect(await failure { _ = try await pod.function("os.system")("x") }?.code == .noSuchFunction)
            #expect(await failure { _ = try await pod.recurses() }?.exception?.typeName == "RecursionError")
            #expect(await failure { _ = try await pod.asks() }?.exception?.typeName == "EOFError")
            #expect(try await pod.ok() == 1)
        }
    }

    @Test func noiseIsLog() async throws {
        try await PodFixture.with("print('at import')\n" + Self.source) { pod, fixture async throws in
            #expect(try await pod.noisy() == "input")
            #expect(try await pod.reads_stdin() == "")
            #expect(try await pod.forks() == "parent")
            let expected = [
                "at import", "on stdout", "raw out", "from a shell", "in the child", "on stderr", "raw err", "logged 7",
            ]
            try await PodFixture.until("all that was printed") {
                let messages = fixture.logs.withLockedValue { $0.map(\.message) }
                return expected.allSatisfy(messages.contains)
                    && messages.contains { $0.contains("UserWarning: careful") }
            }
            let logs = fixture.logs.withLockedValue { $0 }
            let logged = try #require(logs.first { $0.message == "logged 7" })
            #expect(logged.source == .logging && logged.level == 30 && logged.logger == "me")
            #expect(logged.file?.hasSuffix("pods/p/pod.py") == true && logged.line == 16)
            #expect(!logs.contains { $0.message == "not told" })
            #expect(logs.first { $0.message == "raw err" }?.source == .error)
            #expect(try await pod.closes_stdout() == 1)
            #expect(try await pod.ok() == 1)
        }
    }

    @Test func deathIsInEveryError() async throws {
        try await PodFixture.with(Self.source, { $0.callsInFlight = 3 }) { pod, _ async throws in
            let errors = await withTaskGroup(of: PodError?.self) { group in
                group.addTask { await failure { _ = try await pod.exits(3) } }
                try? await Task.sleep(for: .milliseconds(50))
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(errors.first??.code == .workerDied && errors.first??.exit == .code(3))
            #expect(try await pod.ok() == 1)
            let sysexit = await failure { _ = try await pod.sysexit(4) }
            #expect(sysexit?.exit == .code(4))
            let crash = try #require(await failure { _ = try await pod.segfault() })
            #expect(crash.exit == .signal(11) && crash.lastLines.map(\.text) == ["about to"])
            #expect(crash.message.contains("was ended by SIGSEGV"))
            #expect("\(crash)".hasSuffix("about to"))
            async let pending = failure { _ = try await pod.sleep(60) }
            async let other = failure { _ = try await pod.sleep(60) }
            try await PodFixture.until("two calls") { await pod.status().workers[0].callsInFlight == 2 }
            let pid = try #require(await pod.status().workers[0].pid)
            PodFixture.kill(pid)
            let both = await [pending, other]
            #expect(both.allSatisfy { $0?.code == .workerDied && $0?.exit == .signal(9) })
            #expect(try await pod.ok() == 1)
            #expect(await pod.status().workers[0].restarts == 4)
            #expect(await pod.status().workers[0].lastExit == .signal(9))
        }
    }

    @Test func deadlinesAndCancellation() async throws {
        try await PodFixture.with(Self.source) { pod, _ async throws in
            let pid = try await pod.pid()
            let clock = ContinuousClock()
            for function in [pod.spin, pod.catches] {
                let start = clock.now
                let late = await failure { _ = try await function.with(deadline: .milliseconds(100))() }
                #expect(late?.code == .deadlineExceeded)
                #expect(clock.now - start < .seconds(5))
            }
            #expect(
                await failure { _ = try await pod.sleep.with(deadline: .milliseconds(50))(60) }?.code
                    == .deadlineExceeded)
            // Cooperative: the process is still the same.
            #expect(try await pod.pid() == pid)
            let task = Task { await failure { _ = try await pod.sleep(60) } }
            try await PodFixture.until("the call") { await pod.status().workers[0].callsInFlight == 1 }
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            let early = Task { await failure { _ = try await pod.sleep(60) } }
            early.cancel()
            #expect(await early.value?.code == .cancelled)
            #expect(try await pod.pid() == pid)
        }
    }

    @Test func whoDoesNotEndIsKilled() async throws {
        try await PodFixture.with(
            Self.source,
            {
                $0.callsInFlight = 2
                $0.cancellationGrace = .milliseconds(200)
            }
        ) { pod, _ async throws in
            let pid = try await pod.pid()
            async let stubborn = failure { _ = try await pod.stubborn.with(deadline: .milliseconds(800))() }
            try await PodFixture.until("the call") { await pod.status().workers[0].callsInFlight == 1 }
            async let behind = failure { _ = try await pod.sleep(0) }
            #expect(await stubborn?.code == .deadlineExceeded)
            let replaced = await behind
            #expect(replaced?.code == .workerReplaced)
            #expect(replaced?.message.contains("'stubborn'") == true)
            #expect(try await pod.pid() != pid)
        }
    }

    @Test func cancellingTheOneBehind() async throws {
        try await PodFixture.with(Self.source, { $0.callsInFlight = 2 }) { pod, _ async throws in
            let pid = try await pod.pid()
            async let first = pod.sleep(1.5)
            try await PodFixture.until("the call") { await pod.status().workers[0].callsInFlight == 1 }
            let second = Task { await failure { _ = try await pod.exits(1) } }
            try await PodFixture.until("both calls") { await pod.status().workers[0].callsInFlight == 2 }
            second.cancel()
            #expect(await second.value?.code == .cancelled)
            #expect(try await first == "slept")
            #expect(try await pod.pid() == pid)
        }
    }

    @Test func queueIsBounded() async throws {
        try await PodFixture.with(Self.source, { $0.waitingCalls = 2 }) { pod, _ async throws in
            let tasks = (0..<3).map { _ in Task { await failure { _ = try await pod.sleep(60) } } }
            try await PodFixture.until("a full queue") { await pod.status().waitingCalls == 2 }
            #expect(await failure { _ = try await pod.ok() }?.code == .overloaded)
            for task in tasks { task.cancel() }
            for task in tasks { _ = await task.value }
            #expect(try await pod.ok() == 1)
        }
    }

    @Test func startsThatFail() async throws {
        func start(_ source: String, _ change: (inout Pod.Configuration) -> Void = { _ in }) async throws -> PodError? {
            let fixture = try PodFixture(source)
            return await failure { await (try Pod.start(fixture.configuration(change))).close() }
        }
        let missing = try await start("import no_such_module")
        #expect(missing?.code == .startFailed)
        #expect(missing?.exception?.typeName == "ModuleNotFoundError")
        #expect(missing?.message.contains("no_such_module") == true)
        #expect(try await start("def x(:")?.exception?.typeName == "SyntaxError")
        let dead = try await start("import os, sys; sys.stderr.write('oh\\n'); sys.stderr.flush(); os._exit(7)")
        #expect(dead?.code == .workerDied && dead?.exit == .code(7) && dead?.lastLines.map(\.text) == ["oh"])
        #expect(
            try await start("import time; time.sleep(60)", { $0.startTimeout = .milliseconds(300) })?.code
                == .startTimedOut)
        #expect(try await start("", { $0.interpreter = "/no/python" })?.code == .startFailed)
        #expect(try await start("", { $0.interpreter = "/bin/false" })?.code == .workerDied)
        for name in ["", "..", "a/b", "a.b", "1a", "-x", "a b", "é", "a\0", String(repeating: "a", count: 101)] {
            #expect(try await start("", { $0.name = name })?.code == .invalidArgument, "\(name)")
        }
        #expect(try await start("", { $0.name = "other" })?.code == .notFound)
        #expect(try await start("", { $0.workers = 0 })?.code == .invalidArgument)
        #expect(try await start("", { $0.longestMessage = 1 << 40 })?.code == .invalidArgument)
    }

    @Test func givesUp() async throws {
        try await PodFixture.with(
            Self.source,
            {
                $0.restarts.budget = 2
                $0.restarts.firstDelay = .milliseconds(10)
            }
        ) { pod, _ async throws in
            for _ in 0..<3 { #expect(await failure { _ = try await pod.exits(5) }?.code == .workerDied) }
            let error = try #require(await failure { _ = try await pod.ok() })
            #expect(error.code == .gaveUp && error.exit == .code(5))
            #expect(error.message.contains("3 times"))
            #expect(await pod.status().hasGivenUp)
        }
    }

    @Test func itIsOnItsOwn() async throws {
        try await PodFixture.with(Self.source, { $0.environment = ["MINE": "1"] }) { pod, fixture async throws in
            let environment = try #require(try await pod.environment().dictionary)
            #expect(environment["MINE"] == "1")
            let names = environment.entries.compactMap(\.key.string)
            let allowed = PodProcessConfiguration.passedNames + ["MINE", "PYTHONUNBUFFERED"]
            #expect(names.allSatisfy(allowed.contains))
            #expect(try await pod.cwd().string?.hasSuffix(fixture.root) == true)
            // 0 to 2, its socket, the other, and the folder it reads.
            #expect(try await pod.fds().elements?.count == 6)
            let child = try #require(try await pod.spawns().int.flatMap { Int32(exactly: $0) })
            #expect(PodFixture.exists(child))
            await pod.close()
            try await PodFixture.until("the grandchild's end") { !PodFixture.exists(child) }
        }
    }

    @Test func itHangsUp() async throws {
        try await PodFixture.with(Self.source) { pod, _ async throws in
            let error = await failure { _ = try await pod.closes_all() }
            #expect(error?.code == .workerDied)
            #expect(try await pod.ok() == 1)
        }
    }
}
