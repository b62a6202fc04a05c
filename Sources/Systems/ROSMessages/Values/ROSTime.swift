// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A moment as ROS 1 writes it: seconds and nanoseconds since 1970.
public struct ROSTime: Sendable, Hashable, Codable, BitwiseCopyable {
    /// Whole seconds.
    public var secs: UInt32
    /// The rest, below 10⁹.
    public var nsecs: UInt32

    /// A moment from its parts.
    public init(secs: UInt32, nsecs: UInt32) {
        self.secs = secs
        self.nsecs = nsecs
    }

    /// A moment from nanoseconds since 1970; what ROS cannot write becomes the nearest it can.
    public init(nanoseconds: Int64) {
        let clamped = max(0, nanoseconds)
        secs = UInt32(clamping: clamped / 1_000_000_000)
        nsecs = UInt32(clamped % 1_000_000_000)
    }

    /// Nanoseconds since 1970.
    public var nanoseconds: Int64 { Int64(secs) * 1_000_000_000 + Int64(nsecs) }
}

/// A span as ROS 1 writes it: signed seconds and nanoseconds.
public struct ROSDuration: Sendable, Hashable, Codable, BitwiseCopyable {
    /// Whole seconds.
    public var secs: Int32
    /// The rest.
    public var nsecs: Int32

    /// A span from its parts.
    public init(secs: Int32, nsecs: Int32) {
        self.secs = secs
        self.nsecs = nsecs
    }

    /// The span in nanoseconds.
    public var nanoseconds: Int64 { Int64(secs) * 1_000_000_000 + Int64(nsecs) }
}
