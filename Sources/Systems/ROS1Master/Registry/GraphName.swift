// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Graph resource names as the ROS 1 master resolves them.
enum GraphName {
    /// One `/` between the parts, none at the end.
    static func canonical(_ name: String) -> String {
        guard !name.isEmpty, name != "/" else { return name }
        let parts = name.split(separator: "/").joined(separator: "/")
        return name.hasPrefix("/") ? "/" + parts : parts
    }

    /// The name seen from a caller: private below its name, relative below its namespace.
    static func resolve(_ name: String, caller: String) -> String {
        let name = canonical(name)
        if name.isEmpty { return namespace(of: caller) }
        if name.hasPrefix("/") { return name }
        if name.hasPrefix("~") { return canonical(caller + "/" + name.dropFirst()) }
        return namespace(of: caller) + name
    }

    /// `/a/b` is in `/a/`.
    static func namespace(of name: String) -> String {
        let name = canonical(name)
        guard name.hasPrefix("/"), let slash = name.lastIndex(of: "/") else { return "/" }
        return String(name[...slash])
    }

    /// A name below a namespace.
    static func join(_ namespace: String, _ name: String) -> String {
        if name.hasPrefix("/") || name.hasPrefix("~") { return name }
        return namespace.hasSuffix("/") ? namespace + name : namespace + "/" + name
    }
}
