// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The names of ROS 1: `ros:[//host[:port]]/graph/name[?topic|service|param|node][#property]`.
///
/// The authority is a master, port 11311 unless said. Names are absolute and follow roscpp. One name may be a topic and
/// a service; the query says which is meant. `?node` names a device.
public struct ROSGrammar: NameGrammar {
    /// ROS 1.
    public var schemes: [String] { ["ros"] }
    /// Graph names differ in case.
    public var isCaseSensitive: Bool { true }
    /// Masters, nodes, and topics, services and parameters.
    public var kinds: [ElementKind] { [.attribute, .device, .authority] }
    private let names = GraphNames(
        dialect: .ros1,
        roles: [
            "topic": "topic", "service": "service", "srv": "service", "param": "param", "parameter": "param",
            "node": "node",
        ])

    /// The grammar.
    public init() {}

    /// Checks without building anything.
    public func check(_ name: SplitName, as kind: ElementKind, in context: inout NameContext) throws(NameError) {
        try name.requirePlainFragment()
        let decoded = try name.decoded()
        do {
            try names.check(decoded, kind)
        } catch { throw decoded.located(error) }
    }

    /// The parts of a name.
    public func parse(
        _ name: SplitName, as kind: ElementKind, in context: inout NameContext
    ) throws(NameError) -> ParsedName {
        try check(name, as: kind, in: &context)
        let decoded = try name.decoded()
        let authority = decoded.text(decoded.authority).map { NameAuthority.withPort($0, 11311) }
        var parsed = names.parsed(
            decoded, kind, authority: authority, default: context.defaultAuthority(name.scheme))
        parsed.parts["host"] = decoded.authority.flatMap {
            try? decoded.text(NameAuthority.host(decoded.bytes, $0, port: .optional).host)
        }
        return parsed
    }

    /// Absolute and without doubled slashes.
    public func modernSpelling(of name: SplitName, as kind: ElementKind) -> String? { names.modernSpelling(of: name) }
}
