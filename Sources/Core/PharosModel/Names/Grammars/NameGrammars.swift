// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The grammars of all schemes: the built-in ones and those that plug-ins declare.
///
/// Nothing here starts a process, reads a file or asks a name server; the time is linear in the name's length.
public struct NameGrammars: Sendable {
    private var grammars: [String: any NameGrammar] = [:]
    /// The scheme of names that have none; `nil`: such names are refused.
    public var defaultScheme: String?
    /// The authorities of names that have none.
    public var defaultAuthorities: DefaultAuthorities

    /// The schemes that every program has.
    public static let builtIn = NameGrammars()

    /// All built-in grammars.
    ///
    /// - Parameters:
    ///   - defaultScheme: the scheme of names that have none; by default they are refused.
    ///   - defaultAuthorities: the authorities of names that have none; by default they are left open.
    ///   - resources: what the names of `res` stand for; by default it is not known, and any key is valid.
    public init(
        defaultScheme: String? = nil, defaultAuthorities: DefaultAuthorities = [:], resources: [String: String]? = nil
    ) {
        self.defaultScheme = defaultScheme
        self.defaultAuthorities = defaultAuthorities
        let builtIn: [any NameGrammar] = [
            TangoGrammar(), EvalGrammar(), ResourceTableGrammar(table: resources), EPICSGrammar.channelAccess,
            EPICSGrammar.pvAccess, ROSGrammar(), ROS2Grammar(), MQTTGrammar(), PodGrammar(), SpecGrammar(),
            DeclaredGrammar.mock,
        ]
        for grammar in builtIn {
            for scheme in grammar.schemes { grammars[scheme] = grammar }
        }
    }

    /// The schemes that have a grammar, sorted.
    public var schemes: [String] { grammars.keys.sorted() }

    /// The grammar of a scheme.
    public subscript(scheme: String) -> (any NameGrammar)? { grammars[scheme] }

    /// Adds the grammar of a plug-in.
    /// - Throws: ``NameError`` when the scheme is taken or is no scheme of RFC 3986 in lower case.
    public mutating func add(_ grammar: any NameGrammar) throws(NameError) {
        for scheme in grammar.schemes {
            guard grammars[scheme] == nil else {
                throw NameError(position: 0, expected: "a scheme of its own", found: "'\(scheme)', which is taken")
            }
            let bytes = Array(scheme.utf8)
            guard scheme == scheme.lowercased(), NameGrammars.schemeEnd(bytes + [NameBytes.colon]) == bytes.count else {
                throw NameError(
                    position: 0, expected: "a scheme of lower-case letters, digits, '+', '-' and '.'",
                    found: "'\(scheme)'")
            }
        }
        for scheme in grammar.schemes { grammars[scheme] = grammar }
    }

    // MARK: Questions

    /// The scheme of a name, or the default one; `nil` when there is neither. The scheme need not have a grammar.
    public func scheme(of name: String) -> String? {
        let bytes = Array(name.utf8)
        guard let end = NameGrammars.schemeEnd(bytes) else { return defaultScheme }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// Whether a name names one of `kinds`.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - kinds: what it may name; by default anything.
    ///   - strict: whether old and loose spellings are refused.
    public func isValid(
        _ name: String, kinds: [ElementKind] = ElementKind.preferred, strict: Bool = true
    ) -> Bool {
        var context = NameContext(grammars: self, isStrict: strict, isQuiet: true)
        guard let candidate = try? split(Array(name.utf8), in: context) else { return false }
        let isAttributeAsked = kinds.contains(.attribute)
        for kind in kinds where kind != .configuration || !isAttributeAsked {
            if (try? check(candidate, as: kind, in: &context)) != nil { return true }
        }
        return false
    }

    /// What a name can name, the preferred kind first: attribute, device, authority, configuration. Empty when it is
    /// not valid or its scheme is not known.
    public func kinds(of name: String, strict: Bool = true) -> [ElementKind] {
        var context = NameContext(grammars: self, isStrict: strict, isQuiet: true)
        guard let candidate = try? split(Array(name.utf8), in: context) else { return [] }
        return ElementKind.preferred.filter { (try? check(candidate, as: $0, in: &context)) != nil }
    }

    /// Understands a name.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - kind: what it has to name; `nil`: the first kind that it can.
    ///   - strict: whether old and loose spellings are refused; when accepted, ``ParsedName/deprecation`` tells.
    /// - Throws: ``NameError`` with the place, what was expected there and what helps.
    public func parse(
        _ name: String, as kind: ElementKind? = nil, strict: Bool = true
    ) throws(NameError) -> ParsedName {
        var context = NameContext(grammars: self, isStrict: strict)
        guard kind == nil else { return try parse(name, as: kind ?? .attribute, in: &context) }
        var furthest: NameError?
        for kind in ElementKind.preferred.dropLast() {
            do {
                return try parse(name, as: kind, in: &context)
            } catch {
                if error.position > furthest?.position ?? -1 { furthest = error }
            }
        }
        throw furthest ?? NameError(position: 0, expected: "a name", found: "'\(name.prefix(100))'")
    }
}
