// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// Bytes to lines, for logs: a line without end is cut, never kept growing.
final class LineHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let longest: Int
    private let line: (String) -> Void
    private var rest = ByteBuffer()

    init(longest: Int, line: @escaping (String) -> Void) {
        self.longest = max(longest, 1)
        self.line = line
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        rest.writeBuffer(&bytes)
        while true {
            let view = rest.readableBytesView
            if let end = view.prefix(longest + 1).firstIndex(of: UInt8(ascii: "\n")) {
                tell(end - view.startIndex, dropping: 1)
            } else if view.count > longest {
                tell(longest, dropping: 0)
            } else {
                break
            }
        }
        rest.discardReadBytes()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if rest.readableBytes > 0 { tell(rest.readableBytes, dropping: 0) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func tell(_ length: Int, dropping end: Int) {
        var text = rest.readString(length: length) ?? ""
        rest.moveReaderIndex(forwardBy: end)
        if text.last == "\r" { text.removeLast() }
        line(text)
    }
}
