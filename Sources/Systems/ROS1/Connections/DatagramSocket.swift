// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import NIOPosix

/// Where one publisher's datagrams arrive. Confined to its event loop, which is what makes it `Sendable`.
final class DatagramSocket: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private var channel: (any Channel)?
    private var assembler: DatagramAssembler?
    private var onMessage: ((ByteBuffer) -> Void)?
    private var isClosed = false
    /// What came before it was known under which number; a latched message does.
    private var early: [ByteBuffer] = []
    private static let maximumEarly = 256

    /// The port that others send to.
    var port: Int { channel?.localAddress?.port ?? 0 }

    static func open(host: String, eventLoop: any EventLoop) -> EventLoopFuture<DatagramSocket> {
        let socket = DatagramSocket()
        return DatagramBootstrap(group: eventLoop)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 65_535))
            .channelOption(.socketOption(.so_rcvbuf), value: 1 << 20)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(socket) }
            }
            .bind(host: host, port: 0)
            .map { channel in
                socket.channel = channel
                if socket.isClosed { channel.close(promise: nil) }
                return socket
            }
            .hop(to: eventLoop)
    }

    /// The publisher has said under which number it sends.
    func listen(to connection: UInt32, _ onMessage: @escaping (ByteBuffer) -> Void) {
        assembler = DatagramAssembler(connection: connection)
        self.onMessage = onMessage
        let waiting = early
        early = []
        for datagram in waiting { take(datagram) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        take(unwrapInboundIn(data).data)
    }

    private func take(_ datagram: ByteBuffer) {
        if assembler == nil {
            if early.count < DatagramSocket.maximumEarly { early.append(datagram) }
        } else if let body = assembler?.take(datagram) {
            onMessage?(body)
        }
    }

    /// What a socket without a connection hears of errors is of no use: an unreachable port at most.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}

    func close() {
        isClosed = true
        onMessage = nil
        early = []
        channel?.close(promise: nil)
        channel = nil
    }
}
