// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import NIOPosix

/// What a subscriber that takes datagrams says of itself.
struct DatagramOffer: Sendable {
    /// Its node name.
    var node: String
    /// Where it listens, an address or a name.
    var host: String
    var port: Int
    /// Bytes of a datagram at most, 64 to 65 507.
    var size: Int
}

/// The way to one subscriber that takes a topic by UDPROS. Confined to its event loop, which is what makes it `Sendable`.
///
/// Nobody tells a publisher that such a subscriber has gone, but its machine does, once nothing listens there any more.
final class DatagramSubscriber: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    let offer: DatagramOffer
    /// The number that stands in each datagram.
    let connection: UInt32
    private(set) var bytesOut: UInt64 = 0
    /// Messages that were not sent: too large, or more than the socket took.
    private(set) var dropped: UInt64 = 0
    private var cutter: DatagramCutter
    private let eventLoop: any EventLoop
    private let onGone: (DatagramSubscriber) -> Void
    private var channel: (any Channel)?
    private var isClosed = false

    init(
        _ offer: DatagramOffer, connection: UInt32, eventLoop: any EventLoop,
        onGone: @escaping (DatagramSubscriber) -> Void
    ) {
        self.offer = offer
        self.connection = connection
        self.eventLoop = eventLoop
        self.onGone = onGone
        cutter = DatagramCutter(connection: connection, size: offer.size)
    }

    /// Where it is sent from.
    var port: Int { channel?.localAddress?.port ?? 0 }

    /// Opens the way.
    func open() -> EventLoopFuture<Void> {
        NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { [offer] in
            // A name may take long to be looked up.
            try SocketAddress.makeAddressResolvingHost(offer.host, port: offer.port)
        }
        .flatMap { [eventLoop] address in
            DatagramBootstrap(group: eventLoop)
                .channelOption(.socketOption(.so_sndbuf), value: 1 << 20)
                .channelOption(.writeBufferWaterMark, value: .init(low: 1 << 18, high: 1 << 20))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(self) }
                }
                .connect(to: address)
        }
        .hop(to: eventLoop)
        .map { channel in
            self.channel = channel
            if self.isClosed { channel.close(promise: nil) }
        }
    }

    /// Sends a message whose length stands before it. What the socket does not take is lost, as anything on the way is.
    func send(_ frame: ByteBuffer) {
        guard let channel, channel.isWritable, let datagrams = cutter.cut(frame) else { return dropped += 1 }
        for datagram in datagrams {
            bytesOut += UInt64(datagram.readableBytes)
            channel.write(datagram).assumeIsolated().whenFailure { self.failed($0) }
        }
        channel.flush()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { failed(error) }

    private func failed(_ error: any Error) {
        if (error as? IOError)?.errnoCode == ECONNREFUSED { close() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        channel = nil
        guard !isClosed else { return onGone(self) }
        // A network that was away for a moment ends a socket, not a subscription.
        eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { self.openAgain() }
    }

    private func openAgain() {
        guard !isClosed else { return onGone(self) }
        open().assumeIsolated().whenFailure { _ in
            self.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { self.openAgain() }
        }
    }

    func close() {
        isClosed = true
        channel?.close(promise: nil)
    }
}
