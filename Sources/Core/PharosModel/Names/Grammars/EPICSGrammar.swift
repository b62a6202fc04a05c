// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The names of EPICS: `ca:PV[.FIELD][#property]`, `ca://host[:port]/PV` for one server, the same for `pva`.
///
/// `epics` is `ca`. EPICS 7 takes nearly every printable character in the names of records, and field modifiers and
/// filters (`PV.DESC$`, `PV{"arr":{"s":1}}`) bring the rest. In strict names of `ca` all but letters, digits and
/// `_-:;<>.[]` is percent-encoded, as Taurus has it; loose ones may have them as they are.
public struct EPICSGrammar: NameGrammar {
    /// Channel Access, `ca` and `epics`.
    public static let channelAccess = EPICSGrammar(
        schemes: ["ca", "epics"], literal: Set(ResourceName.unreserved).subtracting("~".utf8).union(":;<>[]".utf8))
    /// PV Access, `pva`: whatever may stand in a path may stand in a name.
    public static let pvAccess = EPICSGrammar(schemes: ["pva"], literal: nil)

    /// The protocol's schemes.
    public let schemes: [String]
    /// EPICS tells upper from lower case.
    public var isCaseSensitive: Bool { true }
    /// Networks or servers, the one device without a name, and process variables.
    public var kinds: [ElementKind] { [.attribute, .device, .authority] }
    /// What may stand in a strict name as it is; `nil`: anything.
    private let literal: Set<UInt8>?

    /// What the canonical spelling of `ca` does not encode.
    static let canonical = ResourceName.unreserved.subtracting("~".utf8).union(":;".utf8)

    /// Checks without building anything.
    public func check(_ name: SplitName, as kind: ElementKind, in context: inout NameContext) throws(NameError) {
        try requireLiteral(name)
        let decoded = try name.decoded()
        do {
            _ = try layout(decoded, kind)
        } catch { throw decoded.located(error) }
    }

    /// The parts of a name.
    public func parse(
        _ name: SplitName, as kind: ElementKind, in context: inout NameContext
    ) throws(NameError) -> ParsedName {
        try requireLiteral(name)
        let decoded = try name.decoded()
        do {
            return build(decoded, kind, try layout(decoded, kind))
        } catch { throw decoded.located(error) }
    }

