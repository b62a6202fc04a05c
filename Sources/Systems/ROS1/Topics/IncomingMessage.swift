// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
import ROSMessages

/// A message as it came: its bytes and where it came from.
public struct IncomingMessage: Sendable {
    /// The serialised message, without its length; a slice of what was received.
    public var bytes: ByteBuffer
    /// The connection it came by.
    public var connection: PublisherConnection
}

/// What a publisher said of itself when the connection was made.
public final class PublisherConnection: Sendable {
    /// The publisher's node name.
    public let node: String
    /// The message type.
    public let type: String
    /// The type's fingerprint.
    public let md5: String
    /// The full definition text.
    public let definition: String
    /// Whether what comes first may have been published long ago.
    public let isLatching: Bool

    init(_ header: ConnectionHeader) {
        node = header["callerid"] ?? ""
        type = header["type"] ?? "*"
        md5 = header["md5sum"] ?? "*"
        definition = header["message_definition"] ?? ""
        isLatching = header["latching"] == "1"
    }
}
