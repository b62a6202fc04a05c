// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import PharosModel
import PharosWire

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The connection of another user's process: when it says hello it is told why it is refused; nothing of what it sends
/// is looked at.
final class ForeignPeer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let user: UInt32
    private let logger: Logger
    private var timer: Scheduled<Void>?

    init(user: UInt32, logger: Logger) {
        self.user = user
        self.logger = logger
    }

    func channelActive(context: ChannelHandlerContext) {
        logger.warning("another user's process was refused", metadata: ["user": "\(user)"])
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: .seconds(5)) { channel.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) { timer?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let error = PharosError(
            .environment,
            "this node belongs to user \(getuid()) and takes no connections of user \(user); let PHAROS_RUNTIME_DIR be "
                + "a directory of your own, and a node of your own is started")
        if let frame = try? Frame(.failure, message: Pharos_V1_Failure(error)) {
            context.writeAndFlush(wrapOutboundOut(frame.serialized()), promise: nil)
        }
        context.close(promise: nil)
    }
}
