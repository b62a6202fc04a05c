// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import Logging
package import NIOCore
package import PharosModel
package import PharosWire

/// An interface at work inside this process: what a node is for a foreign system, without a process, a socket or frames.
///
/// The scheme's own code cannot tell the difference: it has the same context, its resource list is kept, its subscriptions
/// are shared, queued and polled by the same runtime. For schemes that involve nothing foreign (`eval`, `res`), and for
/// the tests of interfaces.
package final class EmbeddedHost: Sendable {
    /// Which scheme and authority it serves.
    package let key: NodeKey
    /// The loop on which samples are delivered.
    package let eventLoop: any EventLoop
    private let core: NodeCore
    private let runner: Task<Void, Never>
    /// Whether the interface is known to keep deadlines by itself, so that nothing needs to watch it.
    private let keepsDeadlines: Bool

    /// Makes the interface and lets it run; called from anywhere but the event loop.
    ///
    /// - Parameters:
    ///   - keepsDeadlines: spares the watch over each operation's deadline.
    ///   - interface: makes the interface.
    package init(
        _ key: NodeKey, configuration: NodeConfiguration = NodeConfiguration(), eventLoop: any EventLoop,
        logger: Logger, keepsDeadlines: Bool = false, interface: @Sendable (InterfaceContext) throws -> any Interface
    ) throws {
        self.key = key
        self.eventLoop = eventLoop
        self.keepsDeadlines = keepsDeadlines
        let core = try NodeCore.assemble(
            key, configuration: configuration, identity: "00000000", eventLoop: eventLoop, logger: logger,
            interface: interface)
        self.core = core
        runner = Task { await core.runInterface() }
    }

    /// Runs `body` on the host's loop, at once when already there.
    package func onLoop(_ body: @escaping @Sendable () -> Void) { core.onLoop(body) }

    // MARK: Operations

    /// The value now; of a resource that only pushes the next one.
    package func read(
        _ reference: ResourceReference, deadline: NIODeadline
    ) async throws(PharosError) -> Sample {
        do throws(PharosError) {
            return try await kept(reference, deadline) { interface in
                Sample(try await interface.read(reference, deadline: deadline))
            }
        } catch {
            guard error.code == .unsupported else { throw error }
        }
        return try await nextSample(reference, deadline)
    }

    /// Sets the value.
    package func write(
        _ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline
    ) async throws(PharosError) {
        try await kept(reference, deadline) { try await $0.write(reference, payload, deadline: deadline) }
    }

    /// Calls a command.
    package func call(
        _ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline
    ) async throws(PharosError) -> Sample {
        Sample(
            SourceSample(
                try await kept(reference, deadline) { try await $0.call(reference, payload, deadline: deadline) }))
    }

    /// All there is to say of a resource.
    package func describe(
        _ reference: ResourceReference, deadline: NIODeadline
    ) async throws(PharosError) -> ResourceDescription {
        try await kept(reference, deadline) { try await $0.describe(reference, deadline: deadline) }
    }

    /// A word in the interface's own vocabulary.
    package func configure(verb: String, arguments: Value) async throws(PharosError) -> Value {
        try await kept(ResourceReference(path: ""), .now() + core.configuration.defaultTimeout) {
            try await $0.configure(verb: verb, arguments: arguments)
        }
    }

    /// The resources that match, when the first look at the system is over.
    package func list(_ pattern: NamePattern?) async -> [ResourceInfo] {
        await withCheckedContinuation { continuation in
            onLoop { [core] in
                core.whenListed { continuation.resume(returning: core.resources.list(matching: pattern)) }
            }
        }
    }

    /// Ends the interface; what is subscribed gets nothing more.
    package func shutDown() async {
        runner.cancel()
        await bounded(.seconds(3)) { [core] in await core.interface.shutdown() }
        onLoop { [core] in core.closeAll() }
    }

    private func kept<T: Sendable>(
        _ reference: ResourceReference, _ deadline: NIODeadline,
        _ work: @escaping @Sendable (any Interface) async throws -> T
    ) async throws(PharosError) -> T {
        do {
            if keepsDeadlines { return try await work(core.interface) }
            return try await limited(
                .nanoseconds(max(0, (deadline - .now()).nanoseconds)),
                late: PharosError(
                    .deadlineExceeded, "the operation did not end before its deadline", resource: reference.path)
            ) { [core] in try await work(core.interface) }
        } catch {
            throw PharosError.wrap(error, resource: reference.path)
        }
    }

    private func nextSample(
        _ reference: ResourceReference, _ deadline: NIODeadline
    ) async throws(PharosError) -> Sample {
        let core = core
        let pending = NIOLoopBoundBox<PendingRead?>.makeBoxSendingValue(nil, eventLoop: eventLoop)
        let result: Result<Sample, PharosError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                onLoop {
                    let read = PendingRead(reference, source: core.source(reference)) { result in
                        pending.value = nil
                        continuation.resume(returning: result.map { core.sample($0) })
                    }
                    pending.value = read
                    read.start(eventLoop: core.eventLoop, deadline: deadline)
                    if Task.isCancelled { read.cancel() }
                }
            }
        } onCancel: {
            onLoop { pending.value?.cancel() }
        }
        return try result.get()
    }

    // MARK: Streams

    /// A subscription to a resource, which delivers nothing before it has begun; called on the loop, which also delivers.
    ///
    /// - Parameter credit: what may be delivered before ``EmbeddedSubscription/grant(_:)``.
    package func subscription(
        _ reference: ResourceReference, policy: QueuePolicy, credit: Credit,
        deliver: @escaping (Result<Sample, PharosError>) -> Void
    ) -> EmbeddedSubscription {
        EmbeddedSubscription(
            core.source(reference), core: core,
            queue: SubscriptionQueue(policy: policy, credit: credit, byteLimit: core.configuration.queueBytes),
            deliver: deliver)
    }

    /// Begins to tell what appears, changes and vanishes; called on the loop, which also tells it.
    /// - Returns: what there is now, and whether the first look at the system is over.
    package func watch(
        _ owner: AnyObject, _ pattern: NamePattern?, tell: @escaping (ResourceChange) -> Void
    ) -> (resources: [ResourceInfo], isComplete: Bool) {
        let watch = ResourceWatch(pattern: pattern)
        core.resources.listen(owner) { change in
            if let visible = watch.take(change, isWritable: true) { tell(visible) }
        }
        return (core.resources.list(matching: pattern), core.resources.isComplete)
    }

    /// Ends a watch; called on the loop.
    package func stopWatching(_ owner: AnyObject) { core.resources.stopListening(owner) }
}

extension NodeCore {
    /// A queued sample as clients have it.
    func sample(_ queued: QueuedSample, dropped: UInt32 = 0) -> Sample {
        let schema = schemas.schema(queued.schema)
        return Sample(
            Payload(encoding: queued.encoding, schema: schema, bytes: queued.bytes), timestamp: queued.timestamp,
            quality: queued.quality, sequence: queued.sequence,
            gap: dropped > 0 ? Sample.Gap(dropped: UInt64(dropped)) : nil, unit: queued.unit,
            setpoint: queued.setpoint.map { Payload(encoding: queued.encoding, schema: schema, bytes: $0) },
            isPolled: queued.isPolled)
    }
}

extension Sample {
    /// A sample that goes to its reader without having been queued.
    init(_ sample: SourceSample) {
        self.init(
            sample.payload, timestamp: sample.timestamp, quality: sample.quality, unit: sample.unit,
            setpoint: sample.setpoint)
    }
}
