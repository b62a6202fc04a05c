// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What one node process is for: one scheme, one authority, one exposure profile.
package struct NodeKey: Sendable, Hashable, CustomStringConvertible {
    package var scheme: String
    /// The authority as the scheme canonically writes it, `localhost:11311`; empty where the scheme needs none.
    package var authority: String
    /// The exposure profile; empty for the ordinary one.
    package var profile: String

    package init(scheme: String, authority: String, profile: String = "") {
        self.scheme = scheme
        self.authority = authority
        self.profile = profile
    }

    package var description: String {
        "\(scheme):\(authority.isEmpty ? "" : "//" + authority)\(profile.isEmpty ? "" : " (\(profile))")"
    }

    /// The stem of the node's files, short enough for a socket path whatever the authority: the scheme and 16 hex
    /// digits of an FNV-1a hash.
    package var stem: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(scheme)\u{0}\(authority)\u{0}\(profile)".utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return "\(scheme.prefix(16))-\(String(repeating: "0", count: 16 - digits.count))\(digits)"
    }
}
