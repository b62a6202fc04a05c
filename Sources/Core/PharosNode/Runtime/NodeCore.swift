// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPharosSystem
import Logging
import NIOCore
import PharosModel
import PharosWire

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the sessions of a node share: resources, schemas, sources, counters. Confined to the node's event loop, which
/// is what makes it `Sendable`.
final class NodeCore: @unchecked Sendable {
    let configuration: NodeConfiguration
    let key: NodeKey
    let eventLoop: any EventLoop
    let logger: Logger
    let interface: any Interface
    let resources: ResourceTable
    let schemas = SchemaTable()
    let instance = UInt64.random(in: 1...UInt64.max)
    private let started = Timestamp.now
    private lazy var polls = PollSchedule(eventLoop: eventLoop)
    private var sourceCount: UInt32 = 0
    private var sources: [ResourceReference: Source] = [:]
    private var sessions: [ObjectIdentifier: Session] = [:]
    private var samplesInBefore: UInt64 = 0
    private var samplesOutBefore: UInt64 = 0
    private var droppedBefore: UInt64 = 0
    var calls: UInt64 = 0
    var isKept: Bool { didSet { considerLeaving() } }
    /// What the exposure said of names that were asked for, as long as neither it nor the list has changed.
    private var admitted: [Admission: ResourceReference] = [:]
    private var admittedVersion: UInt64 = 0
    private static let maximumAdmitted = 4096
    private var interfaceState = "starting"
    private var graceTimer: Scheduled<Void>?
    private var tidyTimer: Scheduled<Void>?
    private var isStopping = false
    /// Called once when the node shall end, with the reason.
    private let whenStopped: @Sendable (String) -> Void

    init(
        configuration: NodeConfiguration, key: NodeKey, eventLoop: any EventLoop, logger: Logger,
        interface: any Interface, resources: ResourceTable, whenStopped: @escaping @Sendable (String) -> Void
    ) {
        self.configuration = configuration
        self.key = key
        self.eventLoop = eventLoop
        self.logger = logger
        self.interface = interface
        self.resources = resources
        self.isKept = configuration.isKept
        self.whenStopped = whenStopped
    }

    /// Runs `body` on the event loop, at once when already there.
    func onLoop(_ body: @escaping @Sendable () -> Void) {
        if eventLoop.inEventLoop { body() } else { eventLoop.execute(body) }
    }

    // MARK: Sessions

    func opened(_ session: Session) {
        sessions[ObjectIdentifier(session)] = session
        graceTimer?.cancel()
        graceTimer = nil
    }

    func greeted(_ session: Session) {
        logger.info("client connected", metadata: ["client": "\(session.clientName) (\(session.clientProcess))"])
    }

    func closed(_ session: Session) {
        guard sessions.removeValue(forKey: ObjectIdentifier(session)) != nil else { return }
        samplesOutBefore += session.samplesOut
        droppedBefore += session.droppedBefore
        if session.clientProcess != 0 {
            logger.info("client left", metadata: ["client": "\(session.clientName) (\(session.clientProcess))"])
        }
        considerLeaving()
        giveBackMemory()
    }

    /// What clients that left had in use goes back to the system a moment later; the allocator would keep it.
    private func giveBackMemory() {
        guard tidyTimer == nil else { return }
        tidyTimer = eventLoop.assumeIsolated().scheduleTask(in: .seconds(3)) { [weak self] in
            self?.tidyTimer = nil
            pharos_give_back_memory()
        }
    }

    /// Starts the grace time when nobody is connected.
    func considerLeaving() {
        graceTimer?.cancel()
        graceTimer = nil
        guard sessions.isEmpty, !isKept, !isStopping else { return }
        graceTimer = eventLoop.assumeIsolated().scheduleTask(in: configuration.graceTime) { [weak self] in
            guard let self, self.sessions.isEmpty, !self.isKept else { return }
            self.stop(reason: "no client for \(self.configuration.graceTime.nanoseconds / 1_000_000) ms")
        }
    }

