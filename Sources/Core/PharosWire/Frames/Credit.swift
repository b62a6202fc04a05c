// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore
package import PharosModel

/// Permission to send: `samples u32 | bytes u64`, little endian, on top of what the subscription has.
package struct Credit: Sendable, Equatable {
    package var samples: UInt32
    package var bytes: UInt64

    package init(samples: UInt32, bytes: UInt64) {
        self.samples = samples
        self.bytes = bytes
    }

    package func write(into buffer: inout ByteBuffer) {
        buffer.writeMultipleIntegers(samples, bytes, endianness: .little)
    }

    package init(reading buffer: inout ByteBuffer) throws(PharosError) {
        guard let (samples, bytes) = buffer.readMultipleIntegers(endianness: .little, as: (UInt32, UInt64).self)
        else { throw PharosError(.protocolViolation, "a credit frame needs 12 bytes, \(buffer.readableBytes) came") }
        self.init(samples: samples, bytes: bytes)
    }
}
