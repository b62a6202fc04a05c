// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSMessages
import StandardMessages

/// How messages came from one publisher to one subscriber for a while (rosgraph_msgs/TopicStatistics,
/// http://wiki.ros.org/Topics#Topic_statistics).
public struct TopicStatistics: Sendable, Hashable {
    /// Mean, standard deviation and maximum of spans; zero where nothing could be measured.
    public struct Spread: Sendable, Hashable {
        /// Nanoseconds on the average.
        public var mean: Int64 = 0
        /// Nanoseconds from it, typically.
        public var deviation: Int64 = 0
        /// Nanoseconds at most.
        public var maximum: Int64 = 0
    }

    /// The topic.
    public var topic: String
    /// The publisher's node.
    public var publisher: String
    /// The subscriber's node, which measured.
    public var subscriber: String
    /// From when.
    public var start: ROSTime
    /// Until when.
    public var end: ROSTime
    /// Messages that came.
    public var delivered: Int32
    /// Messages that the numbers in their headers show to be missing.
    public var dropped: Int32
    /// Bytes that came.
    public var traffic: Int32
    /// From one message to the next.
    public var period: Spread
    /// From the stamp in a message's header to its arrival.
    public var age: Spread

    static func schema() throws(MessageError) -> MessageSchema {
        try MessageSchema.resolve(MessageName(package: "rosgraph_msgs", name: "TopicStatistics")) {
            name throws(MessageError) in try StandardDefinitions.text(of: name)
        }
    }

    var message: Value {
        [
            "topic": .string(topic), "node_pub": .string(publisher), "node_sub": .string(subscriber),
            "window_start": .time(start), "window_stop": .time(end), "delivered_msgs": Value(delivered),
            "dropped_msgs": Value(dropped), "traffic": Value(traffic), "period_mean": Self.span(period.mean),
            "period_stddev": Self.span(period.deviation), "period_max": Self.span(period.maximum),
            "stamp_age_mean": Self.span(age.mean), "stamp_age_stddev": Self.span(age.deviation),
            "stamp_age_max": Self.span(age.maximum),
        ]
    }

    private static func span(_ nanoseconds: Int64) -> Value {
        // Nanoseconds are not negative in a duration, seconds may be.
        let (secs, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return .duration(
            rest < 0
                ? ROSDuration(secs: Int32(clamping: secs - 1), nsecs: Int32(rest + 1_000_000_000))
                : ROSDuration(secs: Int32(clamping: secs), nsecs: Int32(rest)))
    }

    init(_ message: Value) {
        func time(_ value: Value) -> ROSTime {
            if case .time(let time) = value { time } else { ROSTime(secs: 0, nsecs: 0) }
        }
        func span(_ value: Value) -> Int64 { if case .duration(let span) = value { span.nanoseconds } else { 0 } }
        func number(_ value: Value) -> Int32 { Int32(clamping: value.int ?? 0) }
        topic = message.topic.string ?? ""
        publisher = message.node_pub.string ?? ""
        subscriber = message.node_sub.string ?? ""
        start = time(message.window_start)
        end = time(message.window_stop)
        delivered = number(message.delivered_msgs)
        dropped = number(message.dropped_msgs)
        traffic = number(message.traffic)
        period = Spread(
            mean: span(message.period_mean), deviation: span(message.period_stddev), maximum: span(message.period_max))
        age = Spread(
            mean: span(message.stamp_age_mean), deviation: span(message.stamp_age_stddev),
            maximum: span(message.stamp_age_max))
    }

    init(
        topic: String, publisher: String, subscriber: String, start: ROSTime, end: ROSTime, delivered: Int32,
        dropped: Int32, traffic: Int32, period: Spread, age: Spread
    ) {
        self.topic = topic
        self.publisher = publisher
        self.subscriber = subscriber
        self.start = start
        self.end = end
        self.delivered = delivered
        self.dropped = dropped
        self.traffic = traffic
        self.period = period
        self.age = age
    }
}

extension Node {
    /// What subscribers say of their connections on /statistics, if /enable_statistics was set when they started.
    ///
    /// - Parameter listener: called on the node's event loop for each; it must not block.
    public func subscribeStatistics(
        _ listener: @escaping @Sendable (TopicStatistics) -> Void
    ) async throws -> TopicSubscription {
        let schema = try TopicStatistics.schema()
        return try await subscribe("/statistics", as: schema) { message in
            guard let value = try? MessageDecoder.value(message.bytes, as: schema) else { return }
            listener(TopicStatistics(value))
        }
    }
}
