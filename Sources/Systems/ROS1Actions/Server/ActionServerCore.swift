// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import ROS1
import ROSMessages

/// The five topics of an action as its server has them, and its goals. Confined to the node's event loop, which is what
/// makes it `Sendable`.
final class ActionServerCore: @unchecked Sendable {
    private struct Topics {
        let status: Publisher
        let feedback: Publisher
        let result: Publisher
        let goal: TopicSubscription
        let cancel: TopicSubscription
    }

    let node: Node
    /// The action's global name.
    let action: String
    private let statusPeriod: TimeAmount
    private let queueLimit: Int
    private let defaultResult: ByteBuffer
    private var table: GoalTable
    private var topics: Topics?
    private var timer: RepeatedTask?
    /// A goal came that the server shall decide on.
    var onGoal: ((GoalID, ByteBuffer) -> Void)?
    /// A goal is to be ended.
    var onCancel: ((GoalID) -> Void)?
    /// The node is shut down.
    var onShutdown: (() -> Void)?

    /// - Parameter configuration: with all that was left open.
    init(node: Node, action: String, schema: ActionSchema, configuration: ActionServerConfiguration) {
        self.node = node
        self.action = action
        statusPeriod = configuration.statusPeriod ?? .zero
        queueLimit = configuration.queueLimit ?? 1
        defaultResult = MessageEncoder.defaultBytes(schema.result)
        table = GoalTable(listTime: configuration.listTime ?? .zero, limit: max(1, configuration.maximumGoals))
    }

    /// Takes and offers the topics; what is answered is offered before what is asked is taken.
    func open(_ schema: ActionSchema) async throws {
        try await node.eventLoop.submit {
            guard self.node.reserve("action \(self.action)", atShutdown: { self.shutDown() }) else {
                throw ActionError(.busy, "this node serves the action \(self.action) already, or was shut down")
            }
        }.get()
        let limit = queueLimit
        var undo: [@Sendable () async -> Void] = []
        do {
            let status = try await node.advertise(
                "\(action)/status", as: try ActionlibMessages.statusArray(), latching: true, queueLimit: limit)
            undo.append { await status.cancel() }
            let feedback = try await node.advertise("\(action)/feedback", as: schema.actionFeedback, queueLimit: limit)
            undo.append { await feedback.cancel() }
            let result = try await node.advertise("\(action)/result", as: schema.actionResult, queueLimit: limit)
            undo.append { await result.cancel() }
            let cancel = try await node.subscribe("\(action)/cancel", as: try ActionlibMessages.goalID()) {
                self.cancelCame($0)
            }
            undo.append { await cancel.cancel() }
            let goal = try await node.subscribe("\(action)/goal", as: schema.actionGoal) { self.goalCame($0) }
            let topics = Topics(status: status, feedback: feedback, result: result, goal: goal, cancel: cancel)
            try await node.eventLoop.submit { self.begin(topics) }.get()
        } catch {
            for step in undo.reversed() { await step() }
            throw error
        }
    }

    private func begin(_ topics: Topics) {
        self.topics = topics
        publishStatus()
        guard statusPeriod > .zero else { return }
        timer = node.eventLoop.scheduleRepeatedTask(initialDelay: statusPeriod, delay: statusPeriod) { [weak self] _ in
            self?.publishStatus()
        }
    }

    func close() async {
        let topics = try? await node.eventLoop.submit { () -> Topics? in
            self.node.release("action \(self.action)")
            defer { self.stop() }
            return self.topics
        }.get()
        guard let topics = topics ?? nil else { return }
        for subscription in [topics.goal, topics.cancel] { await subscription.cancel() }
        for publisher in [topics.status, topics.feedback, topics.result] { await publisher.cancel() }
    }

    private func shutDown() {
        onShutdown?()
        stop()
    }

    private func stop() {
        timer?.cancel()
        timer = nil
        topics = nil
        (onGoal, onCancel, onShutdown) = (nil, nil, nil)
    }

    private var now: ROSTime { ROSTime(nanoseconds: node.now) }

    // MARK: What comes

    private func goalCame(_ message: IncomingMessage) {
        do throws(ActionError) {
            let goal = try ActionWire.goal(message.bytes)
            let arrival = table.arrived(
                goal.head, own: GoalID.unique(node: node.name, now: now), now: now, at: .now())
            switch arrival {
            case .new(let id): onGoal?(id, goal.body)
            case .known: return
            case .cancelled(let status), .refused(let status): publishResult(status, defaultResult)
            }
        } catch {
            complain(message, error)
        }
    }

    private func cancelCame(_ message: IncomingMessage) {
        do throws(ActionError) {
            let asked = table.cancelled(try ActionWire.goalID(of: message.bytes), at: .now())
            if !asked.isEmpty { publishStatus() }
            for goal in asked { onCancel?(goal) }
        } catch {
            complain(message, error)
        }
    }

    private func complain(_ message: IncomingMessage, _ error: ActionError) {
        node.logger.debug(
            "a client of an action sent what is no message",
            metadata: ["action": "\(action)", "client": "\(message.connection.node)", "error": "\(error)"])
    }

    // MARK: What the server says

    /// Takes a step with a goal and tells it; the end of a goal with its result, or one with all fields at their
    /// defaults.
    func take(_ step: GoalTable.Step, _ id: String, text: String, result: ByteBuffer?) throws(ActionError) {
        guard topics != nil else { throw ActionError(.closed, "the server of \(action) was closed") }
        let status = try table.take(step, id, text: text, at: .now())
        if status.state.isTerminal { publishResult(status, result ?? defaultResult) } else { publishStatus() }
    }

    func publishFeedback(_ id: String, _ body: ByteBuffer) throws(ActionError) {
        guard let topics else { throw ActionError(.closed, "the server of \(action) was closed") }
        guard let status = table.status(id) else {
            throw ActionError(.invalidTransition, "goal \(id) has no feedback: it is not listed any more")
        }
        topics.feedback.publish(ActionWire.write(status, body, now: now))
    }

    func status(_ id: String) -> GoalStatus? { table.status(id) }

    private func publishResult(_ status: GoalStatus, _ result: ByteBuffer) {
        topics?.result.publish(ActionWire.write(status, result, now: now))
        publishStatus()
    }

    private func publishStatus() {
        topics?.status.publish(ActionWire.write(table.statuses(at: .now()), now: now))
    }
}
