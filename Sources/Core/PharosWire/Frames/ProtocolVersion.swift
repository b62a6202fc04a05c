// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The versions of the client–node protocol.
package enum ProtocolVersion {
    /// What a client sends before its first frame: anything else is not our protocol.
    package static let preface: [UInt8] = Array("PHR1".utf8)
    /// The oldest version that this library speaks.
    package static let lowest: UInt32 = 1
    /// The newest version that this library speaks.
    package static let highest: UInt32 = 1

    /// The version to speak with a peer that speaks `lowest ... highest`, the newest both know.
    package static func common(lowest: UInt32, highest: UInt32) -> UInt32? {
        let candidate = min(highest, ProtocolVersion.highest)
        return candidate >= max(lowest, ProtocolVersion.lowest) ? candidate : nil
    }
}
