// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore
package import PharosModel

/// What precedes a sample's bytes: 28 bytes, little endian.
///
/// `sequence u64 | timestamp i64 | schema u32 | dropped u32 | quality u8 | reserved 3`
package struct SampleHeader: Sendable, Equatable {
    package static let size = 28

    /// Counts the samples of a resource within one life of the node, from 1.
    package var sequence: UInt64
    /// When the source made the sample.
    package var timestamp: Timestamp
    /// The number of the schema, 0 for values that describe themselves.
    package var schema: UInt32
    /// How many samples the queue dropped for this subscription since the sample before.
    package var dropped: UInt32
    package var quality: Quality

    package init(
        sequence: UInt64, timestamp: Timestamp, schema: UInt32, dropped: UInt32 = 0, quality: Quality = .valid
    ) {
        self.sequence = sequence
        self.timestamp = timestamp
        self.schema = schema
        self.dropped = dropped
        self.quality = quality
    }

    package func write(into buffer: inout ByteBuffer) {
        buffer.writeMultipleIntegers(
            sequence, timestamp.nanoseconds, schema, dropped, UInt32(quality.rawValue), endianness: .little)
    }

    /// Reads the header and leaves the bytes.
    package init(reading buffer: inout ByteBuffer) throws(PharosError) {
        guard
            let (sequence, nanoseconds, schema, dropped, quality) = buffer.readMultipleIntegers(
                endianness: .little, as: (UInt64, Int64, UInt32, UInt32, UInt32).self)
        else {
            throw PharosError(
                .protocolViolation, "a sample needs \(SampleHeader.size) bytes of header, \(buffer.readableBytes) came")
        }
        self.init(
            sequence: sequence, timestamp: Timestamp(nanoseconds: nanoseconds), schema: schema, dropped: dropped,
            quality: Quality(rawValue: UInt8(truncatingIfNeeded: quality)) ?? .invalid)
    }
}
