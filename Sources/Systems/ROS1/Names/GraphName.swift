// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The rules of ROS graph names (http://wiki.ros.org/Names).
public enum GraphName {
    /// Whether a text is a legal name: `^[~/A-Za-z][\w/]*$`.
    public static func isLegal(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 4096 else { return false }
        let isLetter = (first | 0x20) >= 0x61 && (first | 0x20) <= 0x7a
        guard isLetter || first == UInt8(ascii: "/") || first == UInt8(ascii: "~") else { return false }
        return name.utf8.dropFirst().allSatisfy { byte in
            ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) || (byte >= 0x30 && byte <= 0x39)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "/")
        }
    }

    /// The same name without doubled and trailing slashes.
    public static func canonical(_ name: String) -> String {
        let parts = name.split(separator: "/").joined(separator: "/")
        return name.hasPrefix("/") ? "/" + parts : parts
    }

    /// The global name that `name` means to a node: `~a` is private to the node, `a` relative to its namespace.
    /// - Throws: ``ROS1Error`` with `invalidName`.
    public static func resolve(_ name: String, node: String) throws(ROS1Error) -> String {
        guard name.isEmpty || isLegal(name) else {
            throw ROS1Error(
                .invalidName,
                "'\(name.prefix(100))' is no ROS name: a letter, '/' or '~' and then letters, "
                    + "digits, '_' and '/' are expected")
        }
        if name.hasPrefix("/") { return canonical(name) }
        if name.hasPrefix("~") { return canonical("\(node)/\(name.dropFirst())") }
        return canonical("\(namespace(of: node))/\(name)")
    }

    /// The namespace that a global name is in: `/a` of `/a/b`.
    public static func namespace(of name: String) -> String {
        guard let slash = name.lastIndex(of: "/"), slash > name.startIndex else { return "/" }
        return String(name[..<slash])
    }

    /// Whether one of two global names lies below the other.
    static func isRelated(_ one: String, _ other: String) -> Bool {
        func below(_ name: String, _ parent: String) -> Bool { parent == "/" || name.hasPrefix(parent + "/") }
        return below(one, other) || below(other, one)
    }

    /// `base_<process>_<milliseconds>`, a name that no other node has.
    public static func anonymous(_ base: String, process: Int32, milliseconds: Int64) -> String {
        "\(base)_\(process)_\(milliseconds)"
    }
}
