// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A table as a stream that is ready to be written: its values are where they were until then.
public struct ArrowEncoding: Sendable {
    private struct Message {
        var metadata: [UInt8]
        var body: [ArrowBytes] = []

        /// What it takes with the eight bytes before it; bodies begin at multiples of 64.
        var metadataSize: Int { padded(metadata.count + 8) }
        var byteCount: Int { metadataSize + body.reduce(0) { $0 + padded($1.count) } }
    }

    private let messages: [Message]

    /// How many bytes the stream has.
    public let byteCount: Int

    init(_ table: ArrowTable) throws(ArrowError) {
        var writer = SchemaWriter()
        let (schema, nodes) = try writer.write(table.schema)
        var messages = [Message(metadata: Self.metadata(1, schema, bodyLength: 0))]
        for batch in table.batches {
            for (array, node) in zip(batch.columns, nodes) {
                try Self.dictionaries(array, node, into: &messages)
            }
            var parts = Parts()
            for (array, node) in zip(batch.columns, nodes) { parts.append(array, node) }
            messages.append(parts.message(3, parts.batch(batch.rowCount)))
        }
        self.messages = messages
        byteCount = messages.reduce(8) { $0 + $1.byteCount }
    }

    /// The dictionaries of an array before it, those in their values first.
    private static func dictionaries(
        _ array: ArrowArray, _ node: SchemaNode, into messages: inout [Message]
    ) throws(ArrowError) {
        if let number = node.dictionary, let dictionary = array.dictionary {
            let values = SchemaNode(
                field: ArrowField(node.field.name, dictionary.type), children: node.children, dictionary: nil,
                path: node.path)
            try dictionaries(dictionary, values, into: &messages)
            var parts = Parts()
            parts.append(dictionary, values)
            let batch = parts.batch(dictionary.count)
            messages.append(parts.message(2, .table([.long(Int(number)), .node(batch)])))
        } else {
            for (child, node) in zip(array.children, node.children) { try dictionaries(child, node, into: &messages) }
        }
    }

    /// The table `Message` of Message.fbs.
    private static func metadata(_ kind: Int, _ header: FlatNode, bodyLength: Int) -> [UInt8] {
        // Version V5.
        FlatNode.table([.short(4), .byte(kind), .node(header), .long(bodyLength)]).encoded
    }

    /// The parts of a batch in the order in which they are told.
    private struct Parts {
        private var nodes: [(Int64, Int64)] = []
        private var buffers: [(Int64, Int64)] = []
        private var body: [ArrowBytes] = []
        private var size = 0

        mutating func append(_ array: ArrowArray, _ node: SchemaNode) {
            nodes.append((Int64(array.count), Int64(array.nullCount)))
            if case .null = array.type { return }
            append(array.validity ?? ArrowBytes(copying: []))
            for bytes in array.buffers { append(bytes) }
            guard node.dictionary == nil else { return }
            for (child, node) in zip(array.children, node.children) { append(child, node) }
        }

        private mutating func append(_ bytes: ArrowBytes) {
            buffers.append((Int64(size), Int64(bytes.count)))
            body.append(bytes)
            size += padded(bytes.count)
        }

        func batch(_ count: Int) -> FlatNode { .table([.long(count), .node(.pairs(nodes)), .node(.pairs(buffers))]) }

        func message(_ kind: Int, _ header: FlatNode) -> Message {
            Message(metadata: ArrowEncoding.metadata(kind, header, bodyLength: size), body: body)
        }
    }

    /// Writes the stream.
    /// - Parameter target: memory of at least ``byteCount`` bytes; less is refused.
    /// - Throws: ``ArrowError`` `invalidArgument`.
    public func write(into target: UnsafeMutableRawBufferPointer) throws(ArrowError) {
        guard target.count >= byteCount else {
            throw ArrowError(.invalidArgument, "the stream has \(byteCount) bytes, there is room for \(target.count)")
        }
        var at = 0
        func put(_ bytes: UnsafeRawBufferPointer, padded size: Int) {
            let place = UnsafeMutableRawBufferPointer(rebasing: target[at..<(at + size)])
            place.copyMemory(from: bytes)
            UnsafeMutableRawBufferPointer(rebasing: place[bytes.count...]).initializeMemory(
                as: UInt8.self, repeating: 0)
            at += size
        }
        func put(_ number: UInt32) { withUnsafeBytes(of: number.littleEndian) { put($0, padded: 4) } }
        for message in messages {
            put(.max)
            put(UInt32(truncatingIfNeeded: message.metadataSize - 8))
            message.metadata.withUnsafeBytes { put($0, padded: message.metadataSize - 8) }
            for bytes in message.body { bytes.withUnsafeBytes { put($0, padded: padded($0.count)) } }
        }
        put(.max)
        put(0)
    }

    /// The stream as bytes of its own.
    public var bytes: ArrowBytes {
        // There is room for it.
        ArrowBytes(byteCount: byteCount) { try? write(into: $0) }
    }
}

/// The next multiple of 64, where arrays are to begin.
private func padded(_ size: Int) -> Int { (size + 63) & ~63 }
