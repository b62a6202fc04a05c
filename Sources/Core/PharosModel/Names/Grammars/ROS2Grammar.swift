// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The names of ROS 2: `ros2:[//domain]/graph/name[?topic|service|action|param|node][#property]`.
///
/// The authority is a domain, 0 to 232. Names are absolute and follow `rmw_validate_full_topic_name`.
public struct ROS2Grammar: NameGrammar {
    /// ROS 2.
    public var schemes: [String] { ["ros2"] }
    /// Graph names differ in case.
    public var isCaseSensitive: Bool { true }
    /// Domains, nodes, and topics, services, actions and parameters.
    public var kinds: [ElementKind] { [.attribute, .device, .authority] }
    private let names = GraphNames(
        dialect: .ros2,
        roles: [
            "topic": "topic", "service": "service", "srv": "service", "action": "action", "param": "param",
            "parameter": "param", "node": "node",
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
        let domain = decoded.text(decoded.authority).flatMap { Int($0) }.map { String($0) }
        var parsed = names.parsed(decoded, kind, authority: domain, default: context.defaultAuthority(name.scheme))
        parsed.parts["domain"] = domain
        return parsed
    }

    /// Absolute and without doubled slashes.
    public func modernSpelling(of name: SplitName, as kind: ElementKind) -> String? { names.modernSpelling(of: name) }
}
