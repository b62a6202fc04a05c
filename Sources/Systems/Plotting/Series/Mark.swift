// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// How far a point can be trusted, from good to bad; drawn as a sign at the point.
public enum Mark: UInt8, Sendable, Hashable, Comparable, CaseIterable {
    /// Good: no sign.
    case valid
    /// Beyond a warning limit.
    case warning
    /// Beyond an alarm limit.
    case alarm
    /// Not to be used: the curve has a hole here, and a cross where the value would be.
    case invalid

    /// Orders from good to bad.
    public static func < (left: Mark, right: Mark) -> Bool { left.rawValue < right.rawValue }

    /// The word in the legend.
    var word: String {
        switch self {
        case .valid: "valid"
        case .warning: "warning"
        case .alarm: "alarm"
        case .invalid: "invalid"
        }
    }
}