    /// Whether a client waits for the end of a call, read or write.
    var isBusy: Bool { sessions.values.contains { !$0.operations.isEmpty } }

    func stop(reason: String) {
        guard !isStopping else { return }
        isStopping = true
        whenStopped(reason)
    }

    /// Tells every client that the node leaves on purpose.
    func sayGoodbye() {
        for session in sessions.values {
            session.send(Frame(.goodbye))
            session.flush()
        }
    }

    func closeAll() {
        for session in sessions.values { session.context?.close(promise: nil) }
        for source in sources.values { source.cancel() }
        sources = [:]
    }

    // MARK: Exposure

    private struct Admission: Hashable {
        var kind: FrameKind
        var reference: ResourceReference
    }

    /// ``decide(_:_:)``, remembered: the same names are used again and again.
    func admit(_ kind: FrameKind, _ reference: ResourceReference) throws(PharosError) -> ResourceReference {
        if admittedVersion != resources.version {
            admitted = [:]
            admittedVersion = resources.version
        }
        let admission = Admission(kind: kind, reference: reference)
        if let known = admitted[admission] { return known }
        let decided = try decide(kind, reference)
        if admitted.count >= NodeCore.maximumAdmitted { admitted = [:] }
        admitted[admission] = decided
        return decided
    }

    /// The reference that an operation is about when the exposure lets it through. A name without a role means what
    /// is shown of that name, so that a hidden topic does not stand in for a parameter that may be read.
    private func decide(_ kind: FrameKind, _ reference: ResourceReference) throws(PharosError) -> ResourceReference {
        let roles = reference.role.map { [$0] } ?? [.topic, .parameter, .service, .node]
        let known = roles.compactMap { resources.known[.init(path: reference.path, role: $0)] }
        if !known.isEmpty {
            let visible = known.first { info in
                guard let shown = resources.exposure.shown(info) else { return false }
                // What is hidden of it is refused; what its system lacks, the interface says.
                return switch kind {
                case .read: shown.isReadable || !info.isReadable
                case .write: shown.isWritable || !info.isWritable
                // A topic of the same name does not open the door to a hidden service.
                case .call: info.kind == .command
                default: true
                }
            }
            if let visible {
                return ResourceReference(
                    path: reference.path, role: known.count == 1 && reference.role == nil ? nil : visible.role)
            }
        }
        // What is not callable at all is the interface's to say, unless the lists hide commands of that name.
        let isHidden = kind == .call ? known.contains { $0.kind == .command } : !known.isEmpty
        if let refusal = refusal(of: kind, reference, isKnown: isHidden) { throw refusal }
        return reference
    }

    /// Why an operation is refused, or `nil` when the exposure lets it through.
    func refusal(of kind: FrameKind, _ reference: ResourceReference, isKnown: Bool = false) -> PharosError? {
        let exposure = resources.exposure
        let isAllowed: Bool
        let list: String
        switch kind {
        case .call: (isAllowed, list) = (exposure.allowsCalling(reference.path), "services")
        case .write:
            isAllowed = exposure.allowsWriting(reference.path, role: reference.role)
            list = reference.role == .parameter ? "parameters" : "subscribers"
        case .read:
            isAllowed = exposure.allowsReading(reference.path, role: reference.role)
            list = reference.role == .parameter ? "parameters" : "publishers"
        default:
            isAllowed =
                exposure.allowsReading(reference.path, role: reference.role)
                || exposure.allowsWriting(reference.path, role: reference.role)
                || (reference.role == nil && exposure.allowsCalling(reference.path))
            list = "patterns"
        }
        guard isKnown || !isAllowed else { return nil }
        return PharosError(
            .notExposed,
            "the node \(key) does not expose it: no pattern of its \(list) lets it through "
                + "(pharos expose shows and changes them)", resource: reference.path)
    }

