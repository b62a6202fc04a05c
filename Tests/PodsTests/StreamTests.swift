// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import Pods
import Testing

// One after the other: each starts processes.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct StreamTests {
    static let source = """
        import asyncio, time, pharos_pod
        produced = 0
        closed = []
        def many(n):
            global produced
            try:
                for i in range(n):
                    produced += 1
                    yield i
            finally:
                closed.append("many")
        async def many_async(n):
            global produced
            try:
                for i in range(n):
                    produced += 1
                    await asyncio.sleep(0)
                    yield i
            finally:
                closed.append("many_async")
        def breaks():
            yield 1
            raise ValueError("half way")
        def slow():
            yield 1
            time.sleep(60)
        async def slow_async():
            yield 1
            await asyncio.sleep(60)
        def state(): return [produced, list(closed)]
        def one(): return 1
        async def nap(seconds):
            await asyncio.sleep(seconds)
            return seconds
        async def blocks():
            time.sleep(60)
        async def fails(): raise KeyError("async")
        def works(n):
            for i in range(n):
                pharos_pod.progress(i + 1, n, "step")
            return n
        async def works_async(n):
            pharos_pod.progress(message="async")
            await asyncio.sleep(0)
            pharos_pod.progress(1)
            return n
        def asks(*args, **kw): return pharos_pod.host.call("answer", *args, **kw)
        async def asks_async(x):
            results = await asyncio.gather(*[pharos_pod.host.call_async("answer", i) for i in range(x)])
            return sum(results)
        def handles():
            try: pharos_pod.host.call("fail")
            except pharos_pod.HostError as error: return [error.kind, str(error)]
        def from_thread():
            import threading
            result = []
            def run():
                pharos_pod.progress(5)
                try: pharos_pod.host.call("answer", 1)
                except RuntimeError as error: result.append(str(error))
            thread = threading.Thread(target=run); thread.start(); thread.join()
            return result
        """

    @Test(arguments: ["many", "many_async"])
    func valuesInOrder(_ name: String) async throws {
        try await PodFixture.with(Self.source) { pod, _ async throws in
            var values: [Int?] = []
            for try await value in pod.stream(name, [100]) { values.append(value.int) }
            #expect(values == (0..<100).map { $0 })
            values = []
            for try await value in pod.stream(name, [0]) { values.append(value.int) }
            #expect(values.isEmpty)
        }
    }

    @Test(arguments: ["many", "many_async"])
    func nobodyAsksNobodyMakes(_ name: String) async throws {
        try await PodFixture.with(Self.source, { $0.callsInFlight = 2 }) { pod, _ async throws in
            do {
                var iterator = pod.stream(name, [1_000_000], options: .init(credit: 8)).makeAsyncIterator()
                #expect(try await iterator.next() == 0)
                // Other calls are answered meanwhile.
                for _ in 0..<20 { #expect(try await pod.one() == 1) }
                let produced = try #require(try await pod.state().elements?[0].int)
                #expect(produced <= 10)
                for expected in 1..<20 { #expect(try await iterator.next()?.int == expected) }
            }
            // Who leaves ends the generator.
            try await PodFixture.until("the generator's end") {
                try await pod.state().elements?[1] == [.string(name)]
            }
            #expect(await pod.status().workers[0].callsInFlight == 0)
        }
    }

    @Test func errorsAndEnds() async throws {
        try await PodFixture.with(Self.source, { $0.callsInFlight = 2 }) { pod, _ async throws in
            var values: [PodValue] = []
            let error = await failure { for try await value in pod.breaks.stream() { values.append(value) } }
            #expect(values == [1] && error?.exception?.message == "half way")
            #expect(await failure { for try await _ in pod.nothing.stream() {} }?.code == .noSuchFunction)
            values = []
            for try await value in pod.one.stream() { values.append(value) }
            #expect(values == [1])
            #expect(await failure { _ = try await pod.many(3) }?.code == .unsupportedValue)
            #expect(await failure { _ = try await pod.many_async(3) }?.code == .unsupportedValue)
            #expect(try await pod.one() == 1)
        }
    }

    @Test(arguments: ["slow", "slow_async"])
    func cancelled(_ name: String) async throws {
        try await PodFixture.with(Self.source) { pod, _ async throws in
            let pid = await pod.status().workers[0].pid
            let task = Task {
                await failure { for try await _ in pod.stream(name) {} }
            }
            try await PodFixture.until("the stream") { await pod.status().workers[0].callsInFlight == 1 }
            try await Task.sleep(for: .milliseconds(150))
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            #expect(try await pod.one() == 1)
            #expect(await pod.status().workers[0].pid == pid)
        }
    }

    @Test func asynchronousAtOnce() async throws {
        try await PodFixture.with(Self.source, { $0.callsInFlight = 50 }) { pod, _ async throws in
            _ = try await pod.nap(0)
            let start = ContinuousClock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<40 { group.addTask { () async throws in #expect(try await pod.nap(0.2) == 0.2) } }
                group.addTask { () async throws in #expect(try await pod.one() == 1) }
                try await group.waitForAll()
            }
            #expect(ContinuousClock.now - start < .seconds(6))
            #expect(await failure { _ = try await pod.fails() }?.exception?.typeName == "KeyError")
            let pid = await pod.status().workers[0].pid
            // In a sleep of asyncio's, and in one that blocks the loop.
            for function in [pod.function("nap"), pod.blocks] {
                let arguments: [PodValue] = function.name == "nap" ? [60] : []
                let error = await failure {
                    _ = try await pod.call(function.name, arguments, options: .init(deadline: .milliseconds(200)))
                }
                #expect(error?.code == .deadlineExceeded)
                #expect(try await pod.one() == 1)
            }
            #expect(await pod.status().workers[0].pid == pid)
        }
    }

    /// A call is often taken in the turn of the worker's loop in which the last task ends.
    @Test func asynchronousOneAsAnotherEnds() async throws {
        try await PodFixture.with(
            Self.source,
            {
                $0.callsInFlight = 50
                $0.deadline = .seconds(20)
            }
        ) { pod, _ async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<3 {
                    group.addTask { () async throws in
                        for round in 0..<300 { _ = try await pod.nap(Double((round + number) % 3) / 2000) }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func progress() async throws {
        try await PodFixture.with(Self.source) { pod, _ async throws in
            let seen = NIOLockedValueBox<[PodProgress]>([])
            let function = pod.works.with { progress in seen.withLockedValue { $0.append(progress) } }
            #expect(try await function(3) == 3)
            #expect(seen.withLockedValue { $0.map(\.current) } == [1, 2, 3])
            #expect(seen.withLockedValue { $0.first }?.maximum == 3)
            seen.withLockedValue { $0 = [] }
            let other = pod.works_async.with { progress in seen.withLockedValue { $0.append(progress) } }
            #expect(try await other(4) == 4)
            #expect(seen.withLockedValue { $0.map(\.message) } == ["async", nil])
        }
    }

    @Test func thePodAsks() async throws {
        struct Trouble: Error {}
        let handlers: [String: PodHandler] = [
            "answer": { call in
                try await Task.sleep(for: .milliseconds(1))
                return call.arguments.first ?? .dictionary(call.keywords)
            },
            "fail": { _ in throw Trouble() },
        ]
        try await PodFixture.with(Self.source, { $0.handlers = handlers }) { pod, _ async throws in
            #expect(try await pod.asks(42) == 42)
            #expect(try await pod.asks(a: 1) == ["a": 1])
            #expect(try await pod.asks_async(10) == 45)
            #expect(try await pod.handles() == ["Trouble", "Trouble()"])
            #expect(try await pod.from_thread().elements?.count == 1)
            pod.register("answer") { _ in "other" }
            #expect(try await pod.asks() == "other")
            pod.register("answer") { _ in
                try await Task.sleep(for: .seconds(60))
                return nil
            }
            let pid = await pod.status().workers[0].pid
            let error = await failure { _ = try await pod.asks.with(deadline: .milliseconds(100))() }
            #expect(error?.code == .deadlineExceeded)
            pod.register("answer") { _ in "again" }
            #expect(try await pod.asks() == "again")
            #expect(await pod.status().workers[0].pid == pid)
        }
        try await PodFixture.with(Self.source) { pod, _ async throws in
            let error = await failure { _ = try await pod.asks() }
            #expect(error?.exception?.typeName.hasSuffix("HostError") == true)
            #expect(error?.message.contains("no handler 'answer'") == true)
        }
    }
}
