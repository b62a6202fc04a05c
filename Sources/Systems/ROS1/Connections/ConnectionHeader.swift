// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// The first frame in each direction of a TCPROS connection: `key=value` fields (http://wiki.ros.org/ROS/TCPROS).
public struct ConnectionHeader: Sendable, Hashable {
    /// The fields; unknown ones are kept.
    public var fields: [String: String]

    /// The largest header that is read: 4 MiB, for definitions are in it.
    public static let maximumLength = 4 << 20

    /// A header from its fields.
    public init(_ fields: [String: String]) { self.fields = fields }

    /// The field of that name.
    public subscript(name: String) -> String? {
        get { fields[name] }
        set { fields[name] = newValue }
    }

    /// Reads the fields of a frame whose outer length was cut off.
    /// - Throws: ``ROS1Error`` with `malformed`.
    public init(reading frame: ByteBuffer) throws(ROS1Error) {
        var frame = frame
        fields = [:]
        while frame.readableBytes > 0 {
            guard let length: UInt32 = frame.readInteger(endianness: .little),
                let field = frame.readString(length: Int(length))
            else {
                throw ROS1Error(.malformed, "a field of a connection header is longer than the header")
            }
            guard let equals = field.utf8.firstIndex(of: UInt8(ascii: "=")) else {
                throw ROS1Error(.malformed, "a field of a connection header is 'key=value', '\(field.prefix(60))' came")
            }
            // The first '=' divides: definitions and values may hold more of them.
            fields[String(field[..<equals])] = String(field[field.utf8.index(after: equals)...])
        }
    }

    /// The whole frame, outer length included.
    public func serialized() -> ByteBuffer {
        var body = ByteBuffer()
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            let field = "\(name)=\(value)"
            body.writeInteger(UInt32(clamping: field.utf8.count), endianness: .little)
            body.writeString(field)
        }
        var frame = ByteBuffer()
        frame.writeInteger(UInt32(clamping: body.readableBytes), endianness: .little)
        frame.writeBuffer(&body)
        return frame
    }

    /// The header that refuses a connection.
    static func refusal(_ text: String) -> ByteBuffer { ConnectionHeader(["error": text]).serialized() }
}
