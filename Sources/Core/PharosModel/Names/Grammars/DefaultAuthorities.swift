// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The authority that a name means when it names none, by scheme.
public struct DefaultAuthorities: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    private var authorities: [String: String]

    /// From a list, `["tango": "dbhost:10000"]`.
    public init(dictionaryLiteral elements: (String, String)...) {
        authorities = Dictionary(elements) { $1 }
    }

    /// From the variables that each system has for it: `TANGO_HOST`, `ROS_MASTER_URI`, `ROS_DOMAIN_ID`.
    ///
    /// What is not set or makes no sense leaves the default open, but for ROS, whose default is known
    /// (`localhost:11311`, domain 0).
    public init(environment: [String: String]) {
        authorities = ["ros": "localhost:11311", "ros2": "0", "eval": "localhost"]
        if let host = environment["TANGO_HOST"], !host.isEmpty {
            authorities["tango"] = host
            authorities["tango-nodb"] = host
        }
        if let uri = environment["ROS_MASTER_URI"], let name = try? ResourceName(uri), name.scheme == "http",
            let authority = name.authority, !authority.isEmpty
        {
            authorities["ros"] = NameAuthority.withPort(authority, 11311)
        }
        if let domain = environment["ROS_DOMAIN_ID"], Int(domain) != nil { authorities["ros2"] = domain }
    }

    /// The authority of a scheme's names; `nil`: it is not known.
    public subscript(scheme: String) -> String? {
        get { authorities[scheme] }
        set { authorities[scheme] = newValue }
    }
}
