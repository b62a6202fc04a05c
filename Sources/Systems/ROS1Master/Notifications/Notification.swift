// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import XMLRPC

/// Something a node has to be told.
struct Notification: Sendable, Equatable {
    /// Where the node's slave API is.
    var uri: String
    /// The slave method.
    var method: String
    /// What is passed.
    var parameters: [XMLRPCValue]
    /// A newer notification with the same key makes an older one that still waits superfluous.
    var key: String

    static func publisherUpdate(_ uri: String, topic: String, publishers: [String]) -> Notification {
        Notification(
            uri: uri, method: "publisherUpdate",
            parameters: ["/master", .string(topic), .array(publishers.map { .string($0) })],
            key: "publisherUpdate \(topic)")
    }

    static func parameterUpdate(_ uri: String, key: String, value: XMLRPCValue) -> Notification {
        Notification(
            uri: uri, method: "paramUpdate", parameters: ["/master", .string(key), value], key: "paramUpdate \(key)")
    }

    static func shutdown(_ uri: String, node: String) -> Notification {
        Notification(
            uri: uri, method: "shutdown",
            parameters: ["/master", .string("[\(node)] Reason: new node registered with same name")],
            key: "shutdown \(node)")
    }
}
