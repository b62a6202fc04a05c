// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A grammar made from what a plug-in says about its names in its manifest: no code of the plug-in is needed.
///
/// Names are `scheme:[//host[:port]]path[?query][#property]`; a path is some parts with slashes between. How many parts
/// it has decides what it names.
public struct DeclaredGrammar: NameGrammar, Codable, Hashable {
    /// What the plug-in says of the authority in its names.
    public enum Authority: String, Sendable, Hashable, Codable {
        /// Every name has to have one.
        case wanted
        /// Names without one mean the default authority.
        case optional
        /// There are no authorities.
        case none
    }

    /// How many parts a path may have.
    public struct Segments: Sendable, Hashable, Codable {
        /// The fewest.
        public var minimum: Int
        /// The most.
        public var maximum: Int

        /// From `minimum` to `maximum` parts.
        public init(_ minimum: Int, _ maximum: Int) {
            self.minimum = minimum
            self.maximum = maximum
        }
    }

    /// The scheme, lower case.
    public var scheme: String
    /// Whether names that differ in case name different things; by default they do.
    public var isCaseSensitive = true
    /// Whether names have authorities; by default they may.
    public var authority = Authority.optional
    /// Whether paths begin with a slash; by default they do.
    public var isAbsolute = true
    /// Whether names may have a query; by default not.
    public var hasQuery = false
    /// The parts in the path of a device; `nil`: there are no devices.
    public var device: Segments?
    /// The parts in the path of an attribute; `nil`: there are no attributes.
    public var attribute: Segments?

    /// A grammar for `scheme` with the defaults above and attributes of any depth.
    public init(scheme: String, attribute: Segments? = Segments(1, 64), device: Segments? = nil) {
        self.scheme = scheme
        self.attribute = attribute
        self.device = device
    }

    private enum CodingKeys: String, CodingKey {
        case scheme, isCaseSensitive, authority, isAbsolute, hasQuery, device, attribute
    }

    /// Reads what a manifest says; only the scheme has to be there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        scheme = try container.decode(String.self, forKey: .scheme)
        isCaseSensitive = try container.decodeIfPresent(Bool.self, forKey: .isCaseSensitive) ?? true
        authority = try container.decodeIfPresent(Authority.self, forKey: .authority) ?? .optional
        isAbsolute = try container.decodeIfPresent(Bool.self, forKey: .isAbsolute) ?? true
        hasQuery = try container.decodeIfPresent(Bool.self, forKey: .hasQuery) ?? false
        device = try container.decodeIfPresent(Segments.self, forKey: .device)
        attribute = try container.decodeIfPresent(Segments.self, forKey: .attribute)
    }

    /// The mock: `mock:[//host]/name[?role][#property]`.
    static let mock = {
        var grammar = DeclaredGrammar(scheme: "mock")
        grammar.hasQuery = true
        return grammar
    }()

    /// The one scheme.
    public var schemes: [String] { [scheme] }
    /// What the manifest declares.
    public var kinds: [ElementKind] {
        (attribute == nil ? [] : [.attribute]) + (device == nil ? [] : [.device])
            + (authority == .none ? [] : [.authority])
    }

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

    /// The slash that absolute paths begin with.
    public func modernSpelling(of name: SplitName, as kind: ElementKind) -> String? {
        guard isAbsolute, name.authority == nil, !name.path.isEmpty,
            name.bytes[name.path.lowerBound] != NameBytes.slash
        else { return nil }
        return "\(scheme):/\(name.text(name.path.lowerBound..<name.bytes.count))"
    }

    private func parseDecoded(
        _ name: SplitName, _ kind: ElementKind, _ context: NameContext
    ) throws(NameError) -> ParsedName {
        guard kinds.contains(kind) else { throw noSuchKind(kind) }
        try checkAuthority(name)
        if kind != .attribute { try name.requireNoFragment() }
        if !hasQuery || kind == .authority { try name.requireNoQuery() }
        let authority = name.text(name.authority)
        let path = try checkPath(name, kind)
        let names = HierarchicalNames(
            scheme: scheme, authority: authority, path: name.text(path),
            defaultAuthority: context.defaultAuthority(scheme), prefix: isAbsolute ? "/" : "")
        let query = name.text(name.query).map { "?\($0)" } ?? ""
        let last = name.bytes[path].lastIndex(of: NameBytes.slash).map { $0 + 1 } ?? path.lowerBound
        var parsed = ParsedName(
            kind, name, full: names.full + query, normal: names.normal + query,
            simple: kind == .authority ? authority ?? "" : name.text(last..<path.upperBound))
        switch kind {
        case .device: parsed.deviceName = name.text(path)
        case .attribute, .configuration: parsed.attributeName = name.text(path)
        case .authority: break
        }
        return parsed
    }

    private func checkAuthority(_ name: SplitName) throws(NameError) {
        guard let range = name.authority else {
            guard authority != .wanted else {
                throw NameBytes.unexpected(name.bytes, at: name.body, expected: "'//' and an authority")
            }
            return
        }
        guard authority != .none else {
            throw NameBytes.unexpected(
                name.bytes, at: range.lowerBound - 2, expected: "a path", hint: "\(scheme) has no authorities")
        }
        _ = try NameAuthority.host(name.bytes, range, port: .optional)
    }

    /// Where the parts stand, the first slash excluded.
    private func checkPath(_ name: SplitName, _ kind: ElementKind) throws(NameError) -> Range<Int> {
        var path = name.path
        guard kind != .authority else {
            guard name.authority != nil, path.count <= 1 else {
                throw NameBytes.unexpected(name.bytes, at: path.lowerBound, expected: "'//', a host and no path")
            }
            return path.upperBound..<path.upperBound
        }
        if !path.isEmpty, name.bytes[path.lowerBound] == NameBytes.slash, isAbsolute || name.authority != nil {
            path = path.dropFirst()
        } else if isAbsolute {
            throw NameBytes.unexpected(name.bytes, at: path.lowerBound, end: path.upperBound, expected: "'/'")
        }
        let parts = name.bytes[path].split(separator: NameBytes.slash, omittingEmptySubsequences: false)
        let wanted = (kind == .device ? device : attribute) ?? Segments(1, 1)
        guard (max(wanted.minimum, 1)...max(wanted.maximum, wanted.minimum, 1)).contains(parts.count),
            parts.allSatisfy({ !$0.isEmpty })
        else {
            throw NameBytes.unexpected(
                name.bytes, at: path.upperBound, end: path.upperBound,
                expected: "\(wanted.minimum) to \(wanted.maximum) parts with '/' between")
        }
        return path
    }
}
