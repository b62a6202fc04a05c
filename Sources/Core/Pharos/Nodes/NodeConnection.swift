// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Deadlines
import Framing
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import PharosModel
import PharosWire

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One connection to one node: requests go out, replies and samples come in. Confined to its event loop, which is
/// what makes it `Sendable`; callers from elsewhere use the async methods.
final class NodeConnection: ChannelInboundHandler, FrameReceiver, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    typealias Completion = (Result<Frame, PharosError>) -> Void

    let eventLoop: any EventLoop
    private let key: NodeKey
    private var context: ChannelHandlerContext?
    private var reader = FrameReader()
    private var pending: [UInt32: Completion] = [:]
    /// The node keeps the deadlines; these are for a node that no longer answers at all.
    private lazy var deadlines = DeadlineTable(eventLoop: eventLoop) { [unowned self] in
        unanswered(UInt32(truncatingIfNeeded: $0))
    }
    private static let patience = TimeAmount.milliseconds(250)
    private var lastRequest: UInt32 = 0
    private var subscriptions: [UInt32: ClientSubscription] = [:]
    private var watches: [UInt32: ResourceFeed] = [:]
    private(set) var offers: [UInt32: Offer] = [:]
    private(set) var schemas: [UInt32: Schema] = [:]
    /// Most samples are of the type of the one before.
    private var lastSchema: (number: UInt32, schema: Schema?) = (0, nil)
    /// The samples of one subscription that came together.
    private var arrived = SampleBatch()
    private var arrivedAt: ClientSubscription?
    private var arrivedStream: UInt32 = 0
    private var batch = FrameBatch()
    private var isFlushScheduled = false
    private var isClosed = false
    private var lastRead = NIODeadline.now()
    /// After a silence: this process may have been stopped, and what comes may have waited in the socket, until the
    /// node has answered a ping.
    private var isCatchingUp = false
    private static let silence = TimeAmount.milliseconds(50)
    private let leaves = NIOLockedValueBox(false)
    private var violation: PharosError?
    private var greeting: EventLoopPromise<Pharos_V1_Welcome>
    private(set) var welcome = Pharos_V1_Welcome()
    /// Told once when the connection is gone; finds out what happened to the node.
    private let whenClosed: @Sendable (NodeConnection, Closing) -> Void

    /// How a connection ended.
    struct Closing: Sendable {
        var process: UInt32
        var isOnPurpose: Bool
        var violation: PharosError?
        /// Fails what was in flight, with the words that were found.
        var fail: @Sendable (PharosError) -> Void
    }

    private init(
        key: NodeKey, eventLoop: any EventLoop, whenClosed: @escaping @Sendable (NodeConnection, Closing) -> Void
    ) {
        self.key = key
        self.eventLoop = eventLoop
        self.whenClosed = whenClosed
        greeting = eventLoop.makePromise()
    }

    /// Connects and says hello.
    /// - Throws: ``PharosError`` with `versionMismatch`, or an `IOError` when nobody listens.
    static func connect(
        _ key: NodeKey, path: String, clientName: String, group: any EventLoopGroup,
        whenClosed: @escaping @Sendable (NodeConnection, Closing) -> Void
    ) async throws -> NodeConnection {
        let loop = group.next()
        let connection = NodeConnection(key: key, eventLoop: loop, whenClosed: whenClosed)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: loop)
                .connectTimeout(.seconds(2))
                .channelOption(.writeBufferWaterMark, value: .init(low: 1 << 20, high: 4 << 20))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try connection.install(in: channel) }
                }
                .connect(unixDomainSocketPath: path)
                .get()
        } catch {
            connection.greeting.fail(error)
            throw error
        }
        var hello = Pharos_V1_Hello()
        hello.lowestVersion = ProtocolVersion.lowest
        hello.highestVersion = ProtocolVersion.highest
        hello.clientName = clientName
        hello.pid = UInt32(getpid())
        let frame = try Frame(.hello, message: hello)
        var bytes = ByteBuffer(bytes: ProtocolVersion.preface)
        bytes.writeImmutableBuffer(frame.serialized())
        // Should it fail, the channel closes, and what the node said before it is read.
        channel.writeAndFlush(bytes, promise: nil)
        loop.scheduleTask(in: .seconds(5)) {
            connection.greeting.fail(
                PharosError(.nodeUnavailable, "the node \(key) took the connection and did not say welcome in 5 s"))
        }
        do {
            _ = try await connection.greeting.futureResult.get()
        } catch {
            channel.close(promise: nil)
            throw error
        }
        return connection
    }

    /// Whether the node has said goodbye: what is in flight still ends on this connection, nothing new begins on it.
    /// Readable from anywhere.
    var isLeaving: Bool { leaves.withLockedValue { $0 } }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func room() -> ByteBuffer { reader.room() }

    func noteRead(_ count: Int) { reader.record(count) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        noteSilence()
        reader.append(unwrapInboundIn(data))
        do throws(PharosError) {
            while let frame = try reader.next() {
                if frame.kind == .sample {
                    try collect(frame)
                } else {
                    deliver()
                    try handle(frame)
                }
            }
            deliver()
        } catch {
            deliver()
            violation = error
            context.close(promise: nil)
        }
    }

    /// Keeps a sample until all that came together is cut: a subscription gets them at once.
    private func collect(_ frame: Frame) throws(PharosError) {
        if frame.stream != arrivedStream || arrivedAt == nil {
            deliver()
            arrivedAt = subscriptions[frame.stream]
            arrivedStream = frame.stream
        }
        guard arrivedAt != nil else { return }
        arrived.append(try sample(frame))
    }

    private func deliver() {
        guard let subscription = arrivedAt else { return }
        arrivedAt = nil
        subscription.receive(&arrived, isSuspect: isCatchingUp)
    }

    private func noteSilence() {
        let now = NIODeadline.now()
        defer { lastRead = now }
        guard now - lastRead > NodeConnection.silence, !isCatchingUp,
            subscriptions.values.contains(where: { $0.policy == .latest })
        else { return }
        isCatchingUp = true
        ping(stream: 0)
    }

    /// Asks for a sign of life: what the node sent before it comes before it.
    func ping(stream: UInt32) { write(Frame(.ping, stream: stream).serialized()) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        greeting.fail(
            violation ?? PharosError(.nodeUnavailable, "the node \(key) closed the connection before it said welcome"))
        let orphans = pending
        pending = [:]
        watches = [:]
        subscriptions = [:]
        offers = [:]
        for number in orphans.keys { deadlines.remove(UInt64(number)) }
        let loop = eventLoop
        let box = NIOLoopBound(orphans, eventLoop: loop)
        whenClosed(
            self,
            Closing(process: welcome.pid, isOnPurpose: isLeaving, violation: violation) { error in
                loop.execute {
                    for completion in box.value.values { completion(.failure(error)) }
                }
            })
        context.fireChannelInactive()
    }

    private func handle(_ frame: Frame) throws(PharosError) {
        switch frame.kind {
        case .sample: try collect(frame)
        case .result, .reply:
            complete(frame.stream, .success(frame))
        case .failure:
            let error = try frame.message(Pharos_V1_Failure.self).model
            if frame.flags & Frame.aboutSubscription != 0 {
                subscriptions.removeValue(forKey: frame.stream)?.finish(error)
            } else if frame.stream == 0 {
                greeting.fail(error)
                violation = error
            } else {
                complete(frame.stream, .failure(error))
            }
        case .schema:
            let message = try frame.message(Pharos_V1_Schema.self)
            schemas[message.id] = try message.model()
            lastSchema = (0, nil)
        case .event:
            let change = try frame.message(Pharos_V1_ResourceChange.self)
            watches[frame.stream]?.receive(change.model)
        case .servedCall: try serveCall(frame)
        case .welcome:
            welcome = try frame.message(Pharos_V1_Welcome.self)
            greeting.succeed(welcome)
        case .ping: write(Frame(.pong, stream: frame.stream, payload: frame.payload).serialized())
        case .pong:
            if frame.stream == 0 { isCatchingUp = false } else { subscriptions[frame.stream]?.confirmed() }
        case .goodbye: leaves.withLockedValue { $0 = true }
        case .hello, .request, .credit, .call, .write, .read, .cancel, .servedResult:
            throw PharosError(.protocolViolation, "a node does not send \(frame.kind) frames")
        }
    }

    /// The sample in a `sample` or `result` frame.
    func sample(_ frame: Frame) throws(PharosError) -> Sample {
        var bytes = frame.payload
        let common = try SampleHeader.Common(reading: &bytes)
        let schema = try schema(common.schema)
        var sample = Sample(
            Payload(encoding: frame.encoding, schema: schema, bytes: bytes), timestamp: common.timestamp,
            quality: common.quality, sequence: common.sequence, isPolled: common.isPolled)
        if common.hasMore {
            let header = try SampleHeader(common, reading: &bytes)
            sample.payload.bytes = bytes
            sample.unit = header.unit
            sample.setpoint = header.setpoint.map { Payload(encoding: frame.encoding, schema: schema, bytes: $0) }
        }
        if common.dropped > 0 { sample.gap = Sample.Gap(dropped: UInt64(common.dropped)) }
        return sample
    }

    private func schema(_ number: UInt32) throws(PharosError) -> Schema? {
        guard number != lastSchema.number else { return lastSchema.schema }
        guard number != 0 else { return nil }
        guard let known = schemas[number] else {
            throw PharosError(.protocolViolation, "the node never announced schema \(number)")
        }
        lastSchema = (number, known)
        return known
    }

    // MARK: Requests, on the loop

    private func complete(_ number: UInt32, _ result: Result<Frame, PharosError>) {
        guard let completion = pending.removeValue(forKey: number) else { return }
        deadlines.remove(UInt64(number))
        completion(result)
    }

    private func unanswered(_ number: UInt32) {
        cancel(number)
        complete(
            number,
            .failure(
                PharosError(
                    .deadlineExceeded,
                    "the node \(key) (process \(welcome.pid)) did not answer before the deadline; "
                        + "is it stopped? (pharos node ps)")))
    }

    /// Sends a request made by `make` from its number; `completion` is called on the loop exactly once.
    /// - Returns: the number, or `nil` when it failed at once.
    @discardableResult
    func send(
        timeout: TimeAmount, _ make: (UInt32) throws(PharosError) -> ByteBuffer, completion: @escaping Completion
    ) -> UInt32? {
        eventLoop.assertInEventLoop()
        guard !isClosed, context != nil else {
            completion(.failure(PharosError(.nodeDied, "the connection to the node \(key) is gone")))
            return nil
        }
        repeat { lastRequest &+= 1 } while lastRequest == 0 || pending[lastRequest] != nil
        let number = lastRequest
        do throws(PharosError) {
            let bytes = try make(number)
            pending[number] = completion
            deadlines.set(UInt64(number), .now() + timeout + NodeConnection.patience)
            write(bytes)
            return number
        } catch {
            completion(.failure(error))
            return nil
        }
    }

    /// Tells the node that nobody waits any more.
    func cancel(_ number: UInt32) {
        guard pending[number] != nil else { return }
        write(Frame(.cancel, stream: number).serialized())
    }

    func abandon(_ number: UInt32, _ error: PharosError) {
        cancel(number)
        complete(number, .failure(error))
    }

    func write(_ buffer: ByteBuffer) {
        guard let context, !isClosed else { return }
        batch.append(buffer)
        if batch.isFull { writeBatch() }
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        context.eventLoop.assumeIsolated().execute { [self] in
            isFlushScheduled = false
            writeBatch()
            self.context?.flush()
        }
    }

    private func writeBatch() {
        guard let bytes = batch.take() else { return }
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    // MARK: Streams, on the loop

    func attach(_ subscription: ClientSubscription, stream: UInt32) { subscriptions[stream] = subscription }

    func detach(stream: UInt32) {
        guard subscriptions.removeValue(forKey: stream) != nil else { return }
        var request = Pharos_V1_Request()
        request.unsubscribe.stream = stream
        post(request)
    }

    func attach(_ feed: ResourceFeed, stream: UInt32) { watches[stream] = feed }

    func detachWatch(stream: UInt32) {
        guard watches.removeValue(forKey: stream) != nil else { return }
        var request = Pharos_V1_Request()
        request.stopWatching.stream = stream
        post(request)
    }

    func attach(_ offer: Offer, stream: UInt32) { offers[stream] = offer }

    func detachOffer(stream: UInt32) {
        guard offers.removeValue(forKey: stream) != nil else { return }
        var request = Pharos_V1_Request()
        request.withdraw.stream = stream
        post(request)
    }

    /// A request whose answer does not matter.
    private func post(_ request: Pharos_V1_Request) {
        send(timeout: .seconds(10)) { number throws(PharosError) in
            try Frame(.request, stream: number, message: request).serialized()
        } completion: { _ in
        }
    }

    func grant(_ credit: Credit, stream: UInt32) {
        guard subscriptions[stream] != nil else { return }
        var payload = ByteBufferAllocator().buffer(capacity: 12)
        credit.write(into: &payload)
        write(Frame(.credit, stream: stream, payload: payload).serialized())
    }

    func close() { context?.close(promise: nil) }
}
