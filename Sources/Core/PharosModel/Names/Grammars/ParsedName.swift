// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A name that its scheme's grammar understood, in parts.
///
/// The three names are those of Taurus TEP3, but found by parsing alone: an alias that only its authority can resolve
/// stays an alias, see ``needsResolution``.
public struct ParsedName: Sendable, Hashable, CustomStringConvertible {
    /// What is named.
    public internal(set) var kind: ElementKind
    /// The scheme as written, but `tango-nodb` where `#dbase=no` makes it that.
    public internal(set) var scheme: String
    /// The authority, percent-decoded and without `//`; `nil`: the name leaves it open.
    public let authority: String?
    /// The path as written, percent-decoded.
    public let path: String
    /// What stands behind `?`, percent-decoded.
    public internal(set) var query: String?
    /// What stands behind `#`, percent-decoded.
    public let fragment: String?
    /// The device (Taurus: `devname`).
    public internal(set) var deviceName: String?
    /// The attribute with its device, as the scheme spells it (Taurus: `attrname`).
    public internal(set) var attributeName: String?
    /// The property of the attribute that the fragment selects (Taurus: `cfgkey`).
    public internal(set) var configurationKey: String?
    /// What only this scheme has, by Taurus' group names without the underscore: `host`, `port`, `devalias`, `expr` …
    public internal(set) var parts: [String: String] = [:]
    /// The names inside the name, in the order of their appearance.
    public internal(set) var references: [NameReference] = []

    /// The unambiguous name: scheme, authority and all that is the default; without fragment.
    public internal(set) var fullName: String
    /// The name without what is the default.
    public internal(set) var normalName: String
    /// The name for people.
    public internal(set) var simpleName: String
    /// Whether only the authority can say what the name stands for, so that another full name may be the same thing.
    public internal(set) var needsResolution = false
    /// Whether names that differ in case name different things.
    public internal(set) var isCaseSensitive = true
    /// Whether the name is spelled as its scheme demands today.
    public internal(set) var isStrict = true

    /// The spelling of scheme, authority, path and query that the canonical name has.
    var modern: (scheme: String, authority: String?, path: String, query: String?)

    /// A name cut and decoded.
    init(_ kind: ElementKind, _ name: SplitName, full: String, normal: String, simple: String) {
        self.kind = kind
        scheme = name.scheme
        authority = name.text(name.authority)
        path = name.text(name.path)
        query = name.text(name.query)
        fragment = name.text(name.fragment)
        configurationKey = kind == .attribute ? fragment : nil
        fullName = full
        normalName = normal
        simpleName = simple
        modern = (scheme, authority, path, query)
    }

    /// The legal URI (RFC 3986) of the same thing, fragment included: always a strict name of the scheme.
    public var canonical: String {
        var text = "\(modern.scheme):"
        if let authority = modern.authority { text += "//" + Self.encodedAuthority(authority) }
        text += PercentDecoding.encodedPath(modern.path, modern.scheme, isAfterAuthority: modern.authority != nil)
        let allowed = ResourceName.queryCharacters
        if let query = modern.query { text += "?" + PercentDecoding.encode(query, allowed: allowed) }
        if let fragment { text += "#" + PercentDecoding.encode(fragment, allowed: allowed) }
        return text
    }

    /// What to tell the user about an old-style or loose spelling, with the modern one; `nil` for strict names.
    public var deprecation: String? {
        isStrict ? nil : "this spelling is old or loose; write \(canonical)"
    }

    /// What names of the same thing have in common: the full name, in lower case where case does not matter.
    public var identity: String { isCaseSensitive ? fullName : fullName.lowercased() }

    /// What the fragment selects; `nil` without fragment.
    /// - Throws: ``NameError`` when the fragment is none of the properties that can be selected.
    public func selector() throws(NameError) -> FragmentSelector? {
        guard let fragment, !fragment.isEmpty else { return nil }
        return try FragmentSelector(fragment)
    }

    /// The canonical spelling.
    public var description: String { canonical }

    /// Two names are equal when their canonical spellings, kinds and default authorities are.
    public static func == (left: ParsedName, right: ParsedName) -> Bool {
        left.kind == right.kind && left.fullName == right.fullName && left.canonical == right.canonical
    }

    /// Hashes what makes names equal.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(fullName)
    }

    private static func encodedAuthority(_ authority: String) -> String {
        PercentDecoding.encode(authority, allowed: ResourceName.unreserved.union("[]:,@".utf8))
    }
}

/// A name inside a name: `{tango:sys/tg_test/1/ampli}` in an expression.
public struct NameReference: Sendable, Hashable {
    /// The text between the braces.
    public let text: String
    /// The attribute it names.
    public let name: ParsedName
}
