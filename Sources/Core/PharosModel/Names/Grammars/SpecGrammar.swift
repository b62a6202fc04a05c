// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The names of SPEC servers: `spec:[//host:session]/motor/rot[/position]`, `spec://host:session/variable/TEST/value`.
///
/// The session is the server's name or its port. Devices are motors, variables, counters and commands; what stands
/// behind them is an attribute.
public struct SpecGrammar: NameGrammar {
    /// SPEC.
    public var schemes: [String] { ["spec"] }
    /// Mnemonics differ in case.
    public var isCaseSensitive: Bool { true }
    /// Sessions, devices and attributes.
    public var kinds: [ElementKind] { [.attribute, .device, .authority] }

    /// The grammar.
    public init() {}

    private static let types = ["motor", "variable", "counter", "command"]

    /// The parts of a name.
    public func parse(
        _ name: SplitName, as kind: ElementKind, in context: inout NameContext
    ) throws(NameError) -> ParsedName {
        try name.requirePlainFragment()
        let decoded = try name.decoded()
        do {
            return try parseDecoded(decoded, kind, context)
        } catch { throw decoded.located(error) }
    }

    private func parseDecoded(
        _ name: SplitName, _ kind: ElementKind, _ context: NameContext
    ) throws(NameError) -> ParsedName {
        try name.requireNoQuery()
        let authority = try authority(name)
        if kind != .attribute { try name.requireNoFragment() }
        let path = name.path
        if kind == .authority {
            guard let authority, path.isEmpty else {
                throw NameBytes.unexpected(name.bytes, at: path.lowerBound, expected: "'//host:session' and no more")
            }
            return ParsedName(kind, name, full: "spec://\(authority)", normal: "//\(authority)", simple: authority)
        }
        guard !path.isEmpty, name.bytes[path.lowerBound] == NameBytes.slash else {
            throw NameBytes.unexpected(name.bytes, at: path.lowerBound, end: path.upperBound, expected: "'/'")
        }
        let parts = name.bytes[path.dropFirst()].split(separator: NameBytes.slash, omittingEmptySubsequences: false)
        guard parts.count == (kind == .device ? 2 : 3), parts.allSatisfy(isPart) else {
            throw NameBytes.unexpected(
                name.bytes, at: path.upperBound, end: path.upperBound,
                expected: kind == .device ? "/type/name" : "/type/name/attribute")
        }
        let words = parts.map { String(decoding: $0, as: UTF8.self) }
        guard SpecGrammar.types.contains(words[0]) else {
            throw NameError(
                position: path.lowerBound + 1, expected: "one of \(SpecGrammar.types.joined(separator: ", "))",
                found: "'\(words[0].prefix(40))'")
        }
        let local = words.joined(separator: "/")
        let names = HierarchicalNames(
            scheme: name.scheme, authority: authority, path: local,
            defaultAuthority: context.defaultAuthority(name.scheme), prefix: "/")
        var parsed = ParsedName(
            kind, name, full: names.full, normal: names.normal, simple: kind == .device ? words[1] : words[2])
        parsed.deviceName = words[0] + "/" + words[1]
        if kind == .attribute { parsed.attributeName = local }
        parsed.parts["type"] = words[0]
        parsed.parts["mnemonic"] = words[1]
        return parsed
    }

    private func isPart(_ part: ArraySlice<UInt8>) -> Bool {
        !part.isEmpty && !part.contains(NameBytes.blank)
    }

    private func authority(_ name: SplitName) throws(NameError) -> String? {
        guard let authority = name.authority else { return nil }
        guard let colon = name.bytes[authority].lastIndex(of: NameBytes.colon) else {
            throw NameBytes.unexpected(
                name.bytes, at: authority.upperBound, end: authority.upperBound, expected: "':' and a session")
        }
        _ = try NameAuthority.host(name.bytes, authority.lowerBound..<colon, port: .optional)
        let session = colon + 1..<authority.upperBound
        guard !session.isEmpty,
            NameBytes.wordEnd(name.bytes, from: session.lowerBound, to: session.upperBound, hyphens: true)
                == session.upperBound
        else {
            throw NameBytes.unexpected(
                name.bytes, at: session.lowerBound, end: session.upperBound, expected: "a session")
        }
        return name.text(authority)
    }
}
