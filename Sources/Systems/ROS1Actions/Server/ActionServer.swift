// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROS1

/// How a server behaves. What is `nil` is as the graph's parameters say, as with actionlib; they are looked at once, when
/// the server begins.
public struct ActionServerConfiguration: Sendable {
    /// How often the status is published although nothing changed; 0: never. `nil`: `<action>/status_frequency` times a
    /// second, else `actionlib_status_frequency` times, wherever that is set above the node; else every 200 ms.
    public var statusPeriod: TimeAmount?
    /// How long goals stay listed after their end. `nil`: `<action>/status_list_timeout` seconds, else 5 s.
    public var listTime: TimeAmount?
    /// How many goals are listed at most; more are rejected. Default: 1000.
    public var maximumGoals = 1000
    /// Messages that may wait for a slow client; the oldest gives way. `nil`: `actionlib_server_pub_queue_size`, below the
    /// action or in the node's namespace, else 50.
    public var queueLimit: Int?

    /// What the parameters say.
    public init() {}
}

/// Answers the goals of an action, each as its owner decides (actionlib's `ActionServer`). To have a function run for
/// each goal, see ``ROS1/Node/serveAction(_:as:policy:configuration:handler:)``.
public final class ActionServer<Goal: Sendable, Result: Sendable, Feedback: Sendable>: Sendable {
    /// A goal in its hands.
    public typealias Handle = ServerGoal<Goal, Result, Feedback>

    private let core: ActionServerCore

    /// The action's global name.
    public var action: String { core.action }

    init(core: ActionServerCore) { self.core = core }

    /// Ends it and tells the master. Goals that it has not ended are not ended.
    public func close() async { await core.close() }

    /// Connects the core with those who decide. On the loop.
    static func connect(
        _ core: ActionServerCore, _ type: ActionType<Goal, Result, Feedback>, _ goals: LiveGoals<Handle>,
        onGoal: @escaping (Handle) -> Void, onCancel: @escaping (Handle) -> Void
    ) {
        core.onGoal = { [weak core] id, body in
            guard let core else { return }
            do {
                let handle = Handle(id, try type.goal.decode(body), core: core, type: type)
                goals.keep(handle, id.id)
                onGoal(handle)
            } catch {
                try? core.take(.reject, id.id, text: "the goal cannot be read: \(error)", result: nil)
            }
        }
        core.onCancel = { id in
            guard let handle = goals[id.id] else { return }
            handle.askToCancel()
            onCancel(handle)
        }
    }
}

/// The goals that somebody holds. Confined to the node's event loop.
final class LiveGoals<Handle: AnyObject> {
    private struct Weak {
        weak var handle: Handle?
    }

    private var handles: [String: Weak] = [:]

    subscript(id: String) -> Handle? { handles[id]?.handle }

    func keep(_ handle: Handle, _ id: String) {
        if handles.count >= 64, handles.count.isMultiple(of: 64) { handles = handles.filter { $0.value.handle != nil } }
        handles[id] = Weak(handle: handle)
    }
}

extension Node {
    /// Serves an action.
    ///
    /// - Parameters:
    ///   - action: the action's name, resolved and remapped; its topics lie below it.
    ///   - type: what is asked for and comes back.
    ///   - configuration: periods and limits.
    ///   - onGoal: called on the node's event loop for each new goal; it must not block, and keeps the goal until it
    ///     has ended it.
    ///   - onCancel: called there when a client wants a goal to be ended.
    /// - Throws: ``ActionError`` with `busy` when this node serves it already; ``ROS1Error`` as the topics do.
    public func actionServer<Goal, Result, Feedback>(
        _ action: String, as type: ActionType<Goal, Result, Feedback>,
        configuration: ActionServerConfiguration = ActionServerConfiguration(),
        onGoal: @escaping @Sendable (ServerGoal<Goal, Result, Feedback>) -> Void,
        onCancel: @escaping @Sendable (ServerGoal<Goal, Result, Feedback>) -> Void
    ) async throws -> ActionServer<Goal, Result, Feedback> {
        let action = try resolve(action)
        let core = ActionServerCore(
            node: self, action: action, schema: type.schema,
            configuration: await configuration.filled(for: action, on: self))
        try await eventLoop.submit {
            ActionServer.connect(core, type, LiveGoals(), onGoal: onGoal, onCancel: onCancel)
        }.get()
        try await core.openOrClose(type.schema)
        return ActionServer(core: core)
    }
}

extension ActionServerCore {
    /// Opens it; a failure leaves nothing behind, and takes nothing from a server of the same name.
    func openOrClose(_ schema: ActionSchema) async throws {
        do { try await open(schema) } catch {
            if (error as? ActionError)?.code != .busy { await close() }
            throw error
        }
    }
}
