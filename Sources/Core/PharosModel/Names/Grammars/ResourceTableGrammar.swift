// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The names of `res`: `res:key`, where a table says what the key stands for.
///
/// A name of `res` is what its key stands for, kind by kind. Without a table any key is valid and stands for itself.
public struct ResourceTableGrammar: NameGrammar {
    /// The table's scheme.
    public var schemes: [String] { ["res"] }
    /// Keys differ in case.
    public var isCaseSensitive: Bool { true }
    /// A key may stand for anything.
    public var kinds: [ElementKind] { [.attribute, .device, .authority] }
    private let table: [String: String]?

    /// The grammar with the table given.
    public init(table: [String: String]? = nil) { self.table = table }

    /// The parts of what the key stands for, with `resname`, the key.
    public func parse(
        _ name: SplitName, as kind: ElementKind, in context: inout NameContext
    ) throws(NameError) -> ParsedName {
        try name.requireNoQuery()
        try name.requireNoFragment()
        let path = name.path
        guard name.authority == nil, !path.isEmpty,
            NameBytes.identifierEnd(name.bytes, from: path.lowerBound, to: path.upperBound) == path.upperBound
        else {
            throw NameBytes.unexpected(
                name.bytes, at: NameBytes.identifierEnd(name.bytes, from: name.body, to: path.upperBound),
                expected: "a key: letters, digits and '_'")
        }
        let key = name.text(path)
        guard let table else {
            var parsed = ParsedName(kind, name, full: "res:\(key)", normal: key, simple: key)
            parsed.parts["resname"] = key
            parsed.needsResolution = true
            return parsed
        }
        guard let value = table[key] else {
            throw NameError(position: path.lowerBound, expected: "a key of the table", found: "'\(key)'")
        }
        try context.begin(resolving: "res:\(key)", at: path.lowerBound)
        defer { context.endResolving() }
        var parsed = try context.parseInner(value, as: kind, at: 0)
        parsed.parts["resname"] = key
        return parsed
    }
}
