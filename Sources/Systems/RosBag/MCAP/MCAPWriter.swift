// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROSMessages

/// Writes ROS 1 messages to an MCAP file: profile `ros1`, chunked, with indexes, statistics and checksums, so that
/// readers find any time at once (https://mcap.dev/spec).
///
/// Until ``close()`` the file is called `….active`. Not to be used from two threads at once.
public final class MCAPWriter: MessageFileWriter {
    /// How a file is written.
    public struct Options: Sendable {
        /// How chunks are compressed. Default: not at all.
        public var compression = MCAPCompression.none
        /// A chunk goes to the file when it has this many bytes, uncompressed. Default: 768 KiB, like a bag's.
        public var chunkSize = 768 << 10
        /// Whether files of the same name are replaced. Default: no.
        public var replaces = false

        /// The defaults.
        public init() {}
    }

    private let options: Options
    private let output: OutputFile
    private var schemas: [MCAPSchema] = []
    private var channels: [MCAPChannel] = []
    private var chunk = ByteBuffer()
    private var indexes: [[(time: UInt64, offset: UInt64)]] = []
    private var used: [Int] = []
    private var chunks: [MCAPChunkIndex] = []
    private var times: (first: UInt64, last: UInt64)?
    private var allTimes: (first: UInt64, last: UInt64)?
    private var checksum = CRC32()
    private var isClosed = false
    /// Messages so far.
    public private(set) var messageCount = 0

    /// Begins a file.
    /// - Throws: ``RosBagError`` with `fileSystem` when the file cannot be made, or is there already.
    public init(path: String, options: Options = Options()) throws(RosBagError) {
        self.options = options
        output = try OutputFile(path: path, replaces: options.replaces)
        var start = ByteBuffer()
        start.writeBytes(ByteBuffer.mcapMagic)
        start.writeMCAPRecord(.header) {
            $0.writeMCAPString("ros1")
            $0.writeMCAPString("pharos")
        }
        try append(start)
    }

    /// Bytes in the file so far, without the open chunk.
    public var fileSize: Int { output.position }

    public func add(_ connection: BagConnection) throws(RosBagError) -> UInt32 {
        if let known = channels.first(where: { $0.connection.isSame(as: connection) }) { return UInt32(known.id) }
        guard channels.count < Int(UInt16.max) - 1 else {
            throw RosBagError(.limitExceeded, "an MCAP file has at most 65,535 channels")
        }
        let text = Array(connection.definition.utf8)
        let schema: UInt16
        if let known = schemas.first(where: { $0.name == connection.type && $0.text == text }) {
            schema = known.id
        } else {
            // The number 0 stands for no schema.
            schema = UInt16(schemas.count + 1)
            schemas.append(MCAPSchema(id: schema, name: connection.type, text: text))
        }
        let id = UInt16(channels.count)
        channels.append(MCAPChannel(id: id, schema: schema, connection: connection))
        indexes.append([])
        return UInt32(id)
    }

    public func write(connection: UInt32, time: ROSTime, _ bytes: ByteBuffer) throws(RosBagError) {
        guard !isClosed else { throw RosBagError(.misuse, "the file is closed already") }
        let number = Int(connection)
        guard number < channels.count else { throw RosBagError(.misuse, "connection \(connection) was never added") }
        guard bytes.readableBytes <= BagFormat.maximumChunkLength / 2 else {
            throw RosBagError(.limitExceeded, "a message of \(bytes.readableBytes) bytes is larger than a chunk may be")
        }
        if chunk.readableBytes + bytes.readableBytes > BagFormat.maximumChunkLength / 2 { try flush() }
        if !channels[number].isStored {
            channels[number].isStored = true
            schemas[Int(channels[number].schema) - 1].write(into: &chunk)
            channels[number].write(into: &chunk)
        }
        let time = UInt64(clamping: time.nanoseconds)
        if indexes[number].isEmpty { used.append(number) }
        indexes[number].append((time, UInt64(chunk.readableBytes)))
        times = times.map { (min($0.first, time), max($0.last, time)) } ?? (time, time)
        chunk.writeMultipleIntegers(MCAPOpcode.message.rawValue, UInt64(22 + bytes.readableBytes), endianness: .little)
        chunk.writeMultipleIntegers(UInt16(number), channels[number].sequence, time, time, endianness: .little)
        chunk.writeImmutableBuffer(bytes)
        channels[number].sequence &+= 1
        channels[number].messages += 1
        messageCount += 1
        if chunk.readableBytes >= options.chunkSize { try flush() }
    }

