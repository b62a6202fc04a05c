// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The URI of a resource: `scheme:[//authority][path][?query][#fragment]` (RFC 3986, Taurus TEP3).
///
/// `ros:/chatter`, `ros://robot:11311/chatter`, `ros:/x?param`, `mock:/temperature#units`. Parsing is linear in the
/// length and asks nobody: no name server, no file, no node. Names that are in use but no legal URIs (blanks,
/// umlauts) are accepted; ``canonical`` is the legal spelling of the same name.
public struct ResourceName: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The kind of system, lower case.
    public let scheme: String
    /// The instance of the system, `robot:11311`; `nil` when the name leaves it open.
    public let authority: String?
    /// The name within the authority, percent-decoded; empty when the name is an authority's.
    public let path: String
    /// What stands behind `?`, percent-decoded.
    public let query: String?
    /// What stands behind `#`, percent-decoded.
    public let fragment: String?

    /// The longest name that is accepted: 64 KiB.
    public static let maximumLength = 1 << 16

    /// Parses a name.
    ///
    /// - Parameters:
    ///   - text: the name.
    ///   - defaultScheme: the scheme of names that have none; `nil`: such names are refused.
    public init(_ text: String, defaultScheme: String? = nil) throws(NameError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= ResourceName.maximumLength else {
            throw NameError(
                position: ResourceName.maximumLength, expected: "the end of the name",
                found: "\(bytes.count) bytes in all")
        }
        if let control = bytes.firstIndex(where: { $0 < 0x20 || $0 == 0x7f }) {
            throw NameError(
                position: control, expected: "a printable character", found: "control character \(bytes[control])",
                hint: control == bytes.count - 1 ? "is there a line break at the end?" : nil)
        }
        var rest = bytes[...]
        scheme = try ResourceName.scheme(of: &rest, defaultScheme)
        // An expression has names of its own in braces, with delimiters of their own.
        let isExpression = scheme == "eval"
        fragment = try ResourceName.cut(&rest, at: UInt8(ascii: "#"), isExpression: isExpression)
        query = try ResourceName.cut(&rest, at: UInt8(ascii: "?"), isExpression: isExpression)
        var authority: String?
        if rest.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            // The sessions of SPEC servers have names in place of ports.
            authority = try ResourceName.authority(rest[..<end], hasPorts: scheme != "spec")
            rest = rest[end...]
        }
        self.authority = authority
        path = try ResourceName.decoded(rest, as: isExpression ? .expression : .text)
    }

    /// The URI of a name that its scheme's grammar understood, in its canonical spelling.
    public init(_ name: ParsedName) throws(NameError) { try self.init(name.canonical) }

    private init(scheme: String, authority: String?, path: String, query: String?, fragment: String?) {
        self.scheme = scheme
        self.authority = authority
        self.path = path
        self.query = query
        self.fragment = fragment
    }

    // MARK: Variants

    /// Whether it names an authority as a whole.
    public var isAuthority: Bool { path.isEmpty && query == nil }

    /// The same name with another path.
    public func withPath(_ path: String) -> ResourceName {
        ResourceName(scheme: scheme, authority: authority, path: path, query: query, fragment: fragment)
    }

    /// The same name without its fragment.
    public var withoutFragment: ResourceName {
        ResourceName(scheme: scheme, authority: authority, path: path, query: query, fragment: nil)
    }

    /// The same name in another authority.
    public func with(authority: String?) -> ResourceName {
        ResourceName(scheme: scheme, authority: authority, path: path, query: query, fragment: fragment)
    }

    /// The legal spelling: what RFC 3986 does not allow is percent-encoded.
    public var canonical: String {
        spelled(PercentDecoding.encodedPath(path, scheme, isAfterAuthority: authority != nil)) {
            ResourceName.encoded($0, allowed: ResourceName.queryCharacters)
        }
    }

    /// The spelling for people: nothing encoded but what would change the meaning.
    public var display: String {
        let path = scheme == "eval" ? ResourceName.expressionForDisplay(path) : ResourceName.encodedForDisplay(path)
        let isAmbiguous = authority == nil && path.hasPrefix("//")
        return spelled(isAmbiguous ? "/%2F" + path.dropFirst(2) : path, ResourceName.encodedForDisplay)
    }

    /// The canonical spelling.
    public var description: String { canonical }

    private func spelled(_ path: String, _ encode: (String) -> String) -> String {
        var text = "\(scheme):"
        if let authority { text += "//" + authority }
        text += path
        if let query { text += "?" + encode(query) }
        if let fragment { text += "#" + encode(fragment) }
        return text
    }

    /// Reads the canonical spelling.
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the canonical spelling.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(canonical)
    }
}
