// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import Pods
import Testing

// One after the other: each starts processes.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct CallTests {
    static let source = """
        import functools
        count = 0
        def foo(x, y): return x + y
        def kinds(a, b, /, c, d=4, *args, e: int, f: "list[str]" = None, **kw) -> dict[str, int]:
            "All kinds."
            return {"sum": a + b + c + d + sum(args) + e}
        lam = lambda: 7
        @functools.lru_cache
        def cached(n): return n * 2
        part = functools.partial(foo, 10)
        builtin = len
        def _private(): return 1
        class K: pass
        def counter():
            global count
            count += 1
            return count
        def types(*values): return [type(value).__name__ for value in values]
        def same(value): return value
        async def later(x): return x
        def many(n):
            for i in range(n): yield i
        async def many_async(n):
            for i in range(n): yield i
        def close(): return "my close"
        """

    @Test func theWayTheyAreCalled() async throws {
        try await PodFixture.with(Self.source) { pod, _ async throws in
            #expect(try await pod.foo(1, 2) == 3)
            #expect(try await pod.foo(1, y: 2) == 3)
            let (x, text) = (40, "b")
            #expect(try await pod.foo(x, 2).int == 42)
            #expect(try await pod.foo("a", text).string == "ab")
            #expect(try await pod.same(["a": 1, "b": "x", "c": nil]) == ["a": 1, "b": "x", "c": nil])
            #expect(try await pod.call("foo", 1, 2.5, as: Double.self) == 3.5)
            #expect(try await pod.call("same", ["a", "b"], as: [String].self) == ["a", "b"])
            #expect(try await pod.kinds(1, 2, 3, e: 5, z: 0) == ["sum": 15])
            #expect(try await pod.lam() == 7)
            #expect(try await pod.cached(4) == 8)
            #expect(try await pod.part(5) == 15)
            #expect(try await pod.builtin([1, 2, 3]) == 3)
            #expect(try await pod.later(9) == 9)
            #expect(try await pod.function("close")() == "my close")
        }
    }

    @Test func stateIsKeptOrFresh() async throws {
        try await PodFixture.with(Self.source) { pod, _ async throws in
            #expect(try await pod.counter() == 1)
            #expect(try await pod.counter() == 2)
            #expect(try await pod.counter.with(isFresh: true)() == 1)
            #expect(try await pod.counter() == 3)
            let fresh = try await withThrowingTaskGroup(of: Int?.self) { group in
                for _ in 0..<3 { group.addTask { try await pod.counter.with(isFresh: true)().int } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(fresh == [1, 1, 1])
        }
    }

    @Test func manyAtOnce() async throws {
        try await PodFixture.with(
            Self.source,
            {
                $0.callsInFlight = 8; $0.workers = 2
            }
        ) { pod, _ async throws in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<500 { group.addTask { try await pod.foo(number, 1).int == number + 1 } }
                for try await isRight in group { #expect(isRight) }
            }
            let status = await pod.status()
            #expect(status.workers.count == 2)
            #expect(status.workers.map(\.calls).reduce(0, +) == 500)
            #expect(status.waitingCalls == 0)
        }
    }

    @Test func descriptions() async throws {
        try await PodFixture.with("'''A pod.'''\n" + Self.source) { pod, _ async throws in
            let interface = pod.interface
            #expect(interface.documentation == "A pod.")
            #expect(interface.pythonVersion.hasPrefix("3."))
            #expect(interface.function("_private") == nil)
            #expect(interface.function("K") == nil)
            let kinds = try #require(interface.function("kinds"))
            #expect(kinds.kind == .function && kinds.documentation == "All kinds." && kinds.returns == "dict[str, int]")
            #expect(kinds.line == 5)
            let parameters = try #require(kinds.parameters)
            #expect(
                parameters == [
                    PodParameter(name: "a", kind: .positionalOnly), PodParameter(name: "b", kind: .positionalOnly),
                    PodParameter(name: "c", kind: .positionalOrKeyword),
                    PodParameter(name: "d", kind: .positionalOrKeyword, defaultText: "4"),
                    PodParameter(name: "args", kind: .variadicPositional),
                    PodParameter(name: "e", kind: .keywordOnly, annotation: "int"),
                    PodParameter(name: "f", kind: .keywordOnly, annotation: "list[str]", defaultText: "None"),
                    PodParameter(name: "kw", kind: .variadicKeyword),
                ])
            #expect(interface.function("cached")?.parameters == [PodParameter(name: "n", kind: .positionalOrKeyword)])
            #expect(interface.function("part")?.parameters?.map(\.name) == ["y"])
            #expect(interface.function("later")?.kind == .asynchronous)
            #expect(interface.function("many")?.kind == .generator)
            #expect(interface.function("many_async")?.kind == .asynchronousGenerator)
            #expect(interface.function("many_async")?.isStream == true)
        }
    }

    @Test func onlyWhatAllNames() async throws {
        try await PodFixture.with("__all__ = ['b']\ndef a(): pass\ndef b(): return 2") { pod, _ async throws in
            #expect(pod.interface.functions.map(\.name) == ["b"])
            let error = await failure { _ = try await pod.a() }
            #expect(error?.code == .noSuchFunction)
            #expect(error?.message.contains("it has: b") == true)
        }
    }

    /// What PyPods 0.2.0 puts below a pod's functions.
    @Test func templateTails() async throws {
        let tail = """
            if __name__ == "__main__":
                from pypods.pods import PodListener
                pl = PodListener()
                msg = (pl.read_stdin())
                if msg:
                    pl.write_stdout(globals()[msg["name"]](*msg["args"], **msg["kwargs"]))
            """
        try await PodFixture.with("def foo(x, y):\n    return x + y\n" + tail) { pod, _ async throws in
            #expect(try await pod.foo(1, 2) == 3)
            #expect(pod.interface.functions.map(\.name) == ["foo"])
        }
        let onTop = "from pypods.pods import PodListener\nlistener = PodListener()\ndef foo(x): return x"
        try await PodFixture.with(onTop) { pod, _ async throws in #expect(try await pod.foo(1) == 1) }
    }

    @Test func recycling() async throws {
        try await PodFixture.with(Self.source, { $0.callsPerWorker = 3 }) { pod, _ async throws in
            var counts: [Int?] = []
            for _ in 0..<7 { counts.append(try await pod.counter().int) }
            #expect(counts == [1, 2, 3, 1, 2, 3, 1])
            #expect(await pod.status().workers[0].restarts == 0)
        }
    }

    @Test func afterItsEnd() async throws {
        let fixture = try PodFixture(Self.source)
        let pod = try await Pod.start(fixture.configuration())
        let pid = try #require(await pod.status().workers[0].pid)
        await pod.close()
        let error = await failure { _ = try await pod.foo(1, 2) }
        #expect(error?.code == .closed)
        #expect(!PodFixture.exists(pid))
        await pod.close()
        var dropped: Pod? = try await Pod.start(fixture.configuration())
        let other = try #require(await dropped?.status().workers[0].pid)
        dropped = nil
        try await PodFixture.until("the pod nobody holds") { !PodFixture.exists(other) }
    }
}