    public func flush() throws(RosBagError) {
        guard let (first, last) = times else { return }
        let data = try options.compression.compress(chunk)
        let position = output.position
        var header = ByteBuffer()
        let word = options.compression.rawValue
        header.writeInteger(MCAPOpcode.chunk.rawValue)
        header.writeInteger(UInt64(40 + word.utf8.count + data.readableBytes), endianness: .little)
        header.writeMultipleIntegers(first, last, UInt64(chunk.readableBytes), CRC32.of(chunk), endianness: .little)
        header.writeMCAPString(word)
        header.writeInteger(UInt64(data.readableBytes), endianness: .little)
        let length = header.readableBytes + data.readableBytes
        var index = ByteBuffer()
        var positions: [(channel: UInt16, position: Int)] = []
        for number in used {
            positions.append((UInt16(number), position + length + index.readableBytes))
            index.writeMCAPRecord(.messageIndex) {
                $0.writeInteger(UInt16(number), endianness: .little)
                $0.writeInteger(UInt32(clamping: indexes[number].count * 16), endianness: .little)
                for (time, offset) in indexes[number] { $0.writeMultipleIntegers(time, offset, endianness: .little) }
            }
            indexes[number].removeAll(keepingCapacity: true)
        }
        try append(header)
        try append(data)
        try append(index)
        chunks.append(
            MCAPChunkIndex(
                start: first, end: last, position: position, length: length, indexPositions: positions,
                indexLength: index.readableBytes, compression: options.compression, stored: data.readableBytes,
                size: chunk.readableBytes))
        allTimes = allTimes.map { (min($0.first, first), max($0.last, last)) } ?? (first, last)
        used.removeAll(keepingCapacity: true)
        chunk.clear(minimumCapacity: min(chunk.capacity, 64 << 20))
        times = nil
    }

    public func close() throws(RosBagError) {
        guard !isClosed else { return }
        try flush()
        isClosed = true
        var end = ByteBuffer()
        end.writeMCAPRecord(.dataEnd) { $0.writeInteger(checksum.value, endianness: .little) }
        try output.append(end)
        try output.append(summary(at: output.position))
        try output.finish()
    }

    private func append(_ bytes: ByteBuffer) throws(RosBagError) {
        checksum.update(bytes)
        try output.append(bytes)
    }

    /// Schemas, channels, statistics and chunk indexes again, where each of these begins, and the footer.
    private func summary(at position: Int) -> ByteBuffer {
        var summary = ByteBuffer()
        var groups: [(opcode: MCAPOpcode, start: Int, length: Int)] = []
        func group(_ opcode: MCAPOpcode, _ body: (inout ByteBuffer) -> Void) {
            let start = summary.readableBytes
            body(&summary)
            guard summary.readableBytes > start else { return }
            groups.append((opcode, position + start, summary.readableBytes - start))
        }
        let stored = channels.filter(\.isStored)
        let known = Set(stored.map(\.schema))
        group(.schema) { for schema in schemas where known.contains(schema.id) { schema.write(into: &$0) } }
        group(.channel) { for channel in stored { channel.write(into: &$0) } }
        group(.statistics) { writeStatistics(stored, schemas: known.count, into: &$0) }
        group(.chunkIndex) { for chunk in chunks { chunk.write(into: &$0) } }
        let offsets = position + summary.readableBytes
        for group in groups {
            summary.writeMCAPRecord(.summaryOffset) {
                $0.writeMultipleIntegers(group.opcode.rawValue, UInt64(group.start), UInt64(group.length), endianness: .little)
            }
        }
        summary.writeMultipleIntegers(MCAPOpcode.footer.rawValue, UInt64(20), endianness: .little)
        summary.writeMultipleIntegers(UInt64(position), UInt64(offsets), endianness: .little)
        summary.writeInteger(CRC32.of(summary), endianness: .little)
        summary.writeBytes(ByteBuffer.mcapMagic)
        return summary
    }

    private func writeStatistics(_ stored: [MCAPChannel], schemas: Int, into buffer: inout ByteBuffer) {
        buffer.writeMCAPRecord(.statistics) {
            $0.writeMultipleIntegers(UInt64(messageCount), UInt16(schemas), UInt32(stored.count), endianness: .little)
            $0.writeMultipleIntegers(UInt32(0), UInt32(0), UInt32(clamping: chunks.count), endianness: .little)
            $0.writeMultipleIntegers(allTimes?.first ?? 0, allTimes?.last ?? 0, endianness: .little)
            $0.writeInteger(UInt32(clamping: stored.count * 10), endianness: .little)
            for channel in stored { $0.writeMultipleIntegers(channel.id, channel.messages, endianness: .little) }
        }
    }
}