    func expose(_ exposure: Exposure) {
        resources.expose(exposure)
        // What is no longer shown ends; what stays shown is not touched.
        for session in sessions.values {
            for subscription in session.subscriptions.values {
                do {
                    _ = try admit(.read, subscription.source.reference)
                } catch {
                    session.subscriptionFailed(subscription, error)
                }
            }
        }
    }

    // MARK: Sources

    func source(_ reference: ResourceReference) -> Source {
        // What vanished may be there again, under the same name.
        if let running = sources[reference] {
            if !running.isFailed { return running }
            samplesInBefore += running.samplesIn
            running.cancel()
        }
        sourceCount &+= 1
        let source = Source(
            reference, stream: Source.firstStream | sourceCount, interface: interface, eventLoop: eventLoop,
            schemas: schemas, polls: polls, pollPeriod: configuration.pollPeriod, logger: logger)
        source.whenUnused = { [weak self, weak source] in
            guard let self, let source else { return }
            self.samplesInBefore += source.samplesIn
            if self.sources[reference] === source { self.sources[reference] = nil }
            source.cancel()
        }
        sources[reference] = source
        return source
    }

    /// Calls `body` when the first look at the system is over, or after two seconds without.
    func whenListed(_ body: @escaping () -> Void) {
        var isDone = false
        let once = {
            guard !isDone else { return }
            isDone = true
            body()
        }
        resources.whenComplete(once)
        if !isDone { eventLoop.assumeIsolated().scheduleTask(in: .seconds(2), once) }
    }

    func setInterfaceState(_ text: String) {
        guard text != interfaceState else { return }
        interfaceState = text
        logger.info("\(text)")
    }

    // MARK: Messages

    func welcome(version: UInt32) -> Pharos_V1_Welcome {
        var welcome = Pharos_V1_Welcome()
        welcome.version = version
        welcome.instance = instance
        welcome.pid = UInt32(getpid())
        welcome.scheme = key.scheme
        welcome.authority = key.authority
        welcome.profile = key.profile
        welcome.maximumFrame = UInt32(clamping: configuration.maximumFrame)
        welcome.maximumCalls = UInt32(clamping: configuration.maximumCalls)
        return welcome
    }

    func status() -> Pharos_V1_NodeStatus {
        var status = Pharos_V1_NodeStatus()
        status.scheme = key.scheme
        status.authority = key.authority
        status.profile = key.profile
        status.pid = UInt32(getpid())
        status.instance = instance
        status.startedMilliseconds = started.nanoseconds / 1_000_000
        status.resources = UInt32(resources.shown.count)
        status.sources = UInt32(sources.count)
        status.samplesIn = samplesInBefore + sources.values.reduce(0) { $0 + $1.samplesIn }
        status.samplesOut = samplesOutBefore + sessions.values.reduce(0) { $0 + $1.samplesOut }
        status.samplesDropped = droppedBefore
        status.calls = calls
        status.residentBytes = NodeCore.residentBytes()
        status.interfaceState = interfaceState
        status.kept = isKept
        for session in sessions.values {
            var client = Pharos_V1_ClientStatus()
            client.name = session.clientName
            client.pid = session.clientProcess
            client.subscriptions = UInt32(session.subscriptions.count)
            client.calls = UInt32(session.operations.count)
            client.dropped = session.droppedBefore
            for subscription in session.subscriptions.values {
                client.queuedSamples += UInt64(subscription.queue.waitingSamples)
                client.queuedBytes += UInt64(subscription.queue.waitingBytes)
                client.dropped += subscription.queue.droppedInAll
            }
            status.samplesDropped += client.dropped
            status.clients.append(client)
        }
        status.clients.sort { $0.pid < $1.pid }
        return status
    }

    /// The resident memory of this process; 0 where /proc does not say.
    private static func residentBytes() -> UInt64 {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let text = line.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = UInt64(fields[1]) else { return 0 }
        return pages * UInt64(sysconf(Int32(_SC_PAGESIZE)))
    }
}
