// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages

/// Measures the connections of a node's subscriptions and publishes that on /statistics. Confined to the node's event
/// loop.
final class SubscriptionStatistics {
    private struct Measured {
        /// Kept, for its address is the key.
        let connection: PublisherConnection
        let hasHeader: Bool
        var window: StatisticsWindow
    }

    private let publisher: Publisher
    private let limits: StatisticsWindow.Limits
    private let encoder = MessageEncoder(now: { ROSTime(secs: 0, nsecs: 0) })
    private var connections: [ObjectIdentifier: Measured] = [:]

    init(publisher: Publisher, limits: StatisticsWindow.Limits) {
        self.publisher = publisher
        self.limits = limits
    }

    /// A message came to a subscription.
    func arrived(_ message: IncomingMessage, topic: String, node: Node) {
        // The clock is not measured with itself, and what is measured not again.
        guard topic != "/clock", topic != "/statistics" else { return }
        let connection = message.connection
        let now = node.now
        let key = ObjectIdentifier(connection)
        var measured =
            connections[key]
            ?? Measured(
                connection: connection, hasHeader: SubscriptionStatistics.hasHeader(connection),
                window: StatisticsWindow(limits: limits, now: now))
        let header = measured.hasHeader ? SubscriptionStatistics.header(message.bytes) : nil
        let due = measured.window.arrived(bytes: message.bytes.readableBytes + 4, header: header, now: now)
        connections[key] = measured
        guard var due else { return }
        (due.topic, due.publisher, due.subscriber) = (topic, connection.node, node.name)
        guard let bytes = try? encoder.bytes(due.message, as: publisher.schema) else { return }
        publisher.publish(bytes)
    }

    /// A connection was closed.
    func forget(_ connection: PublisherConnection) { connections[ObjectIdentifier(connection)] = nil }

    private static func hasHeader(_ connection: PublisherConnection) -> Bool {
        guard let name = try? MessageName(connection.type),
            let schema = try? MessageSchema.parse(name: name, fullDefinition: connection.definition),
            case .message(let first)? = schema.fields.first?.type
        else { return false }
        return first.name.description == "std_msgs/Header"
    }

    private static func header(_ bytes: ByteBuffer) -> (number: UInt32, stamp: Int64)? {
        guard
            let (number, secs, nsecs) = bytes.getMultipleIntegers(
                at: bytes.readerIndex, endianness: .little, as: (UInt32, UInt32, UInt32).self)
        else { return nil }
        return (number, ROSTime(secs: secs, nsecs: nsecs).nanoseconds)
    }
}

extension Node {
    /// Looks at /enable_statistics once, as nodes do when they start, and begins to measure when it is set.
    func startStatistics() async throws {
        guard try await parameter("/enable_statistics").bool == true else { return }
        func number(_ name: String) async -> Double? { try? await parameter("/statistics_window_\(name)").double }
        var limits = StatisticsWindow.Limits()
        if let count = await number("min_elements") {
            limits.minimumCount = Int(clamping: Int64(max(0, min(1e9, count))))
        }
        if let count = await number("max_elements") {
            limits.maximumCount = Int(clamping: Int64(max(0, min(1e9, count))))
        }
        limits.minimumSeconds = await number("min_size") ?? limits.minimumSeconds
        limits.maximumSeconds = await number("max_size") ?? limits.maximumSeconds
        let publisher = try await advertise("/statistics", as: try TopicStatistics.schema(), queueLimit: 10)
        let decided = limits
        try await onLoop { self.statistics = SubscriptionStatistics(publisher: publisher, limits: decided) }
    }
}
