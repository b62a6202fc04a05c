// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSMessages

/// What a buffer knows of a frame.
public struct FrameDescription: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// The frame it lies in; `nil` for roots.
    public var parent: String?
    /// Whether it never moves.
    public var isStatic: Bool
    /// The node that told of it last.
    public var authority: String
    /// The oldest time that is known.
    public var oldest: ROSTime?
    /// The newest time that is known.
    public var newest: ROSTime?
    /// How many times are known.
    public var count: Int

    /// Transforms a second, on the average over what is known; `nil` where that says nothing.
    public var rate: Double? {
        guard !isStatic, count > 1, let oldest, let newest, newest.nanoseconds > oldest.nanoseconds else { return nil }
        return Double(count - 1) / (Double(newest.nanoseconds - oldest.nanoseconds) / 1e9)
    }
}
