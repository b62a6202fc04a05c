// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSDefinitions

/// How names of ROS are written in Swift: packages become namespaces (`sensor_msgs` → `SensorMsgs`), types and fields
/// keep their names, so that documentation, JSON and code agree.
package enum SwiftNames {
    /// The namespace of a package: `sensor_msgs` → `SensorMsgs`.
    package static func namespace(_ package: String) -> String {
        let joined = package.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        return escaped(type: joined)
    }

    /// A type's name within its namespace.
    package static func type(_ name: String) -> String { escaped(type: name) }

    /// A type as any place in generated code can write it: `StdMsgs.Header`.
    static func reference(_ name: MessageName) -> String { "\(namespace(name.package)).\(type(name.name))" }

    /// A property's name; a keyword stands in backticks, a name that generated code needs itself gets a `_`.
    package static func member(_ name: String) -> String {
        if taken.contains(name) { return name + "_" }
        return keywords.contains(name) ? "`\(name)`" : name
    }

    /// A constant's name: static, beside the type's own.
    package static func constant(_ name: String) -> String {
        takenStatics.contains(name) ? name + "_" : member(name)
    }

    private static func escaped(type: String) -> String {
        if ["Type", "Protocol", "Self", "Any", "Swift", "ROSMessages"].contains(type) { return type + "_" }
        return keywords.contains(type) ? "`\(type)`" : type
    }

    /// What backticks do not help, and what the protocols ask for.
    private static let taken: Set<String> = ["self", "init", "Type", "Protocol", "Self", "hashValue", "encodedSize"]
    private static let takenStatics: Set<String> = [
        "type", "md5", "definition", "minimumSize", "name", "messages", "services",
    ]

    private static let keywords: Set<String> = [
        "Any", "actor", "as", "associatedtype", "async", "await", "break", "case", "catch", "class", "continue",
        "default", "defer", "deinit", "do", "dynamic", "each", "else", "enum", "extension", "fallthrough", "false",
        "fileprivate", "for", "func", "guard", "if", "import", "in", "infix", "inout", "internal", "is", "lazy", "let",
        "macro", "mutating", "nil", "nonisolated", "open", "operator", "postfix", "precedencegroup", "prefix",
        "private", "protocol", "public", "repeat", "rethrows", "return", "some", "static", "struct", "subscript",
        "super", "switch", "throw", "throws", "true", "try", "typealias", "unowned", "var", "weak", "where", "while",
    ]
}
