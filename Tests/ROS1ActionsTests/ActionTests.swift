// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROS1
import ROS1Master
import ROSMessages
import StandardMessages
import Testing

@testable import ROS1Actions

/// Clients and servers of this library among themselves, over loopback sockets.
@Suite(.timeLimit(.minutes(5)))
struct ActionTests {
    private typealias Dynamic = ActionType<Value, Value, Value>
    private let type: ActionType<Value, Value, Value>

    init() throws { type = .dynamic(try testAction()) }

    private var soon: NIODeadline { .now() + .seconds(5) }

    private func withGraph(_ body: @escaping @Sendable (String) async throws -> Void) async throws {
        try await withROS1Master(ROS1Master.Configuration(port: 0)) { try await body($0.uri) }
    }

    /// Counts up to the goal, a number each 5 ms; below zero it fails.
    private func count(_ goal: ServerGoal<Value, Value, Value>) async throws -> GoalConclusion<Value> {
        let last = goal.value.goal.int ?? 0
        guard last >= 0 else { throw ActionError(.malformed, "\(last) cannot be counted to") }
        for number in 0..<last {
            try await goal.publish(["feedback": Value(number)])
            try await Task.sleep(for: .milliseconds(5))
        }
        return .succeeded(["result": Value(last)], text: "counted")
    }

    @Test func `a goal is sent, tells how it goes, and succeeds`() async throws {
        try await withGraph { uri in
            try await with("server", uri) { server in
                let service = try await server.serveAction("count", as: type, handler: count)
                try await with("client", uri) { client in
                    let actions = try await client.actionClient("/count", as: type)
                    #expect(try await actions.waitForServer(deadline: soon) == "/server")
                    let handle = try await actions.send(["goal": 20])
                    var told: [Int] = []
                    for try await feedback in handle.feedback { told.append(feedback.feedback.int ?? -1) }
                    #expect(told == Array(0..<20))
                    var states: [GoalState] = []
                    for await update in handle.updates { states.append(update.state) }
                    #expect(states.suffix(2) == [.waitingForResult, .done] || states.last == .done)
                    let outcome = try await handle.result(deadline: soon)
                    #expect(outcome.state == .succeeded && outcome.status.text == "counted")
                    #expect(try outcome.get().result == 20)
                    // And once more, after its end.
                    #expect(try await handle.result(deadline: .now()).state == .succeeded)
                    await actions.close()
                }
                await service.close()
            }
        }
    }

