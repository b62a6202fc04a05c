// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Framing
import NIOCore
import NIOPosix

/// One TCPROS connection: reads the header, then frames; writes what it is given. Confined to its event loop, which
/// is what makes it `Sendable`.
final class Link: ChannelInboundHandler, FrameReceiver, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Messages longer than this are refused: 1 GiB, as in roscpp.
    static let maximumMessage = 1 << 30

    var onHeader: ((Link, ConnectionHeader) -> Void)?
    var onFrame: ((Link, UInt8, ByteBuffer) -> Void)?
    var onWritable: ((Link) -> Void)?
    var onClose: ((Link, ROS1Error?) -> Void)?
    private(set) var context: ChannelHandlerContext?
    private var reader = FrameReader(maximumLength: ConnectionHeader.maximumLength)
    private var hasHeader = false
    private var failure: ROS1Error?
    private var headerTimer: Scheduled<Void>?
    private var isFlushScheduled = false
    private(set) var bytesIn: UInt64 = 0
    private(set) var bytesOut: UInt64 = 0

    var isActive: Bool { context?.channel.isActive ?? false }
    var isWritable: Bool { context?.channel.isWritable ?? false }
    var remoteAddress: SocketAddress? { context?.channel.remoteAddress }

    /// Answers of services have an `ok` byte before each length.
    func expectPrefix() { reader.prefixLength = 1 }

    static func configure(_ channel: any Channel, _ link: Link) -> EventLoopFuture<Void> {
        KeepAlive.set(channel)
        return channel.eventLoop.makeCompletedFuture { try link.install(in: channel) }
    }

    /// Connects to a publisher or provider and sends our header.
    static func connect(
        host: String, port: Int, header: ConnectionHeader, eventLoop: any EventLoop, link: Link
    ) -> EventLoopFuture<Void> {
        let bytes = header.serialized()
        return ClientBootstrap(group: eventLoop)
            .connectTimeout(.seconds(5))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { configure($0, link) }
            .connect(host: host, port: port)
            .flatMap { channel in channel.writeAndFlush(bytes) }
            .hop(to: eventLoop)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        headerTimer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(10)) { [weak self] in
            guard let self, !self.hasHeader else { return }
            self.fail(ROS1Error(.deadlineExceeded, "no connection header came within 10 s"))
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        headerTimer?.cancel()
        // A channel that never became active is not told that it ended.
        forget()
    }

    /// Lets go of those who listen, who often hold the link themselves.
    private func forget() { (onHeader, onFrame, onWritable, onClose) = (nil, nil, nil, nil) }

    func room() -> ByteBuffer { reader.room() }

    func noteRead(_ count: Int) { reader.record(count) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        bytesIn += UInt64(buffer.readableBytes)
        reader.append(buffer)
        do throws(ROS1Error) {
            if !hasHeader {
                let prefix = reader.prefixLength
                reader.prefixLength = 0
                defer { reader.prefixLength = prefix }
                guard let frame = try reader.next() else { return }
                hasHeader = true
                headerTimer?.cancel()
                reader.maximumLength = Link.maximumMessage
                let header = try ConnectionHeader(reading: frame.body)
                onHeader?(self, header)
            }
            while self.context != nil, let frame = try reader.next() { onFrame?(self, frame.prefix, frame.body) }
        } catch {
            fail(error)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { onWritable?(self) }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(ROS1Error(.connectionLost, "\(error)", cause: error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        headerTimer?.cancel()
        let closed = onClose
        forget()
        closed?(self, failure)
        context.fireChannelInactive()
    }

    func fail(_ error: ROS1Error) {
        failure = failure ?? error
        context?.close(promise: nil)
    }

    func close() { context?.close(promise: nil) }

    /// Writes without flushing.
    func write(_ buffer: ByteBuffer) {
        guard let context else { return }
        bytesOut += UInt64(buffer.readableBytes)
        context.write(wrapOutboundOut(buffer), promise: nil)
    }

    func flush() { context?.flush() }

    /// Flushes when this turn of the loop is over: one system call for all that it wrote, and no wait when it is one.
    func flushSoon() {
        guard !isFlushScheduled, let context else { return }
        isFlushScheduled = true
        context.eventLoop.assumeIsolated().execute { [weak self] in
            self?.isFlushScheduled = false
            self?.context?.flush()
        }
    }

    /// Says why and closes at once: rospy goes on reading a refused stream as messages as long as it is open.
    func refuse(_ text: String) {
        guard let context else { return }
        context.writeAndFlush(wrapOutboundOut(ConnectionHeader.refusal(text)), promise: nil)
        context.close(promise: nil)
    }
}
