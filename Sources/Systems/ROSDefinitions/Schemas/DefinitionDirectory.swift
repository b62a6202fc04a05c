// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Definitions on disk: `<root>/<package>/msg/Type.msg` and `<root>/<package>/srv/Type.srv`, as installed packages
/// have them below `share`.
public struct DefinitionDirectory: Sendable {
    /// Where to look, in order.
    public var roots: [String]

    /// A source over these `share` directories.
    public init(roots: [String]) { self.roots = roots }

    /// The type of a message with all it needs.
    public func message(_ name: MessageName) throws(MessageError) -> MessageSchema {
        try MessageSchema.resolve(name) { needed throws(MessageError) in try text(needed, folder: "msg") }
    }

    /// The type of a service with all it needs.
    public func service(_ name: MessageName) throws(MessageError) -> ServiceSchema {
        try ServiceSchema(name: name, text: try text(name, folder: "srv")) { needed throws(MessageError) in
            try text(needed, folder: "msg")
        }
    }

    /// The text of `folder`/Type.
    public func text(_ name: MessageName, folder: String) throws(MessageError) -> String {
        for root in roots {
            let path = "\(root)/\(name.package)/\(folder)/\(name.name).\(folder)"
            if let text = DefinitionDirectory.read(path) { return text }
        }
        throw MessageError(
            .unknownType,
            "no definition of \(name): \(name.package)/\(folder)/\(name.name).\(folder) is not below "
                + (roots.isEmpty ? "any directory (none is known)" : roots.joined(separator: ", ")))
    }

    /// The text of one definition file, cut where no definition is longer; `nil` when it cannot be read.
    public static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        while bytes.count <= MessageDefinition.maximumLength {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
