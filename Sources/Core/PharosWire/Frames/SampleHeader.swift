// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore
package import PharosModel

/// What precedes a sample's bytes: 28 bytes, little endian, then what few samples have.
///
/// `sequence u64 | timestamp i64 | schema u32 | dropped u32 | quality u8 | flags u8 | unit length u8 | reserved u8`, then
/// the unit; with the flag 1 the set point, `length u32 | bytes`, in the value's own encoding and type. The flag 2 says
/// that the node polls the resource.
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
    package var isPolled: Bool
    /// The value's own unit, at most 255 bytes; most samples have none.
    package var unit: String?
    package var setpoint: ByteBuffer?

    private static let setpointFlag: UInt32 = 1 << 8
    private static let polledFlag: UInt32 = 2 << 8

    package init(
        sequence: UInt64, timestamp: Timestamp, schema: UInt32, dropped: UInt32 = 0, quality: Quality = .valid,
        isPolled: Bool = false, unit: String? = nil, setpoint: ByteBuffer? = nil
    ) {
        self.sequence = sequence
        self.timestamp = timestamp
        self.schema = schema
        self.dropped = dropped
        self.quality = quality
        self.isPolled = isPolled
        self.unit = unit.flatMap { (1...255).contains($0.utf8.count) ? $0 : nil }
        self.setpoint = setpoint
    }

    /// How many bytes it takes.
    package var encodedSize: Int {
        SampleHeader.size + (unit?.utf8.count ?? 0) + (setpoint.map { 4 + $0.readableBytes } ?? 0)
    }

    package func write(into buffer: inout ByteBuffer) {
        var last = UInt32(quality.rawValue) | UInt32(unit?.utf8.count ?? 0) << 16
        if isPolled { last |= SampleHeader.polledFlag }
        if setpoint != nil { last |= SampleHeader.setpointFlag }
        buffer.writeMultipleIntegers(sequence, timestamp.nanoseconds, schema, dropped, last, endianness: .little)
        if let unit { buffer.writeString(unit) }
        if let setpoint {
            buffer.writeInteger(UInt32(clamping: setpoint.readableBytes), endianness: .little)
            buffer.writeImmutableBuffer(setpoint)
        }
    }

    /// What every sample has. Apart, because a header that could have more costs several times as much to read.
    package struct Common: Sendable {
        package var sequence: UInt64
        package var timestamp: Timestamp
        package var schema: UInt32
        package var dropped: UInt32
        fileprivate var last: UInt32

        package var quality: Quality { Quality(rawValue: UInt8(truncatingIfNeeded: last)) ?? .invalid }
        package var isPolled: Bool { last & SampleHeader.polledFlag != 0 }
        /// Whether a unit or a set point follows.
        package var hasMore: Bool { unitLength > 0 || last & SampleHeader.setpointFlag != 0 }
        fileprivate var unitLength: Int { Int(last >> 16 & 0xff) }

        package init(reading buffer: inout ByteBuffer) throws(PharosError) {
            guard
                let (sequence, nanoseconds, schema, dropped, last) = buffer.readMultipleIntegers(
                    endianness: .little, as: (UInt64, Int64, UInt32, UInt32, UInt32).self)
            else {
                throw PharosError(
                    .protocolViolation, "a sample needs \(SampleHeader.size) bytes of header, \(buffer.readableBytes) came")
            }
            self.sequence = sequence
            timestamp = Timestamp(nanoseconds: nanoseconds)
            self.schema = schema
            self.dropped = dropped
            self.last = last
        }
    }

    /// Reads the header and leaves the bytes.
    package init(reading buffer: inout ByteBuffer) throws(PharosError) {
        try self.init(try Common(reading: &buffer), reading: &buffer)
    }

    /// Reads what follows the common part.
    package init(_ common: Common, reading buffer: inout ByteBuffer) throws(PharosError) {
        self.init(
            sequence: common.sequence, timestamp: common.timestamp, schema: common.schema, dropped: common.dropped,
            quality: common.quality, isPolled: common.isPolled)
        if common.unitLength > 0 {
            guard let unit = buffer.readString(length: common.unitLength) else {
                throw PharosError(
                    .protocolViolation,
                    "a unit of \(common.unitLength) bytes is expected, \(buffer.readableBytes) are left")
            }
            self.unit = unit
        }
        if common.last & SampleHeader.setpointFlag != 0 {
            guard let length: UInt32 = buffer.readInteger(endianness: .little),
                let setpoint = buffer.readSlice(length: Int(length))
            else { throw PharosError(.protocolViolation, "a sample's set point is cut short") }
            self.setpoint = setpoint
        }
    }
}
