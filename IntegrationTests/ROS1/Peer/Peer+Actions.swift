// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROS1
import ROS1Actions
import ROSMessages
import StandardMessages

extension Peer {
    private static func testAction() throws -> ActionType<Value, Value, Value> {
        .dynamic(
            try ActionSchema(
                name: try MessageName("actionlib/Test"), text: "int32 goal\n---\nint32 result\n---\nint32 feedback\n"
            ) { name throws(MessageError) in try StandardDefinitions.text(of: name) })
    }

    /// Asks for goals: `{"do": "send", "goal": 5}`, `cancel` with `number`, `cancelAll`, `cancelUpTo` with `number`.
    static func actionClient(_ node: Node, _ lines: Lines) async throws {
        var configuration = ActionClientConfiguration()
        configuration.serverTimeout = .seconds(2)
        let client = try await node.actionClient("/act", as: testAction(), configuration)
        var handles: [GoalHandle<Value, Value>] = []
        try await withThrowingDiscardingTaskGroup { group in
            for await line in lines {
                switch line.do.string {
                case "wait":
                    do {
                        let server = try await client.waitForServer(
                            deadline: .now() + .milliseconds(Int64(line.milliseconds.int ?? 10_000)))
                        tell("server", ["name": .string(server)])
                    } catch { tell("error", ["text": .string("\(error)")]) }
                case "send":
                    let handle = try await client.send(["goal": line.goal])
                    let number = Value(handles.count)
                    handles.append(handle)
                    tell("sent", ["number": number, "id": .string(handle.id.id)])
                    group.addTask {
                        for await update in handle.updates {
                            tell(
                                "state",
                                [
                                    "number": number, "state": .string(update.state.rawValue),
                                    "status": .string(update.status.state.description),
                                ])
                        }
                    }
                    group.addTask {
                        for try await feedback in handle.feedback {
                            tell("feedback", ["number": number, "value": feedback.feedback])
                        }
                    }
                    group.addTask {
                        do {
                            let outcome = try await handle.result(deadline: .now() + .seconds(60))
                            tell(
                                "result",
                                [
                                    "number": number, "status": .string(outcome.state.description),
                                    "value": outcome.result.result, "text": .string(outcome.status.text),
                                ])
                        } catch let error as ActionError {
                            tell(
                                "lost",
                                [
                                    "number": number, "code": .string(error.code.description),
                                    "text": .string(error.message),
                                ])
                        }
                    }
                case "cancel": handles[line.number.int ?? 0].cancel()
                case "cancelAll": client.cancelAll()
                case "cancelUpTo": client.cancel(upTo: handles[line.number.int ?? 0].id.stamp)
                default: tell("error", ["text": "unknown command"])
                }
            }
            await client.close()
        }
    }

    /// Serves: counts up to the goal, a number each 20 ms; -1 throws, -2 aborts, -3 succeeds when it is cancelled. With
    /// `{"do": "serve", "policy": "newest" | "concurrent" | "reject"}`.
    static func actionServer(_ node: Node, _ lines: Lines) async throws {
        var service: ActionService?
        var refusing: ActionServer<Value, Value, Value>?
        for await line in lines {
            guard line.do.string == "serve" else {
                tell("error", ["text": "unknown command"])
                continue
            }
            await service?.close()
            await refusing?.close()
            (service, refusing) = (nil, nil)
            switch line.policy.string {
            case "reject":
                refusing = try await node.actionServer(
                    "/act", as: testAction(),
                    onGoal: { goal in Task { try await goal.reject("refused", result: ["result": 77]) } },
                    onCancel: { _ in })
            case let policy:
                service = try await node.serveAction(
                    "/act", as: testAction(), policy: policy == "concurrent" ? .concurrent(2) : .newest
                ) { goal in try await count(goal) }
            }
            tell("serving")
        }
        await service?.close()
        await refusing?.close()
    }

    private static func count(_ goal: ServerGoal<Value, Value, Value>) async throws -> GoalConclusion<Value> {
        let last = goal.value.goal.int ?? 0
        tell("goal", ["value": Value(last), "id": .string(goal.id.id)])
        switch last {
        case -1: throw ROS1Error(.refused, "the handler threw")
        case -2: return .aborted(["result": -2], text: "the handler gave up")
        case -3:
            while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(10)) }
            return .succeeded(["result": 3], text: "nevertheless")
        default: break
        }
        for number in stride(from: 0, to: last, by: 1) {
            do { try await Task.sleep(for: .milliseconds(20)) } catch {
                return .cancelled(["result": Value(number)], text: "stopped")
            }
            try await goal.publish(["feedback": Value(number)])
        }
        return .succeeded(["result": Value(last)], text: "counted")
    }
}
