// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The name of a message or service type: `std_msgs/String`.
public struct MessageName: Sendable, Hashable, CustomStringConvertible {
    /// The package, `std_msgs`; empty for a type named without one.
    public var package: String
    /// The type within the package, `String`.
    public var name: String

    /// A name from its parts.
    public init(package: String, name: String) {
        self.package = package
        self.name = name
    }

    /// A name from `package/Type` or `package/msg/Type`.
    /// - Throws: ``MessageError`` with `invalidDefinition` when it is neither.
    public init(_ text: String) throws(MessageError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard text.utf8.count <= 512, parts.count == 2 || (parts.count == 3 && ["msg", "srv", "action"].contains(parts[1])),
            let package = parts.first, let name = parts.last, MessageName.isIdentifier(package),
            MessageName.isIdentifier(name)
        else {
            throw MessageError(.invalidDefinition, "'\(text.prefix(100))' is no type name; package/Type is expected")
        }
        self.init(package: String(package), name: String(name))
    }

    /// `package/Type`.
    public var description: String { package.isEmpty ? name : "\(package)/\(name)" }

    package static func isIdentifier(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: "_") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a }
}