    @Test func `a client and a server in one node need no socket`() async throws {
        try await withGraph { uri in
            try await with("both", uri) { node in
                let service = try await node.serveAction("count", as: type, policy: .concurrent(4), handler: count)
                await #expect(throws: ActionError.self) {
                    try await node.serveAction("count", as: type, handler: count)
                }
                let actions = try await node.actionClient("count", as: type)
                let outcomes = try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 1...4 {
                        group.addTask {
                            try await actions.call(["goal": Value(number)], deadline: soon).get().result.int ?? -1
                        }
                    }
                    return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
                }
                #expect(outcomes == [1, 2, 3, 4])
                let failed = try await actions.call(["goal": -1], deadline: soon)
                #expect(failed.state == .aborted && failed.status.text.contains("cannot be counted to"))
                #expect(throws: ActionError.self) { try failed.get() }
                await service.close()
                // The name is free again.
                let next = try await node.serveAction("count", as: type, handler: count)
                #expect(try await actions.call(["goal": 1], deadline: soon).state == .succeeded)
                await next.close()
            }
        }
    }

    @Test func `deadline, cancellation and newer goals end a goal`() async throws {
        try await withGraph { uri in
            try await with("server", uri) { server in
                let service = try await server.serveAction("count", as: type, handler: count)
                try await with("client", uri) { client in
                    let actions = try await client.actionClient("count", as: type)
                    await #expect(throws: ActionError.self) {
                        try await actions.call(["goal": 10_000], deadline: .now() + .milliseconds(200))
                    }
                    let one = try await actions.send(["goal": 10_000])
                    try await eventually { try await one.progress().state == .active }
                    one.cancel()
                    #expect(try await one.result(deadline: soon).state == .preempted)
                    let two = try await actions.send(["goal": 10_000])
                    try await eventually { try await two.progress().state == .active }
                    let three = try await actions.send(["goal": 3])
                    #expect(try await two.result(deadline: soon).state == .preempted)
                    #expect(try await three.result(deadline: soon).state == .succeeded)
                    let four = try await actions.send(["goal": 10_000])
                    try await eventually { try await four.progress().state == .active }
                    actions.cancelAll()
                    #expect(try await four.result(deadline: soon).state == .preempted)
                    let waiting = try await actions.send(["goal": 10_000])
                    let task = Task { try await waiting.result(deadline: soon) }
                    task.cancel()
                    await #expect(throws: CancellationError.self) { try await task.value }
                    await actions.close()
                    await #expect(throws: ActionError.self) { try await waiting.result(deadline: soon) }
                }
                await service.close()
            }
        }
    }

    @Test func `a server decides goal by goal`() async throws {
        try await withGraph { uri in
            try await with("server", uri) { server in
                let (goals, sink) = AsyncStream.makeStream(of: ServerGoal<Value, Value, Value>.self)
                let (cancels, cancelSink) = AsyncStream.makeStream(of: ServerGoal<Value, Value, Value>.self)
                let actions = try await server.actionServer(
                    "count", as: type, onGoal: { sink.yield($0) }, onCancel: { cancelSink.yield($0) })
                var arrived = goals.makeAsyncIterator()
                var cancelled = cancels.makeAsyncIterator()
                try await with("client", uri) { client in
                    let asking = try await client.actionClient("count", as: type)
                    let refused = try await asking.send(["goal": 1])
                    let first = try #require(await arrived.next())
                    #expect(first.value.goal == 1 && !first.isCancelRequested)
                    await #expect(throws: ActionError.self) { try await first.succeed(["result": 1]) }
                    try await first.reject("not today", result: ["result": 9])
                    let outcome = try await refused.result(deadline: soon)
                    #expect(outcome.state == .rejected && outcome.result.result == 9)

                    let recalled = try await asking.send(["goal": 2])
                    let second = try #require(await arrived.next())
                    recalled.cancel()
                    #expect(await cancelled.next() === second)
                    #expect(second.isCancelRequested)
                    #expect(try await second.status()?.state == .recalling)
                    try await second.cancel("gone")
                    #expect(try await recalled.result(deadline: soon).status.text == "gone")

                    let forgotten = try await asking.send(["goal": 3])
                    _ = await arrived.next()
                    #expect(try await forgotten.result(deadline: soon).state == .rejected)
                }
                await actions.close()
            }
        }
    }

    @Test func `servers that vanish, return without the goal, or never were are noticed`() async throws {
        try await withGraph { uri in
            try await with("client", uri) { client in
                var configuration = ActionClientConfiguration()
                configuration.serverTimeout = .milliseconds(500)
                let actions = try await client.actionClient("count", as: type, configuration)
                await #expect(throws: ActionError.self) {
                    try await actions.send(["goal": 1], deadline: .now() + .milliseconds(100))
                }
                let lost = try await with("server", uri) { server in
                    _ = try await server.serveAction("count", as: type, handler: count)
                    let handle = try await actions.send(["goal": 10_000])
                    try await eventually { try await handle.progress().state == .active }
                    return handle
                }
                do {
                    _ = try await lost.result(deadline: soon)
                    Issue.record("a goal without a server had a result")
                } catch let error as ActionError {
                    #expect([.serverLost, .goalLost].contains(error.code), "\(error)")
                }
                #expect(try await lost.progress().status.state == .lost)
            }
        }
    }

    @Test func `types that are known at compile time are served and asked for`() async throws {
        try await withGraph { uri in
            try await with("both", uri) { node in
                let type = try Tf2Msgs.LookupTransformAction.actionType()
                #expect(type.schema.name.description == "tf2_msgs/LookupTransform")
                let service = try await node.serveAction("/lookup", as: type) { goal in
                    var result = Tf2Msgs.LookupTransformResult()
                    result.error.error_string = "\(goal.value.target_frame) from \(goal.value.source_frame)"
                    return .succeeded(result)
                }
                let actions = try await node.actionClient("/lookup", as: type)
                var goal = Tf2Msgs.LookupTransformGoal()
                (goal.target_frame, goal.source_frame) = ("map", "base")
                let result = try await actions.call(goal, deadline: soon).get()
                #expect(result.error.error_string == "map from base")
                await service.close()
            }
        }
    }
}
