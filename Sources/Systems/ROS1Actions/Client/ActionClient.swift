// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROS1
public import ROSMessages

/// How a client behaves. What is `nil` is as the graph's parameters say, as with actionlib; they are looked at once, when
/// the client begins.
public struct ActionClientConfiguration: Sendable {
    /// How long the server may say nothing, or not list a goal, before the goal counts as lost; servers publish their
    /// status five times a second. `nil`: for ever. Default: 5 s.
    public var serverTimeout: TimeAmount? = .seconds(5)
    /// Goals and cancellations that may wait for a slow server; the oldest gives way. `nil`:
    /// `actionlib_client_pub_queue_size`, below the action or in the node's namespace, else 10.
    public var queueLimit: Int?
    /// How much of a goal's feedback is kept while nobody reads it; the oldest gives way. `nil`:
    /// `actionlib_client_sub_queue_size`, below the action or in the node's namespace, else 100.
    public var feedbackLimit: Int?

    /// Those five seconds, and what the parameters say.
    public init() {}
}

/// Asks the server of an action for goals (http://wiki.ros.org/actionlib).
///
/// It takes part in the action's five topics until ``close()`` is called or the node is shut down.
public final class ActionClient<Goal: Sendable, Result: Sendable, Feedback: Sendable>: Sendable {
    let core: ActionClientCore
    private let type: ActionType<Goal, Result, Feedback>
    private let feedbackLimit: Int

    init(core: ActionClientCore, type: ActionType<Goal, Result, Feedback>, feedbackLimit: Int) {
        self.core = core
        self.type = type
        self.feedbackLimit = feedbackLimit
    }

    /// The action's global name.
    public var action: String { core.action }

    /// Waits until a server is connected by all five topics, both ways.
    /// - Returns: the server's node name.
    /// - Throws: ``ActionError`` with `noServer` that says what is missing; `CancellationError`.
    @discardableResult
    public func waitForServer(deadline: NIODeadline) async throws -> String {
        let core = core
        while true {
            if let server = try await core.node.eventLoop.submit({ core.connectedServer }).get() { return server }
            guard NIODeadline.now() < deadline else {
                throw try await core.node.eventLoop.submit { core.whyNoServer }.get()
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Sends a goal; before that it waits for a server, for goals that nobody hears are lost.
    ///
    /// - Parameters:
    ///   - goal: what is asked for.
    ///   - feedback: what is kept of the feedback while nobody reads. Default: as much as the client's
    ///     ``ActionClientConfiguration/feedbackLimit`` says.
    ///   - deadline: until when a server must be connected. Default: 10 s from now.
    /// - Returns: the goal's handle; when it and its streams are let go of, the goal runs on and is not followed.
    /// - Throws: ``ActionError`` with `noServer`, `closed`; what the goal's coding throws.
    public func send(
        _ goal: Goal, feedback: TopicMessages.Buffering? = nil, deadline: NIODeadline? = nil
    ) async throws -> GoalHandle<Result, Feedback> {
        let body = try type.goal.encode(goal)
        try await waitForServer(deadline: deadline ?? .now() + .seconds(10))
        let core = core
        let limit = feedback?.limit ?? feedbackLimit
        let tracker = try await core.node.eventLoop.submit { try core.send(body, feedbackLimit: limit) }.get()
        return GoalHandle(tracker, result: type.result, feedback: type.feedback)
    }

    /// Sends a goal and waits for its end; when that does not come before the deadline, or the task is cancelled, the
    /// goal is cancelled.
    /// - Throws: ``ActionError`` with `deadlineExceeded`, `serverLost` …; `CancellationError`.
    public func call(_ goal: Goal, deadline: NIODeadline) async throws -> GoalOutcome<Result> {
        let handle = try await send(goal, feedback: .latest, deadline: deadline)
        do { return try await handle.result(deadline: deadline) } catch {
            handle.cancel()
            throw error
        }
    }

    /// Cancels all goals of the server, whoever asked for them.
    public func cancelAll() { cancel(GoalID(id: "", stamp: ROSTime(secs: 0, nsecs: 0))) }

    /// Cancels all goals that were asked for up to a moment, whoever asked for them. Goals that come later with such a
    /// stamp are cancelled too.
    public func cancel(upTo stamp: ROSTime) { cancel(GoalID(id: "", stamp: stamp)) }

    private func cancel(_ goal: GoalID) {
        let core = core
        core.node.eventLoop.execute { core.publishCancel(goal) }
    }

    /// Lets go of the topics; goals that are not done end with ``ActionError`` of code `closed` here, and run on there.
    public func close() async { await core.close() }
}

extension Node {
    /// A client of an action.
    ///
    /// - Parameters:
    ///   - action: the action's name, resolved and remapped; its topics lie below it.
    ///   - type: what is asked for and comes back.
    ///   - configuration: time-outs and queues.
    /// - Throws: ``ROS1Error`` as the topics do.
    public func actionClient<Goal, Result, Feedback>(
        _ action: String, as type: ActionType<Goal, Result, Feedback>,
        _ configuration: ActionClientConfiguration = ActionClientConfiguration()
    ) async throws -> ActionClient<Goal, Result, Feedback> {
        let action = try resolve(action)
        let configuration = await configuration.filled(for: action, on: self)
        let core = ActionClientCore(node: self, action: action, serverTimeout: configuration.serverTimeout)
        do { try await core.open(type.schema, queueLimit: configuration.queueLimit ?? 1) } catch {
            await core.close()
            throw error
        }
        return ActionClient(core: core, type: type, feedbackLimit: configuration.feedbackLimit ?? 1)
    }
}
