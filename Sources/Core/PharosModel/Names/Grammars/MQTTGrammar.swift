// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The names of MQTT: `mqtt:[//host[:port]]/topic/name[?key=value&…][#property]`.
///
/// The authority is a broker, port 1883 unless said. The first slash of the path only separates: the topic of
/// `mqtt://broker/a/b` is `a/b`, and that of `mqtt://broker//a` is `/a`. Wildcards name no attribute.
public struct MQTTGrammar: NameGrammar {
    /// MQTT.
    public var schemes: [String] { ["mqtt"] }
    /// Topics differ in case.
    public var isCaseSensitive: Bool { true }
    /// Brokers and topics.
    public var kinds: [ElementKind] { [.attribute, .authority] }

    /// The grammar.
    public init() {}

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

    /// The slash before the topic.
    public func modernSpelling(of name: SplitName, as kind: ElementKind) -> String? {
        guard name.authority == nil, !name.path.isEmpty, name.bytes[name.path.lowerBound] != NameBytes.slash else {
            return nil
        }
        return "\(name.scheme):/\(name.text(name.path.lowerBound..<name.bytes.count))"
    }

    private func parseDecoded(
        _ name: SplitName, _ kind: ElementKind, _ context: NameContext
    ) throws(NameError) -> ParsedName {
        let authority = try authority(name)
        let known = context.defaultAuthority(name.scheme)
        switch kind {
        case .authority:
            try name.requireNoQuery()
            try name.requireNoFragment()
            guard let authority, name.path.count <= 1 else {
                throw NameBytes.unexpected(
                    name.bytes, at: name.path.lowerBound, expected: "'//', a host and the end of the name")
            }
            return ParsedName(
                kind, name, full: "mqtt://\(authority)", normal: "//\(authority)", simple: authority)
        case .attribute, .configuration:
            let topic = try topic(name)
            try checkQuery(name)
            let names = HierarchicalNames(
                scheme: name.scheme, authority: authority, path: topic, defaultAuthority: known, prefix: "/")
            var parsed = ParsedName(kind, name, full: names.full, normal: names.normal, simple: topic)
            parsed.attributeName = topic
            return parsed
        case .device:
            throw noSuchKind(kind)
        }
    }

    private func authority(_ name: SplitName) throws(NameError) -> String? {
        guard let authority = name.authority else { return nil }
        if let at = name.bytes[authority].lastIndex(of: NameBytes.at) {
            throw NameBytes.unexpected(
                name.bytes, at: at, expected: "host:port", hint: "users and passwords do not belong in names")
        }
        _ = try NameAuthority.host(name.bytes, authority, port: .optional)
        return NameAuthority.withPort(name.text(authority), 1883)
    }

    private func topic(_ name: SplitName) throws(NameError) -> String {
        let path = name.path
        guard path.count > 1, name.bytes[path.lowerBound] == NameBytes.slash else {
            throw NameBytes.unexpected(
                name.bytes, at: path.lowerBound, end: path.upperBound, expected: "'/' and a topic")
        }
        for index in path where name.bytes[index] == UInt8(ascii: "+") || name.bytes[index] == NameBytes.hash {
            throw NameBytes.unexpected(
                name.bytes, at: index, expected: "a topic without wildcards", hint: "watch several topics by a pattern")
        }
        return name.text(path.dropFirst())
    }

    /// Checks `key=value&key=value`.
    private func checkQuery(_ name: SplitName) throws(NameError) {
        guard let query = name.query else { return }
        var index = query.lowerBound
        repeat {
            let key = NameBytes.identifierEnd(name.bytes, from: index, to: query.upperBound)
            guard key > index, key < query.upperBound, name.bytes[key] == NameBytes.equals else {
                throw NameBytes.unexpected(name.bytes, at: key, expected: "key=value, such as qos=1")
            }
            index = (name.bytes[key..<query.upperBound].firstIndex(of: UInt8(ascii: "&")) ?? query.upperBound) + 1
        } while index < query.upperBound
    }
}
