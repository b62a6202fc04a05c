// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import ROS1
import ROSMessages

/// The five topics of an action as its client has them, and the goals it sent. Confined to the node's event loop,
/// which is what makes it `Sendable`.
final class ActionClientCore: @unchecked Sendable {
    private struct Tracked {
        weak var tracker: GoalTracker?
    }

    private struct Topics {
        let goal: Publisher
        let cancel: Publisher
        let status: TopicSubscription
        let feedback: TopicSubscription
        let result: TopicSubscription
    }

    let node: Node
    /// The action's global name.
    let action: String
    /// How long the server may say nothing while goals wait for it; `nil` for ever.
    let serverTimeout: TimeAmount?
    private var topics: Topics?
    private var goals: [String: Tracked] = [:]
    private var lastStatus: NIODeadline?
    private var server: String?
    private var watch: Scheduled<Void>?
    private var isClosed = false
    private var isReported = false

    init(node: Node, action: String, serverTimeout: TimeAmount?) {
        self.node = node
        self.action = action
        self.serverTimeout = serverTimeout
    }

    /// Takes and offers the topics.
    func open(_ schema: ActionSchema, queueLimit: Int) async throws {
        try await node.eventLoop.submit {
            guard self.node.reserve(self.reservation, atShutdown: { self.stop() }) else {
                throw ActionError(.closed, "the node was shut down")
            }
        }.get()
        var undo: [@Sendable () async -> Void] = []
        do {
            // What the server says is heard before it can be asked.
            let status = try await node.subscribe("\(action)/status", as: try ActionlibMessages.statusArray()) {
                self.statusCame($0)
            }
            undo.append { await status.cancel() }
            let feedback = try await node.subscribe("\(action)/feedback", as: schema.actionFeedback) {
                self.feedbackCame($0)
            }
            undo.append { await feedback.cancel() }
            let result = try await node.subscribe("\(action)/result", as: schema.actionResult) { self.resultCame($0) }
            undo.append { await result.cancel() }
            let goal = try await node.advertise("\(action)/goal", as: schema.actionGoal, queueLimit: queueLimit)
            undo.append { await goal.cancel() }
            let cancel = try await node.advertise(
                "\(action)/cancel", as: try ActionlibMessages.goalID(), queueLimit: queueLimit)
            let topics = Topics(goal: goal, cancel: cancel, status: status, feedback: feedback, result: result)
            try await node.eventLoop.submit { self.topics = topics }.get()
        } catch {
            for step in undo.reversed() { await step() }
            throw error
        }
    }

    func close() async {
        let topics = try? await node.eventLoop.submit { () -> Topics? in
            self.node.release(self.reservation)
            defer { self.stop() }
            return self.topics
        }.get()
        guard let topics = topics ?? nil else { return }
        for subscription in [topics.status, topics.feedback, topics.result] { await subscription.cancel() }
        for publisher in [topics.goal, topics.cancel] { await publisher.cancel() }
    }

    private var reservation: String { "client \(ObjectIdentifier(self)) of \(action)" }

    private func stop() {
        isClosed = true
        topics = nil
        watch?.cancel()
        for tracked in goals.values {
            tracked.tracker?.lose(ActionError(.closed, "the client of \(action) was closed"))
        }
        goals = [:]
    }

    // MARK: The server

    /// The server that can be asked: it sends status, and all other topics are connected with it, both ways.
    var connectedServer: String? {
        guard let server, missingTopics(of: server).isEmpty else { return nil }
        return server
    }

    private func missingTopics(of server: String) -> [String] {
        guard let topics else { return ["goal"] }
        var missing: [String] = []
        if !topics.status.isConnected(to: server) { missing.append("status") }
        if !topics.goal.isConnected(to: server) { missing.append("goal") }
        if !topics.cancel.isConnected(to: server) { missing.append("cancel") }
        if !topics.result.isConnected(to: server) { missing.append("result") }
        if !topics.feedback.isConnected(to: server) { missing.append("feedback") }
        return missing
    }

    /// Why there is no server that can be asked.
    var whyNoServer: ActionError {
        guard let server else {
            return ActionError(.noServer, "no server of \(action) said anything on \(action)/status")
        }
        let missing = missingTopics(of: server)
        return ActionError(
            .noServer,
            "the server \(server) of \(action) is not connected by \(missing.joined(separator: ", ")); its action type "
                + "may be another one, or it is gone")
    }

    // MARK: Goals

    /// Sends a goal and keeps track of it.
    func send(_ body: ByteBuffer, feedbackLimit: Int) throws -> GoalTracker {
        guard !isClosed, let topics else { throw ActionError(.closed, "the client of \(action) was closed") }
        let now = ROSTime(nanoseconds: node.now)
        let id = GoalID.unique(node: node.name, now: now)
        let tracker = GoalTracker(id, core: self, feedbackLimit: feedbackLimit)
        goals[id.id] = Tracked(tracker: tracker)
        topics.goal.publish(ActionWire.write(id, body, now: now))
        keepWatch()
        return tracker
    }

    func publishCancel(_ goal: GoalID) { topics?.cancel.publish(ActionWire.write(goal)) }

    /// Looks now and then whether the server has gone silent, as long as there are goals.
    private func keepWatch() {
        guard watch == nil, let serverTimeout else { return }
        watch = node.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(max(1, serverTimeout.nanoseconds / 8))) {
            [weak self] in
            guard let self else { return }
            self.watch = nil
            let now = NIODeadline.now()
            for tracked in self.goals.values {
                guard let tracker = tracked.tracker, now - tracker.silence(since: self.lastStatus) > serverTimeout
                else { continue }
                tracker.lose(
                    ActionError(
                        .serverLost,
                        "the server of \(self.action) has said nothing for "
                            + "\(serverTimeout.nanoseconds / 1_000_000) ms while goal \(tracker.id.id) waits for it"))
            }
            self.forgetDone()
            if !self.goals.isEmpty { self.keepWatch() }
        }
    }

    private func forgetDone() {
        goals = goals.filter { !($0.value.tracker?.isDone ?? true) }
    }

    // MARK: What comes

    private func statusCame(_ message: IncomingMessage) {
        let now = NIODeadline.now()
        guard let list = readable({ () throws(ActionError) in try ActionWire.statuses(message.bytes) }) else { return }
        server = message.connection.node
        lastStatus = now
        guard !goals.isEmpty else { return }
        let statuses = Dictionary(list.map { ($0.goal.id, $0) }, uniquingKeysWith: { first, _ in first })
        for tracked in goals.values { tracked.tracker?.listed(statuses, now) }
        forgetDone()
    }

    private func feedbackCame(_ message: IncomingMessage) {
        guard !goals.isEmpty,
            let report = readable({ () throws(ActionError) in try ActionWire.report(message.bytes) })
        else { return }
        goals[report.head.goal.id]?.tracker?.told(report.body)
    }

    private func resultCame(_ message: IncomingMessage) {
        guard !goals.isEmpty,
            let report = readable({ () throws(ActionError) in try ActionWire.report(message.bytes) })
        else { return }
        goals[report.head.goal.id]?.tracker?.finished(report.head, report.body)
    }

    /// What was read, or `nil` and a word in the log, once.
    private func readable<T>(_ read: () throws(ActionError) -> T) -> T? {
        do { return try read() } catch {
            if !isReported {
                node.logger.warning(
                    "an action server sends what is no message", metadata: ["action": "\(action)", "error": "\(error)"])
            }
            isReported = true
            return nil
        }
    }
}
