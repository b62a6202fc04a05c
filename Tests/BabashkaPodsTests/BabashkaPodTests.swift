// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import PodProcess
import Testing

/// The client with a process: what must hold for its actor. All misbehaviours are in IntegrationTests/BabashkaPods.
@Suite("Client", .timeLimit(.minutes(5)))
struct BabashkaPodTests {
    static func configuration(_ trouble: String = "") -> BabashkaPodConfiguration {
        let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        var configuration = BabashkaPodConfiguration(
            command: ["/usr/bin/python3", "/\(folder)/IntegrationTests/BabashkaPods/pod.py", "json", trouble])
        configuration.restarts.delay = .milliseconds(5)
        configuration.termination = .init(asked: .seconds(2), terminated: .milliseconds(300))
        return configuration
    }

    @Test("calls from many tasks come back to their own", arguments: [1, 50])
    func manyTasks(limit: Int) async throws {
        var configuration = Self.configuration()
        configuration.requestsInFlight = limit
        let wrong = try await BabashkaPod.withPod(configuration) { pod in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in Int64(0)..<200 {
                    group.addTask { try await pod.invoke("pod.test/add", [.int(number), 1]) != .int(number + 1) }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
        }
        #expect(wrong == 0)
    }

    @Test("calls that fail in the middle of others")
    func failures() async throws {
        var configuration = Self.configuration()
        configuration.restarts.limit = 100
        try await BabashkaPod.withPod(configuration) { pod in
            await withTaskGroup(of: Void.self) { group in
                for number in Int64(0)..<60 {
                    group.addTask {
                        switch number % 6 {
                        case 0:
                            let error = await #expect(throws: BabashkaPodError.self) {
                                try await pod.invoke("pod.test/fail")
                            }
                            #expect(error?.code == .failed)
                        case 1 where number < 20:
                            let error = await #expect(throws: BabashkaPodError.self) {
                                try await pod.invoke("pod.test/leave")
                            }
                            #expect(error?.code == .died && error?.exit == "ended with exit code 3")
                        default:
                            await #expect(throws: Never.self) { try await pod.invoke("pod.test/add", [.int(number)]) }
                        }
                    }
                }
            }
        }
    }

    @Test("cancelled tasks end at once, before their turn and in it")
    func cancellation() async throws {
        var configuration = Self.configuration()
        configuration.cancellationGrace = .milliseconds(200)
        try await BabashkaPod.withPod(configuration) { pod in
            let calls = (0..<5).map { _ in Task { try await pod.invoke("pod.test/silent") } }
            try await Task.sleep(for: .milliseconds(100))
            for call in calls { call.cancel() }
            for call in calls { await #expect(throws: CancellationError.self) { try await call.value } }
            #expect(try await pod.invoke("pod.test/add", [1]) == 1)
        }
    }

    @Test("closing ends what runs and what waits, and whoever closes waits for the end")
    func closing() async throws {
        let pod = BabashkaPod(Self.configuration())
        _ = try await pod.describe()
        let calls = (0..<5).map { _ in Task { try await pod.invoke("pod.test/silent") } }
        try await Task.sleep(for: .milliseconds(200))
        let stream = Task { for try await _ in try await pod.stream("pod.test/forever") {} }
        async let first = pod.close()
        async let second = pod.close()
        let exits = await [first, second]
        #expect(exits[0] == .code(0) && exits[1] == .code(0))
        for call in calls {
            let error = await #expect(throws: BabashkaPodError.self) { try await call.value }
            #expect(error?.code == .closed)
        }
        await #expect(throws: BabashkaPodError.self) { try await stream.value }
        let error = await #expect(throws: BabashkaPodError.self) { try await pod.describe() }
        #expect(error?.code == .closed)
        #expect(await pod.processNumber == nil)
    }

    @Test("closing a pod that never ran, or is just starting")
    func closingEarly() async throws {
        let idle = BabashkaPod(Self.configuration())
        #expect(await idle.close() == nil)
        let starting = BabashkaPod(Self.configuration("silent"))
        let call = Task { try await starting.describe() }
        try await Task.sleep(for: .milliseconds(100))
        await starting.close()
        await #expect(throws: BabashkaPodError.self) { try await call.value }
    }

    @Test("a pod that nobody holds takes its process along")
    func forgotten() async throws {
        var pod: BabashkaPod? = BabashkaPod(Self.configuration())
        weak let held = pod
        #expect(try await pod?.invoke("pod.test/add", [1]) == 1)
        pod = nil
        for _ in 0..<100 where held != nil { try await Task.sleep(for: .milliseconds(10)) }
        #expect(held == nil)
    }

    @Test("a stream outlives the name of its pod")
    func heldByStream() async throws {
        let stream = try await BabashkaPod(Self.configuration()).stream("pod.test/forever")
        var count = 0
        for try await _ in stream {
            count += 1
            if count == 5 { break }
        }
        #expect(count == 5)
    }

    @Test("many calls may wait, but not any number")
    func waiting() async throws {
        var configuration = Self.configuration()
        configuration.waitingCalls = 3
        configuration.deadline = .seconds(2)
        try await BabashkaPod.withPod(configuration) { pod in
            _ = try await pod.describe(deadline: .seconds(30))
            let codes = await withTaskGroup(of: String.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        do {
                            _ = try await pod.invoke("pod.test/silent")
                            return "value"
                        } catch {
                            return "\((error as? BabashkaPodError)?.code.description ?? "other")"
                        }
                    }
                }
                return await group.reduce(into: [:] as [String: Int]) { $0[$1, default: 0] += 1 }
            }
            #expect(codes["overloaded"] == 6 && codes["deadlineExceeded"] == 4, "\(codes)")
        }
    }
}
