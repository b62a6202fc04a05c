// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOConcurrencyHelpers
import NIOCore
import PharosModel
import PharosWire

/// A program's way to one node: connects when first needed, and when the node dies starts it again and restores
/// subscriptions, watches and served resources without the program's help.
actor NodeLink {
    nonisolated let key: NodeKey
    private nonisolated let starter: NodeStarter
    private nonisolated let logger: Logger
    private nonisolated let current = NIOLockedValueBox<NodeConnection?>(nil)
    private var connecting: Task<NodeConnection, any Error>?
    private var recovery: Task<Void, Never>?
    private var subscriptions: [ObjectIdentifier: ClientSubscription] = [:]
    private var feeds: [ObjectIdentifier: ResourceFeed] = [:]
    private var offers: [ObjectIdentifier: Offer] = [:]
    private var deaths: [ContinuousClock.Instant] = []
    private var gaveUp: (until: ContinuousClock.Instant, error: PharosError)?
    private var isShutDown = false
    /// Descriptions of what was called or written, so that a value is encoded without asking each time.
    nonisolated let descriptions = NIOLockedValueBox<[ResourceReference: ResourceDescription]>([:])

    /// A node that dies this often within ``deathWindow`` is not started again for ``restTime``.
    private static let deathLimit = 6
    private static let deathWindow = Duration.seconds(20)
    private static let restTime = Duration.seconds(10)

    init(starter: NodeStarter, logger: Logger) {
        self.key = starter.key
        self.starter = starter
        self.logger = logger
    }

    /// The connection; without a hop when there is one.
    nonisolated func connection() async throws(PharosError) -> NodeConnection {
        if let connection = current.withLockedValue({ $0 }), !connection.isLeaving { return connection }
        return try await connect()
    }

    private func connect() async throws(PharosError) -> NodeConnection {
        while let connection = current.withLockedValue({ $0 }) {
            guard connection.isLeaving else { return connection }
            // The node lets calls in flight end; only when it is gone there can be another.
            do { try await Task.sleep(for: .milliseconds(5)) } catch {
                throw PharosError(.cancelled, "the task was cancelled while the node was leaving", cause: error)
            }
        }
        if isShutDown { throw PharosError(.shutDown, "the client library is shutting down") }
        if let gaveUp {
            if ContinuousClock.now < gaveUp.until { throw gaveUp.error }
            self.gaveUp = nil
            deaths = []
        }
        let task: Task<NodeConnection, any Error>
        if let connecting {
            task = connecting
        } else {
            task = Task { try await self.start() }
            connecting = task
        }
        do {
            let connection = try await task.value
            if connecting == task {
                connecting = nil
                current.withLockedValue { $0 = connection }
            }
            return connection
        } catch {
            if connecting == task { connecting = nil }
            throw PharosError.wrap(error, as: .nodeUnavailable)
        }
    }

    /// Reaches the node. One that dies before it listens is started again as one that dies later is, until it has died
    /// too often.
    private func start() async throws -> NodeConnection {
        while true {
            try await backOff()
            do {
                return try await starter.connect { connection, closing in
                    Task { await self.closed(connection, closing) }
                }
            } catch let error as PharosError where error.code == .nodeUnavailable && NodeLink.isDeath(error) {
                noteDeath(error)
                if let gaveUp { throw gaveUp.error }
            }
        }
    }

    /// Whether a node that could not be started died of something that may be over the next time. Wrong usage (64) and
    /// an environment that does not allow it (78) stay as they are.
    private static func isDeath(_ error: PharosError) -> Bool {
        if error.details["signal"] != nil { return true }
        guard let code = error.details["exitCode"] else { return false }
        return code != "64" && code != "78"
    }

    /// Waits before a node that died is started again: nothing the first time, then twice as long each time, with
    /// jitter, so that many clients do not come at the same moment.
    private func backOff() async throws {
        let recent = deaths.count
        guard recent > 1 else { return }
        let milliseconds = min(50 << min(recent - 2, 6), 2000)
        try await Task.sleep(for: .milliseconds(Int.random(in: milliseconds / 2...milliseconds)))
    }

    // MARK: Death and recovery

    private func closed(_ connection: NodeConnection, _ closing: NodeConnection.Closing) async {
        let wasCurrent = current.withLockedValue { current -> Bool in
            guard current === connection else { return false }
            current = nil
            return true
        }
        let error = isShutDown
            ? PharosError(.shutDown, "the client library is shutting down") : await explain(closing)
        closing.fail(error)
        guard wasCurrent, !isShutDown else { return }
        descriptions.withLockedValue { $0 = [:] }
        if !closing.isOnPurpose { noteDeath(error) }
        for subscription in subscriptions.values { subscription.interrupted(error) }
        for feed in feeds.values { feed.interrupted() }
        recover()
    }

    private func noteDeath(_ error: PharosError) {
        let now = ContinuousClock.now
        deaths = deaths.filter { now - $0 < NodeLink.deathWindow } + [now]
        guard deaths.count >= NodeLink.deathLimit else { return }
        var details = error.details
        details["deaths"] = "\(deaths.count)"
        gaveUp = (
            now + NodeLink.restTime,
            PharosError(
                .nodeUnavailable,
                "the node \(key) died \(deaths.count) times within \(NodeLink.deathWindow) and is not started again for "
                    + "\(NodeLink.restTime): \(error.message)", cause: error, details: details)
        )
    }

    /// What became of the node, as far as can be found out quickly.
    private func explain(_ closing: NodeConnection.Closing) async -> PharosError {
        if let violation = closing.violation { return violation }
        let pid = Int32(bitPattern: closing.process)
        var ending: NodeProcess.Ending?
        // The socket closes a moment before the exit status is there.
        for _ in 0..<15 {
            ending = starter.children.ending(of: pid)
            if ending != nil || !starter.children.isChild(pid) { break }
            try? await Task.sleep(for: .milliseconds(4))
        }
        let what: String
        if let ending { what = ending.text } else if closing.isOnPurpose { what = "was stopped" } else if
            NodeProcess.isAlive(pid), !NodeProcess.isZombie(pid), !starter.children.isChild(pid)
        {
            what = "closed the connection"
        } else {
            what = "died"
        }
        let log = NodeProcess.lastLines(5, of: starter.directory.log(key))
        var details = ending?.details ?? [:]
        details["process"] = "\(pid)"
        details["log"] = log.joined(separator: "\n")
        return PharosError(
            .nodeDied, "\(starter.subject(process: pid)) \(what)\(starter.quotedLog())", details: details)
    }

    private var hasWork: Bool { !subscriptions.isEmpty || !feeds.isEmpty || !offers.isEmpty }

    private func recover() {
        guard recovery == nil, hasWork, !isShutDown else { return }
        recovery = Task {
            await self.recoverUntilDone()
            self.recoveryEnded()
        }
    }

    private func recoveryEnded() {
        recovery = nil
        // The node may have died again while the last subscription was being restored.
        if current.withLockedValue({ $0 }) == nil, gaveUp == nil { recover() }
    }

    private func recoverUntilDone() async {
        var pause = Duration.milliseconds(100)
        while hasWork, !isShutDown, !Task.isCancelled {
            do {
                try await restore(on: try await connect())
                return
            } catch {
                if error.code == .nodeDied { continue }
                if NodeLink.isFinal(error) {
                    logger.debug("a node cannot be restored", metadata: ["node": "\(key)", "error": "\(error)"])
                    for subscription in subscriptions.values { subscription.finish(error) }
                    for feed in feeds.values { feed.finish(error) }
                    subscriptions = [:]
                    feeds = [:]
                    // What is served has nobody who could be told: it is offered again when the node may be started
                    // again.
                    pause = max(pause, NodeLink.restTime)
                }
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    private static func isFinal(_ error: PharosError) -> Bool {
        [.nodeUnavailable, .versionMismatch, .environment, .unknownScheme].contains(error.code)
    }

    /// Begins everything that is not on this connection yet. What cannot be begun keeps the rest from nothing.
    private func restore(on connection: NodeConnection) async throws(PharosError) {
        var failure: PharosError?
        for subscription in subscriptions.values where !subscription.isFinished {
            // A stream that fails has been told why.
            do { try await begin(subscription, on: connection) } catch {
                if error.code == .nodeDied { throw error }
            }
        }
        for feed in feeds.values where !feed.isFinished {
            do { try await begin(feed, on: connection) } catch { failure = error }
            if failure?.code == .nodeDied { break }
        }
        for offer in offers.values {
            if failure?.code == .nodeDied { break }
            do { try await begin(offer, on: connection) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    // MARK: Streams

    func subscribe(_ subscription: ClientSubscription) async throws(PharosError) {
        subscriptions = subscriptions.filter { !$0.value.isFinished }
        subscriptions[ObjectIdentifier(subscription)] = subscription
        try await retrying(forget: { self.subscriptions[ObjectIdentifier(subscription)] = nil }) {
            connection throws(PharosError) in
            try await self.begin(subscription, on: connection)
        }
    }

    private func begin(_ subscription: ClientSubscription, on connection: NodeConnection) async throws(PharosError) {
        let request = subscription.request
        do {
            try await subscription.start.once(on: connection) {
                try await connection.perform(timeout: .seconds(10)) { number throws(PharosError) in
                    try Frame(.request, stream: number, message: request).serialized()
                } convert: { (connection, frame) throws(PharosError) in
                    let stream = try frame.message(Pharos_V1_Reply.self).subscribed.stream
                    connection.attach(subscription, stream: stream)
                    subscription.runs(on: NodeSampleStream(connection: connection, stream: stream))
                }
            }
        } catch {
            if error.code != .nodeDied { subscription.finish(error) }
            throw error
        }
    }

    func watch(_ feed: ResourceFeed) async throws(PharosError) {
        feeds = feeds.filter { !$0.value.isFinished }
        feeds[ObjectIdentifier(feed)] = feed
        try await retrying(forget: { self.feeds[ObjectIdentifier(feed)] = nil }) { connection throws(PharosError) in
            try await self.begin(feed, on: connection)
        }
    }

    private func begin(_ feed: ResourceFeed, on connection: NodeConnection) async throws(PharosError) {
        var request = Pharos_V1_Request()
        request.watchResources.pattern = feed.pattern
        try await feed.start.once(on: connection) { [request] in
            try await connection.perform(timeout: .seconds(10)) { number throws(PharosError) in
                try Frame(.request, stream: number, message: request).serialized()
            } convert: { (connection, frame) throws(PharosError) in
                let watching = try frame.message(Pharos_V1_Reply.self).watching
                connection.attach(feed, stream: watching.stream)
                feed.begin(
                    watching.resources.map(\.model), isComplete: watching.complete,
                    on: NodeChangeStream(connection: connection, stream: watching.stream))
            }
        }
    }

    func serve(_ offer: Offer) async throws(PharosError) {
        offers[ObjectIdentifier(offer)] = offer
        try await retrying(forget: { self.offers[ObjectIdentifier(offer)] = nil }) { connection throws(PharosError) in
            try await self.begin(offer, on: connection)
        }
    }

    func withdraw(_ offer: Offer) async {
        offers[ObjectIdentifier(offer)] = nil
        await offer.detach()
    }

    private func begin(_ offer: Offer, on connection: NodeConnection) async throws(PharosError) {
        let request = offer.request
        try await offer.start.once(on: connection) {
            try await connection.perform(timeout: .seconds(15)) { number throws(PharosError) in
                try Frame(.request, stream: number, message: request).serialized()
            } convert: { (connection, frame) throws(PharosError) in
                let served = try frame.message(Pharos_V1_Reply.self).served
                connection.attach(offer, stream: served.stream)
                try offer.runs(on: connection, served)
            }
        }
    }

    /// Begins a stream; when the node dies meanwhile, recovery takes over what stands in the registries.
    private func retrying(
        forget: () -> Void, _ begin: (NodeConnection) async throws(PharosError) -> Void
    ) async throws(PharosError) {
        for attempt in 1... {
            do {
                let connection = try await connect()
                try await begin(connection)
                return
            } catch {
                guard error.code == .nodeDied, attempt < 10 else {
                    forget()
                    throw error
                }
            }
        }
    }

    /// Closes the connection; what is in flight fails with `shutDown`.
    func shutDown() async {
        isShutDown = true
        recovery?.cancel()
        connecting?.cancel()
        for subscription in subscriptions.values { subscription.finish(nil) }
        for feed in feeds.values { feed.finish(nil) }
        let connection = current.withLockedValue { current in
            defer { current = nil }
            return current
        }
        guard let connection else { return }
        try? await connection.eventLoop.submit { connection.close() }.get()
    }
}
