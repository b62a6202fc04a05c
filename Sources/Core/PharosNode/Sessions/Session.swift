// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Deadlines
import Framing
import Logging
import NIOCore
import PharosModel
import PharosWire

/// One client's connection: the channel handler that reads its frames and writes ours. What a frame asks for is done
/// in `Session+…` files, one per topic. Confined to the node's event loop, which is what makes it `Sendable`.
///
/// Nothing refers to a session weakly: an object with weak references is retained and released several times slower, and
/// this one is for each sample. What it gives others that could outlive it, ``forgetEverything()`` takes back.
final class Session: ChannelDuplexHandler, FrameReceiver, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        case preface
        case hello
        case ready
        case closed
    }

    let core: NodeCore
    private(set) var clientName = "?"
    private(set) var clientProcess: UInt32 = 0
    private var phase = Phase.preface
    private var reader: FrameReader
    private var prefaceBytes: [UInt8] = []
    private(set) var context: ChannelHandlerContext?
    /// What this turn of the loop writes and has not given to the channel: first what others send too, then the rest.
    private var run: SampleRun.Place?
    private var batch = FrameBatch()
    private var isFlushScheduled = false
    private var announcedSchemas: Set<UInt32> = []
    private var announcedLast: UInt32 = 0
    var operations: [UInt32: SessionOperation] = [:]
    var subscriptions: [UInt32: SessionSubscription] = [:]
    var watches: [UInt32: ResourceWatch] = [:]
    var served: [UInt32: SessionOffer] = [:]
    var servedCalls: [UInt32: ServedCall] = [:]
    private var lastStream: UInt32 = 0
    private var helloTimer: Scheduled<Void>?
    private var isReading = false
    /// A read that waits until the client has taken what it was sent.
    private var isReadHeld = false
    /// The interfaces know the deadlines too; these are for one that does not keep them.
    private(set) lazy var deadlines = DeadlineTable(eventLoop: core.eventLoop) { [unowned self] in
        operationExpired(UInt32(truncatingIfNeeded: $0))
    }
    private(set) var samplesOut: UInt64 = 0
    var droppedBefore: UInt64 = 0

    init(core: NodeCore) {
        self.core = core
        reader = FrameReader(maximumPayload: core.configuration.maximumFrame)
    }

    /// Whether the socket takes more: asked for each sample, so that it is kept here.
    private(set) var isWritable = true

    func nextStream() -> UInt32 {
        lastStream += 1
        return lastStream
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        core.opened(self)
        helloTimer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(5)) { [self] in
            guard phase == .preface || phase == .hello else { return }
            self.context?.close(promise: nil)
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .closed
        isWritable = false
        helloTimer?.cancel()
        forgetEverything()
        core.closed(self)
        context.fireChannelInactive()
    }

    func room() -> ByteBuffer { reader.room() }

    func noteRead(_ count: Int) { reader.record(count) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        if phase == .preface, !takePreface(&buffer, context) { return }
        guard phase != .closed, buffer.readableBytes > 0 else { return }
        reader.append(buffer)
        isReading = true
        do {
            while phase != .closed, let frame = try reader.next() { try handle(frame) }
        } catch {
            violation(error)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        flush()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        if isWritable {
            for (stream, watch) in watches { if let change = watch.release() { send(change, watch: stream) } }
            for subscription in subscriptions.values { subscription.drain() }
            if isReadHeld {
                isReadHeld = false
                context.read()
            }
        }
        context.fireChannelWritabilityChanged()
    }

    /// Who does not take the answers gets no further questions in: they would pile up here.
    func read(context: ChannelHandlerContext) {
        if isWritable { context.read() } else { isReadHeld = true }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// Whether the preface is complete and right.
    private func takePreface(_ buffer: inout ByteBuffer, _ context: ChannelHandlerContext) -> Bool {
        while prefaceBytes.count < ProtocolVersion.preface.count, let byte: UInt8 = buffer.readInteger() {
            prefaceBytes.append(byte)
        }
        guard ProtocolVersion.preface.starts(with: prefaceBytes) else {
            core.logger.debug("a peer that does not speak the protocol was closed")
            phase = .closed
            context.close(promise: nil)
            return false
        }
        guard prefaceBytes.count == ProtocolVersion.preface.count else { return false }
        phase = .hello
        return true
    }

    private func handle(_ frame: Frame) throws(PharosError) {
        if phase == .hello {
            guard frame.kind == .hello else {
                throw PharosError(.protocolViolation, "the first frame must be a hello, a \(frame.kind) came")
            }
            return try greet(frame)
        }
        switch frame.kind {
        case .call, .read, .write: try operate(frame)
        case .credit:
            var payload = frame.payload
            subscriptions[frame.stream]?.grant(try Credit(reading: &payload))
        case .request: try request(frame)
        case .cancel:
            operations[frame.stream]?.cancel()
            forget(frame.stream)
        case .servedResult: try answerServedCall(frame)
        case .failure: try failServedCall(frame)
        case .ping: send(Frame(.pong, stream: frame.stream, payload: frame.payload))
        case .pong: break
        case .hello, .welcome, .reply, .sample, .result, .schema, .event, .servedCall, .goodbye:
            throw PharosError(.protocolViolation, "a client does not send \(frame.kind) frames")
        }
    }

    private func greet(_ frame: Frame) throws(PharosError) {
        let hello = try frame.message(Pharos_V1_Hello.self)
        guard let version = ProtocolVersion.common(lowest: hello.lowestVersion, highest: hello.highestVersion) else {
            throw PharosError(
                .versionMismatch,
                "this node speaks protocol versions \(ProtocolVersion.lowest) to \(ProtocolVersion.highest), the client "
                    + "\(hello.lowestVersion) to \(hello.highestVersion). Stop the node (pharos node stop) so that the "
                    + "client's own version is started, or update the older of the two.")
        }
        clientName = hello.clientName
        clientProcess = hello.pid
        phase = .ready
        helloTimer?.cancel()
        send(try Frame(.welcome, message: core.welcome(version: version)))
        core.greeted(self)
    }

    /// The peer broke the protocol: it is told why, and only its connection ends.
    private func violation(_ error: PharosError) {
        core.logger.warning(
            "connection closed", metadata: ["client": "\(clientName) (\(clientProcess))", "reason": "\(error)"])
        fail(stream: 0, error)
        flush()
        phase = .closed
        context?.close(promise: nil)
    }

    // MARK: Sending

    func send(_ frame: Frame) { write(frame.serialized()) }

    func fail(stream: UInt32, _ error: PharosError) {
        guard let frame = try? Frame(.failure, stream: stream, message: Pharos_V1_Failure(error)) else { return }
        send(frame)
    }

    func reply(stream: UInt32, _ kind: Pharos_V1_Reply.OneOf_Kind) {
        var reply = Pharos_V1_Reply()
        reply.kind = kind
        do {
            send(try Frame(.reply, stream: stream, message: reply))
        } catch {
            fail(stream: stream, error)
        }
    }

    /// Small samples go out in one buffer with what else is sent; the bytes of larger ones are shared by all receivers and
    /// never copied.
    private static let inlineLimit = 4096

    /// Whether a sample goes out in one buffer with others.
    static func isSmall(_ sample: QueuedSample) -> Bool { sample.size <= Session.inlineLimit }

    func send(_ sample: QueuedSample, dropped: UInt32, stream: UInt32, kind: FrameKind = .sample) {
        guard phase != .closed else { return }
        announce(sample.schema)
        samplesOut += 1
        writeRun()
        let isInline = Session.isSmall(sample)
        batch.append(
            kind, encoding: sample.encoding, stream: stream, SampleHeader(sample, dropped: dropped), sample.bytes,
            isWhole: isInline)
        if !isInline {
            writeBatch()
            context?.write(wrapOutboundOut(sample.bytes), promise: nil)
        }
        written()
    }

    /// Sends a sample whose frame is made already. Those that stand side by side leave as one piece.
    func send(_ sample: QueuedSample, at place: SampleRun.Place) {
        guard phase != .closed else { return }
        announce(sample.schema)
        samplesOut += 1
        if let run, run.run === place.run, run.range.upperBound == place.range.lowerBound {
            self.run = SampleRun.Place(run: place.run, range: run.range.lowerBound..<place.range.upperBound)
            return
        }
        writeBatch()
        run = place
        written()
    }

    /// Tells the client what a schema number means, once, before the first frame that uses it.
    func announce(_ number: UInt32) {
        // Most samples are of the type of the one before.
        guard number != announcedLast else { return }
        announcedLast = number
        guard number != 0, announcedSchemas.insert(number).inserted, let schema = core.schemas.schema(number),
            let frame = try? Frame(.schema, message: Pharos_V1_Schema(schema, id: number))
        else { return }
        send(frame)
    }

    private func write(_ frames: ByteBuffer) {
        guard phase != .closed else { return }
        writeRun()
        batch.append(frames)
        written()
    }

    /// Something is in the batch: it leaves with all that this turn of the loop writes, in one system call.
    private func written() {
        if batch.isFull { writeBatch() }
        // What is written while frames are read is flushed when they are.
        guard !isFlushScheduled, !isReading, let context else { return }
        isFlushScheduled = true
        context.eventLoop.assumeIsolated().execute { [self] in
            isFlushScheduled = false
            flush()
        }
    }

    private func writeBatch() {
        writeRun()
        guard let bytes = batch.take() else { return }
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    /// What is in the run was sent before all that comes now.
    private func writeRun() {
        guard let place = run else { return }
        run = nil
        guard let bytes = place.run.slice(place.range) else { return }
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    /// Sends what was written so far.
    func flush() {
        writeBatch()
        context?.flush()
    }

    /// Ends everything this client had; called when its connection is gone.
    private func forgetEverything() {
        for operation in operations.values { operation.cancel() }
        operations = [:]
        for subscription in subscriptions.values { subscription.source.remove(subscription) }
        subscriptions = [:]
        for watch in watches.values { core.resources.stopListening(watch) }
        watches = [:]
        for offer in served.values { offer.withdraw() }
        served = [:]
        let calls = servedCalls
        servedCalls = [:]
        for call in calls.values {
            call.finish(.failure(PharosError(.nodeDied, "the program that serves this resource is gone")))
        }
    }
}
