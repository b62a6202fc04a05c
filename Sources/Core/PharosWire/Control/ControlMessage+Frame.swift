// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
package import PharosModel
package import SwiftProtobuf

extension Frame {
    /// A frame that carries a control message.
    package init(_ kind: FrameKind, stream: UInt32 = 0, message: some Message) throws(PharosError) {
        do {
            let bytes: [UInt8] = try message.serializedBytes()
            self.init(kind, stream: stream, payload: ByteBuffer(bytes: bytes))
        } catch {
            throw PharosError(.protocolViolation, "a control message could not be written: \(error)", cause: error)
        }
    }

    /// The control message in the payload.
    package func message<M: Message>(_ type: M.Type = M.self) throws(PharosError) -> M {
        do {
            return try payload.withUnsafeReadableBytes { bytes in try M(serializedBytes: Array(bytes)) }
        } catch {
            throw PharosError(
                .protocolViolation, "a \(kind) frame does not hold a \(M.protoMessageName): \(error)", cause: error)
        }
    }
}
