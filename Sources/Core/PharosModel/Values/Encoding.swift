// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The byte format of a payload: that of its system, never converted on the way.
public struct Encoding: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The number in frames.
    public let rawValue: UInt16

    /// An encoding from its number, also one that this version does not know.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// ROS 1 serialisation as roscpp and rospy write it: little endian, no padding.
    public static let ros1 = Encoding(rawValue: 1)
    /// The ROS 1 rules for values of schemes that have no byte format of their own.
    public static let packed = Encoding(rawValue: 2)
    /// MessagePack: values that describe themselves (parameters, pods).
    public static let messagePack = Encoding(rawValue: 3)
    /// Bytes without a known inside.
    public static let raw = Encoding(rawValue: 4)
    /// OMG CDR as DDS uses it.
    public static let cdr = Encoding(rawValue: 5)
    /// No value, but why there is none: the error, as MessagePack.
    public static let failure = Encoding(rawValue: 6)

    /// The encoding's word.
    public var description: String {
        switch self {
        case .ros1: "ros1"
        case .packed: "packed"
        case .messagePack: "messagePack"
        case .raw: "raw"
        case .cdr: "cdr"
        case .failure: "failure"
        default: "encoding\(rawValue)"
        }
    }
}
