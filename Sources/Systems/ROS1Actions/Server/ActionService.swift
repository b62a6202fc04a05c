// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
public import ROS1

/// Works on a goal: feedback goes to the goal it is given, and when the goal is to be ended its task is cancelled.
///
/// An error that it throws aborts the goal with the error's words; `CancellationError` after the goal was to be ended
/// cancels it.
public typealias GoalHandler<Goal: Sendable, Result: Sendable, Feedback: Sendable> =
    @Sendable (ServerGoal<Goal, Result, Feedback>) async throws -> GoalConclusion<Result>

/// An action that is served by a function; it ends when ``close()`` is called.
public final class ActionService: Sendable {
    private let core: ActionServerCore
    private let stop: @Sendable () async -> Void

    init(core: ActionServerCore, stop: @escaping @Sendable () async -> Void) {
        self.core = core
        self.stop = stop
    }

    /// The action's global name.
    public var action: String { core.action }

    /// Cancels the goals that are worked on, waits for their functions for at most two seconds, and ends it.
    public func close() async {
        await stop()
        await core.close()
    }
}

extension Node {
    /// Serves an action with a function that is run for each goal.
    ///
    /// - Parameters:
    ///   - action: the action's name, resolved and remapped.
    ///   - type: what is asked for and comes back.
    ///   - policy: which goals run at the same time. Default: the newest alone.
    ///   - configuration: periods and limits.
    ///   - handler: works on a goal, as a task of its own.
    /// - Throws: ``ActionError`` with `busy` when this node serves it already; ``ROS1Error`` as the topics do.
    public func serveAction<Goal, Result, Feedback>(
        _ action: String, as type: ActionType<Goal, Result, Feedback>, policy: GoalPolicy = .newest,
        configuration: ActionServerConfiguration = ActionServerConfiguration(),
        handler: @escaping GoalHandler<Goal, Result, Feedback>
    ) async throws -> ActionService {
        let action = try resolve(action)
        let core = ActionServerCore(
            node: self, action: action, schema: type.schema,
            configuration: await configuration.filled(for: action, on: self))
        let runner = GoalRunner(policy: policy, encode: type.result.encode, eventLoop: eventLoop, handler: handler)
        try await eventLoop.submit {
            ActionServer.connect(
                core, type, LiveGoals(), onGoal: { runner.arrived($0) }, onCancel: { runner.cancelled($0) })
            core.onShutdown = { runner.cancelAll() }
        }.get()
        try await core.openOrClose(type.schema)
        return ActionService(core: core) { await runner.stop() }
    }
}
