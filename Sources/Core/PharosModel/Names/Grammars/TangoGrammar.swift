// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The names of Tango: `tango:[//host:port][/]domain/family/member[/attribute][#property]`, an alias in place of the
/// three parts, `tango-nodb` or `#dbase=no` for servers without a database.
///
/// Several `host:port` may stand in an authority, comma between. Case does not matter to Tango.
public struct TangoGrammar: NameGrammar {
    /// Tango with and without a database.
    public var schemes: [String] { ["tango", "tango-nodb"] }
    /// Tango compares names without case.
    public var isCaseSensitive: Bool { false }
    /// Databases, devices and attributes.
    public var kinds: [ElementKind] { [.attribute, .device, .authority] }

    /// `foo:10000/a/b/c` was a name once.
    public var hasBareHosts: Bool { true }

    /// The grammar.
    public init() {}

    /// Where the parts stand.
    private struct Layout {
        var host: (host: Range<Int>, port: Range<Int>?)?
        var device = 0..<0
        var attribute: Range<Int>?
        var isAlias = false
        var database: Range<Int>?
    }

    /// Checks without building anything.
    public func check(_ name: SplitName, as kind: ElementKind, in context: inout NameContext) throws(NameError) {
        try name.requirePlainFragment()
        guard name.isEncoded else {
            _ = try layout(name, kind)
            return
        }
        let decoded = try name.decoded()
        do {
            _ = try layout(decoded, kind)
        } catch { throw decoded.located(error) }
    }

    /// The parts of a name.
    public func parse(
        _ name: SplitName, as kind: ElementKind, in context: inout NameContext
    ) throws(NameError) -> ParsedName {
        try name.requirePlainFragment()
        let decoded = try name.decoded()
        do {
            return build(decoded, kind, try layout(decoded, kind), context)
        } catch { throw decoded.located(error) }
    }

    private func layout(_ name: SplitName, _ kind: ElementKind) throws(NameError) -> Layout {
        var layout = Layout()
        try name.requireNoQuery()
        if let authority = name.authority { layout.host = try NameAuthority.hosts(name.bytes, authority) }
        switch kind {
        case .authority: try layoutAuthority(name)
        case .device, .attribute, .configuration: try layoutPath(name, kind, &layout)
        }
        return layout
    }

    private func layoutAuthority(_ name: SplitName) throws(NameError) {
        guard name.authority != nil else {
            throw NameBytes.unexpected(name.bytes, at: name.body, expected: "'//' and host:port")
        }
        guard name.path.isEmpty else {
            throw NameBytes.unexpected(name.bytes, at: name.path.lowerBound, expected: "the end of an authority's name")
        }
        try name.requireNoFragment()
    }

    private func layoutPath(_ name: SplitName, _ kind: ElementKind, _ layout: inout Layout) throws(NameError) {
        let (count, lastSlash) = try segments(name)
        let isAttribute = kind != .device
        switch (isAttribute, count) {
        case (false, 1), (false, 3), (true, 2), (true, 4): break
        default:
            throw NameBytes.unexpected(
                name.bytes, at: name.path.upperBound, end: name.path.upperBound,
                expected: isAttribute
                    ? "two or four parts, alias/attribute or domain/family/member/attribute"
                    : "one or three parts, an alias or domain/family/member")
        }
        let end = isAttribute ? lastSlash ?? name.path.upperBound : name.path.upperBound
        layout.device = start(of: name)..<end
        layout.isAlias = count <= 2
        if isAttribute { layout.attribute = end + 1..<name.path.upperBound }
        guard let fragment = name.fragment else { return }
        if name.equals(fragment, "dbase=yes") || name.equals(fragment, "dbase=no") {
            layout.database = fragment
        } else if !isAttribute {
            throw NameBytes.unexpected(
                name.bytes, at: fragment.lowerBound, expected: "dbase=yes or dbase=no, the only fragments of devices")
        }
    }

    private func start(of name: SplitName) -> Int {
        let path = name.path
        return !path.isEmpty && name.bytes[path.lowerBound] == NameBytes.slash ? path.lowerBound + 1 : path.lowerBound
    }

    /// How many parts the path has, and where the slash before the last one stands.
    private func segments(_ name: SplitName) throws(NameError) -> (count: Int, lastSlash: Int?) {
        var count = 1
        var lastSlash: Int?
        var isEmpty = true
        for index in start(of: name)..<name.path.upperBound {
            switch name.bytes[index] {
            case NameBytes.slash where !isEmpty:
                count += 1
                lastSlash = index
                isEmpty = true
            case NameBytes.slash, NameBytes.colon, NameBytes.question, NameBytes.hash:
                throw NameBytes.unexpected(
                    name.bytes, at: index, expected: "a part of a name without '/', '?', '#' and ':'")
            default: isEmpty = false
            }
        }
        guard !isEmpty else {
            throw NameBytes.unexpected(
                name.bytes, at: name.path.upperBound, end: name.path.upperBound, expected: "a part of a name")
        }
        return (count, lastSlash)
    }

    private func build(
        _ name: SplitName, _ kind: ElementKind, _ layout: Layout, _ context: NameContext
    ) -> ParsedName {
        let scheme = layout.database.map { name.equals($0, "dbase=no") } == true ? "tango-nodb" : name.scheme
        let path = name.text(start(of: name)..<name.path.upperBound)
        let names = HierarchicalNames(
            scheme: scheme, authority: name.text(name.authority), path: path,
            defaultAuthority: context.defaultAuthority(scheme))
        let device = kind == .authority ? nil : name.text(layout.device)
        let attribute = name.text(layout.attribute)
        var parsed = ParsedName(
            kind, name, full: names.full, normal: names.normal,
            simple: attribute ?? device ?? name.text(name.authority) ?? "")
        parsed.scheme = scheme
        parsed.deviceName = device
        if attribute != nil { parsed.attributeName = path }
        parsed.needsResolution = layout.isAlias
        if let host = layout.host {
            parsed.parts["host"] = name.text(host.host)
            parsed.parts["port"] = name.text(host.port)
        }
        if let device { parsed.parts[layout.isAlias ? "devalias" : "devslashname"] = device }
        parsed.parts["shortattrname"] = attribute
        parsed.parts["fragmentdb"] = name.text(layout.database)
        if layout.database != nil { parsed.configurationKey = nil }
        return parsed
    }
}
