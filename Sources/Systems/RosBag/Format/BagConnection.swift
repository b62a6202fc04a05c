// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// One publisher's topic in a bag: what its connection header said.
public struct BagConnection: Sendable, Hashable {
    /// The number by which messages name it within one file.
    public internal(set) var id: UInt32
    /// The topic under which the messages were stored.
    public var topic: String
    /// The connection header: `topic`, `type`, `md5sum`, `message_definition`, perhaps `callerid`, `latching`.
    public private(set) var header: [String: String]
    /// The header's bytes, as they came: definitions are not always UTF-8.
    let encodedHeader: [UInt8]

    /// A connection that a writer shall store.
    ///
    /// - Parameters:
    ///   - topic: the topic, `/chatter`.
    ///   - type: the message type, `std_msgs/String`.
    ///   - md5: the type's fingerprint, 32 hexadecimal digits.
    ///   - definition: the full definition, as TCPROS headers carry it.
    ///   - callerID: the publishing node where it is known.
    ///   - isLatching: whether the publisher keeps its last message for those who come later. Default: no.
    public init(
        topic: String, type: String, md5: String, definition: String, callerID: String? = nil, isLatching: Bool = false
    ) {
        var fields = ["topic": topic, "type": type, "md5sum": md5, "message_definition": definition]
        fields["callerid"] = callerID
        if isLatching { fields["latching"] = "1" }
        var builder = HeaderBuilder()
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) { builder.add(name, value) }
        id = 0
        self.topic = topic
        header = fields
        encodedHeader = builder.bytes
    }

    /// - Returns: `nil` when the data are no header.
    init?(id: UInt32, topic: String, data: UnsafeRawBufferPointer) {
        var fields: [String: String] = [:]
        var scanner = ByteScanner(data)
        while scanner.remaining > 0 {
            guard let field = scanner.sized(), let equals = field.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            fields[String(decoding: field[..<equals], as: UTF8.self)] = String(
                decoding: field[(equals + 1)...], as: UTF8.self)
        }
        self.id = id
        self.topic = topic
        header = fields
        encodedHeader = Array(data)
    }

    /// The message type, `std_msgs/String`; empty when the header does not say.
    public var type: String { header["type"] ?? "" }
    /// The type's fingerprint.
    public var md5: String { header["md5sum"] ?? "" }
    /// The full definition.
    public var definition: String { header["message_definition"] ?? "" }
    /// The publishing node.
    public var callerID: String? { header["callerid"] }
    /// Whether the publisher keeps its last message for those who come later.
    public var isLatching: Bool { header["latching"] == "1" }

    /// Whether messages of both are the same to a reader: all but the number.
    func isSame(as other: BagConnection) -> Bool { topic == other.topic && encodedHeader == other.encodedHeader }
}
