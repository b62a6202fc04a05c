// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// How far a value can be trusted; the numbers are Tango's `AttrQuality`.
public enum Quality: UInt8, Sendable, Hashable, CaseIterable {
    /// The value is good.
    case valid = 0
    /// There is no usable value.
    case invalid = 1
    /// Beyond an alarm limit.
    case alarm = 2
    /// On its way to another value.
    case changing = 3
    /// Beyond a warning limit.
    case warning = 4
}
