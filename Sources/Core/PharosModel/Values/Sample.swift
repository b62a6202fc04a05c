// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// One value of a resource as it came from its system: bytes, type, time, quality and its place in the sequence.
///
/// Nothing is decoded until somebody asks: `sample.pose.position.x` reads one field, ``Sample/decode(_:)`` a whole
/// `Decodable` value, ``Sample/value()`` everything, ``Sample/json(pretty:)`` the rosbridge mapping.
@dynamicMemberLookup
public struct Sample: Sendable {
    /// A hole before this sample.
    public struct Gap: Sendable {
        /// Samples that the subscription's queue dropped because the reader was slow.
        public var dropped: UInt64
        /// Why the stream was interrupted, when the node died or the connection broke; what came meanwhile is lost.
        public var interruption: PharosError?

        /// Creates a gap.
        public init(dropped: UInt64, interruption: PharosError? = nil) {
            self.dropped = dropped
            self.interruption = interruption
        }
    }

    /// The bytes and their type.
    public var payload: Payload
    /// When the source made it.
    public var timestamp: Timestamp
    /// How far it can be trusted.
    public var quality: Quality
    /// Whether the node asked for it, again and again, because its system has no events.
    public var isPolled: Bool
    /// Counts the resource's samples within one life of its node, from 1; 0 for what was read or called.
    public var sequence: UInt64
    /// What few samples have, apart: most are copied without it.
    private var rare: Rare?

    /// The unit of the value as its system writes it; `nil`: none.
    public var unit: String? {
        get { rare?.unit }
        set { setRare(unit: newValue, setpoint: setpoint, gap: gap) }
    }

    /// What was set last, where the system tells it together with the value (Tango's set point, TEP14's `wvalue`).
    public var setpoint: Payload? {
        get { rare?.setpoint }
        set { setRare(unit: unit, setpoint: newValue, gap: gap) }
    }

    /// The hole before this sample, if there is one.
    public var gap: Gap? {
        get { rare?.gap }
        set { setRare(unit: unit, setpoint: setpoint, gap: newValue) }
    }

    /// Creates a sample.
    public init(
        _ payload: Payload, timestamp: Timestamp = .now, quality: Quality = .valid, sequence: UInt64 = 0,
        gap: Gap? = nil, unit: String? = nil, setpoint: Payload? = nil, isPolled: Bool = false
    ) {
        self.payload = payload
        self.timestamp = timestamp
        self.quality = quality
        self.sequence = sequence
        self.isPolled = isPolled
        setRare(unit: unit, setpoint: setpoint, gap: gap)
    }

    private mutating func setRare(unit: String?, setpoint: Payload?, gap: Gap?) {
        let isPlain = unit == nil && setpoint == nil && gap == nil
        rare = isPlain ? nil : Rare(unit: unit, setpoint: setpoint, gap: gap)
    }

    private final class Rare: Sendable {
        let unit: String?
        let setpoint: Payload?
        let gap: Gap?

        init(unit: String?, setpoint: Payload?, gap: Gap?) {
            self.unit = unit
            self.setpoint = setpoint
            self.gap = gap
        }
    }
}
