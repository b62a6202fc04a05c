// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What the names of ROS 1 and ROS 2 have in common: `scheme:[//authority]/graph/name[?role][#property]`.
struct GraphNames: Sendable {
    /// Which rules the graph names follow.
    enum Dialect: Sendable {
        /// roscpp's `ros::names::validate`: letters, digits and `_`.
        case ros1
        /// `rmw_validate_full_topic_name`: no digit first in a token, no `__`, at most 247 bytes.
        case ros2
    }

    let dialect: Dialect
    /// The words that a query may be, with the one that canonical names have.
    let roles: [String: String]

    /// Where things stand; throws when the name is none of `kind`.
    func check(_ name: SplitName, _ kind: ElementKind) throws(NameError) {
        try checkAuthority(name)
        let path = name.path
        let role = name.text(name.query)
        if let query = name.query, role.flatMap({ roles[$0] }) == nil {
            throw NameError(
                position: query.lowerBound, expected: "one of \(roles.keys.sorted().joined(separator: ", "))",
                found: "'\(role?.prefix(40) ?? "")'")
        }
        switch kind {
        case .authority:
            try name.requireNoQuery()
            try name.requireNoFragment()
            guard path.isEmpty || path.count == 1 && name.bytes[path.lowerBound] == NameBytes.slash else {
                throw NameBytes.unexpected(name.bytes, at: path.lowerBound, expected: "the end of an authority's name")
            }
        case .device:
            try name.requireNoFragment()
            try checkPath(name)
            guard role == "node" else {
                throw NameError(
                    position: path.upperBound, expected: "'?node'", found: name.query == nil ? "nothing" : "'?'",
                    hint: "nodes are written as \(name.scheme):/name?node")
            }
        case .attribute, .configuration:
            guard role != "node" else {
                throw NameError(position: path.upperBound, expected: "no node", found: "'?node'")
            }
            if role.flatMap({ roles[$0] }) == "param", path.count == 1,
                name.bytes[path.lowerBound] == NameBytes.slash
            {
                return
            }
            try checkPath(name)
        }
    }

    private func checkAuthority(_ name: SplitName) throws(NameError) {
        guard let authority = name.authority else { return }
        switch dialect {
        case .ros1:
            _ = try NameAuthority.host(name.bytes, authority, port: .optional)
        case .ros2:
            var domain = 0
            for index in authority {
                guard NameBytes.isDigit(name.bytes[index]), authority.count <= 3 else {
                    throw NameBytes.unexpected(name.bytes, at: index, expected: "a domain from 0 to 232")
                }
                domain = domain * 10 + Int(name.bytes[index] - 0x30)
            }
            guard !authority.isEmpty, domain <= 232 else {
                throw NameBytes.unexpected(name.bytes, at: authority.lowerBound, expected: "a domain from 0 to 232")
            }
        }
    }

    private func checkPath(_ name: SplitName) throws(NameError) {
        let path = name.path
        guard !path.isEmpty, name.bytes[path.lowerBound] == NameBytes.slash else {
            throw NameBytes.unexpected(
                name.bytes, at: path.lowerBound, expected: "'/'",
                hint: "relative and private names belong to a node; write the resolved one, \(name.scheme):/chatter")
        }
        if dialect == .ros2, path.count > 247 {
            throw NameBytes.unexpected(name.bytes, at: path.lowerBound + 247, expected: "at most 247 bytes")
        }
        var previous = NameBytes.slash
        for index in path.dropFirst() {
            let byte = name.bytes[index]
            guard NameBytes.isWord(byte) || (byte == NameBytes.slash && previous != NameBytes.slash) else {
                throw NameBytes.unexpected(name.bytes, at: index, expected: "a letter, a digit, '_' or one '/'")
            }
            if dialect == .ros2 {
                if previous == NameBytes.slash, NameBytes.isDigit(byte) {
                    throw NameBytes.unexpected(name.bytes, at: index, expected: "a letter or '_' first in a token")
                }
                if previous == NameBytes.underscore, byte == NameBytes.underscore {
                    throw NameBytes.unexpected(name.bytes, at: index, expected: "no second '_'")
                }
            }
            previous = byte
        }
        guard previous != NameBytes.slash else {
            throw NameBytes.unexpected(
                name.bytes, at: path.upperBound, end: path.upperBound, expected: "a name behind the last '/'")
        }
    }

    /// The same name absolute and without doubled slashes, as roscpp's `clean` makes it; `nil` when it is already, or
    /// when it is private (`~x`): that depends on the node.
    func modernSpelling(of name: SplitName) -> String? {
        let path = name.bytes[name.path]
        guard let first = path.first, first != UInt8(ascii: "~"), path.count > 1 || first != NameBytes.slash else {
            return nil
        }
        let parts = path.split(separator: NameBytes.slash)
        // One slash before each part is what a clean path has.
        guard !parts.isEmpty, path.count != parts.reduce(parts.count, { $0 + $1.count }) || first != NameBytes.slash
        else { return nil }
        let clean = "/" + parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
        let authority = name.text(name.authority).map { "//\($0)" } ?? ""
        let query = name.text(name.query).map { "?\($0)" } ?? ""
        return "\(name.scheme):\(authority)\(clean)\(query)\(name.text(name.fragment).map { "#\($0)" } ?? "")"
    }

    /// The parts of a name that was checked.
    func parsed(_ name: SplitName, _ kind: ElementKind, authority: String?, default known: String?) -> ParsedName {
        let path = kind == .authority ? "" : name.text(name.path.dropFirst())
        let names = HierarchicalNames(
            scheme: name.scheme, authority: authority, path: path, defaultAuthority: known, prefix: "/")
        let role = name.text(name.query).flatMap { roles[$0] }
        let suffix = role.map { "?\($0)" } ?? ""
        let isRoot = kind != .authority && path.isEmpty && !names.full.hasSuffix("/")
        var parsed = ParsedName(
            kind, name, full: names.full + (isRoot ? "/" : "") + suffix, normal: names.normal + suffix,
            simple: kind == .authority ? authority ?? known ?? "" : "/" + path)
        parsed.modern.query = role
        parsed.parts["role"] = role
        if kind == .device { parsed.deviceName = "/" + path }
        if kind == .attribute { parsed.attributeName = "/" + path }
        return parsed
    }
}
