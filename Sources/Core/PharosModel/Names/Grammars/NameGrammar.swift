// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// How the names of one scheme look: which kinds of thing they name, and what their parts mean.
///
/// A grammar is a value without state. It starts no process, opens no file and asks no name server, so a name's meaning
/// depends on its text alone (and, for `res`, on the table given). Every grammar reads the strict spelling; spellings
/// of older days are rewritten by ``modernSpelling(of:as:)`` first.
public protocol NameGrammar: Sendable {
    /// The schemes with this grammar, lower case; the first is the one that canonical names have.
    var schemes: [String] { get }
    /// Whether names that differ in case name different things.
    var isCaseSensitive: Bool { get }
    /// What can be named, except configurations: attributes have those.
    var kinds: [ElementKind] { get }

    /// Whether `host:10000/path`, without scheme and slashes, is an old spelling when the scheme is the default one.
    var hasBareHosts: Bool { get }

    /// Checks without building anything: the fast way to a verdict.
    func check(_ name: SplitName, as kind: ElementKind, in context: inout NameContext) throws(NameError)

    /// The parts of a name that is written strictly.
    func parse(_ name: SplitName, as kind: ElementKind, in context: inout NameContext) throws(NameError) -> ParsedName

    /// The strict spelling of an old-style or loosely written name; `nil`: the name is not such a one.
    func modernSpelling(of name: SplitName, as kind: ElementKind) -> String?
}

extension NameGrammar {
    /// Builds and throws away; grammars on hot paths do better.
    public func check(_ name: SplitName, as kind: ElementKind, in context: inout NameContext) throws(NameError) {
        _ = try parse(name, as: kind, in: &context)
    }

    /// A name begins with its scheme.
    public var hasBareHosts: Bool { false }

    /// No old spellings.
    public func modernSpelling(of name: SplitName, as kind: ElementKind) -> String? { nil }

    /// The error for a kind that the scheme does not have.
    func noSuchKind(_ kind: ElementKind) -> NameError {
        NameError(
            position: 0, expected: "one of the kinds that '\(schemes.first ?? "")' has",
            found: kind.rawValue, hint: "it has \(kinds.map(\.rawValue).joined(separator: ", "))")
    }
}