    /// Encodes what a strict name of `ca` has to encode.
    public func modernSpelling(of name: SplitName, as kind: ElementKind) -> String? {
        guard let literal, kind == .attribute, name.query == nil,
            name.path.contains(where: { !isLiteral(name, $0, literal) })
        else { return nil }
        var text = "\(name.scheme):"
        if let authority = name.text(name.authority) { text += "//\(authority)" }
        var rest = name.path
        if name.authority != nil, !rest.isEmpty {
            text += "/"
            rest = rest.dropFirst()
        }
        for index in rest {
            let byte = name.bytes[index]
            if isLiteral(name, index, literal) || isEncoding(name, index) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += PercentDecoding.encoded(byte)
            }
        }
        return text + (name.text(name.fragment).map { "#\($0)" } ?? "")
    }

    private func requireLiteral(_ name: SplitName) throws(NameError) {
        try name.requirePlainFragment()
        try name.requireNoQuery()
        guard let literal else { return }
        for index in name.path {
            if name.bytes[index] == NameBytes.slash, isSeparator(name, index) { continue }
            guard isLiteral(name, index, literal) || isEncoding(name, index) else {
                throw NameBytes.unexpected(
                    name.bytes, at: index, expected: "a letter, a digit or one of '_-:;<>.[]'",
                    hint: "other characters are percent-encoded")
            }
        }
    }

    private func isLiteral(_ name: SplitName, _ index: Int, _ literal: Set<UInt8>) -> Bool {
        let byte = name.bytes[index]
        return NameBytes.isWord(byte) || literal.contains(byte)
    }

    /// Whether the byte belongs to `%XX`.
    private func isEncoding(_ name: SplitName, _ index: Int) -> Bool {
        name.isEncoded && name.bytes[index] == NameBytes.percent && index + 2 < name.path.upperBound
            && NameBytes.isHexadecimal(name.bytes[index + 1]) && NameBytes.isHexadecimal(name.bytes[index + 2])
    }

    /// Whether the byte is the slash between authority and process variable, or the whole path of the device.
    private func isSeparator(_ name: SplitName, _ index: Int) -> Bool {
        index == name.path.lowerBound && (name.authority != nil || name.path.count == 1)
    }

    /// Where the process variable stands.
    private func layout(_ name: SplitName, _ kind: ElementKind) throws(NameError) -> Range<Int> {
        if let authority = name.authority, !authority.isEmpty {
            _ = try NameAuthority.host(name.bytes, authority, port: kind == .authority ? .needed : .optional)
        }
        switch kind {
        case .authority:
            guard name.authority != nil else {
                throw NameBytes.unexpected(name.bytes, at: name.body, expected: "'//'")
            }
            try name.requireNoFragment()
            return try requireEnd(name, name.path.lowerBound)
        case .device:
            try name.requireNoFragment()
            guard name.authority?.isEmpty != false, !name.path.isEmpty,
                name.bytes[name.path.lowerBound] == NameBytes.slash
            else {
                throw NameBytes.unexpected(name.bytes, at: name.path.lowerBound, expected: "'/'")
            }
            return try requireEnd(name, name.path.lowerBound + 1)
        case .attribute, .configuration:
            return try layoutVariable(name)
        }
    }

    private func requireEnd(_ name: SplitName, _ index: Int) throws(NameError) -> Range<Int> {
        guard index == name.path.upperBound else {
            throw NameBytes.unexpected(name.bytes, at: index, expected: "the end of the name")
        }
        return index..<index
    }

    private func layoutVariable(_ name: SplitName) throws(NameError) -> Range<Int> {
        var range = name.path
        if let authority = name.authority {
            guard !authority.isEmpty, !range.isEmpty else {
                throw NameBytes.unexpected(name.bytes, at: authority.lowerBound, expected: "host/PV, or no '//'")
            }
            range = range.dropFirst()
        }
        var depth = 0
        for index in range {
            let byte = name.bytes[index]
            if byte == NameBytes.openBrace { depth += 1 } else if byte == NameBytes.closeBrace { depth -= 1 }
            let isForbidden = byte == UInt8(ascii: "'") || (depth <= 0 && (byte == NameBytes.blank || byte == 0x22))
            if isForbidden || (name.authority == nil && index == range.lowerBound && byte == NameBytes.slash) {
                throw NameBytes.unexpected(name.bytes, at: index, expected: "a character of process variables' names")
            }
        }
        guard !range.isEmpty else {
            throw NameBytes.unexpected(
                name.bytes, at: range.lowerBound, end: range.lowerBound, expected: "a process variable")
        }
        return range
    }

    private func build(_ name: SplitName, _ kind: ElementKind, _ variable: Range<Int>) -> ParsedName {
        let text = name.text(variable)
        let scheme = schemes.first ?? name.scheme
        let authority = name.text(name.authority).flatMap { $0.isEmpty ? nil : "//\($0)" }
        var parsed: ParsedName
        switch kind {
        case .authority:
            let place = authority ?? "//"
            parsed = ParsedName(
                kind, name, full: "\(scheme):\(place)", normal: place, simple: name.text(name.authority) ?? "")
        case .device, .attribute, .configuration:
            let local = authority.map { "\($0)/\(text)" } ?? text
            parsed = ParsedName(kind, name, full: "\(scheme):\(local)", normal: local, simple: text)
            parsed.deviceName = kind == .device ? "" : nil
        }
        if kind == .attribute {
            parsed.attributeName = text
            parsed.parts["field"] = name.text(field(name, variable))
        }
        parsed.modern.scheme = scheme
        return parsed
    }

    /// The field behind the last dot: upper-case letters only.
    private func field(_ name: SplitName, _ variable: Range<Int>) -> Range<Int>? {
        guard let dot = name.bytes[variable].lastIndex(of: NameBytes.dot), dot > variable.lowerBound,
            dot + 1 < variable.upperBound,
            name.bytes[dot + 1..<variable.upperBound].allSatisfy({ (0x41...0x5a).contains($0) })
        else { return nil }
        return dot + 1..<variable.upperBound
    }
}
