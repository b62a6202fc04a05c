// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The full and the normal name of `scheme://authority/path`.
struct HierarchicalNames {
    /// With scheme and authority.
    let full: String
    /// Without scheme, and without the authority when it is the default one.
    let normal: String

    /// - Parameters:
    ///   - path: without its first slash.
    ///   - prefix: what stands before the path in the normal name: `/` where paths are absolute.
    init(scheme: String, authority: String?, path: String, defaultAuthority: String?, prefix: String = "") {
        let behind = path.isEmpty ? "" : "/" + path
        if let known = authority ?? defaultAuthority {
            full = "\(scheme)://\(known)\(behind)"
        } else {
            full = "\(scheme):\(prefix)\(path)"
        }
        if let authority, path.isEmpty || authority != defaultAuthority {
            normal = "//\(authority)\(behind)"
        } else {
            normal = prefix + path
        }
    }
}
