// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The names of pods: `pod:name` is a pod, `pod:name/function` or `pod:name/namespace/function` one of its functions.
///
/// Pods are folders, so that their names are letters, digits, `_`, `-` and inner dots. Functions may have whatever
/// their language has (`add!`, `ready%3F`).
public struct PodGrammar: NameGrammar {
    /// Pods.
    public var schemes: [String] { ["pod"] }
    /// Folders and functions differ in case.
    public var isCaseSensitive: Bool { true }
    /// Pods and their functions.
    public var kinds: [ElementKind] { [.attribute, .device] }

    /// The grammar.
    public init() {}

    /// The parts of a name.
    public func parse(
        _ name: SplitName, as kind: ElementKind, in context: inout NameContext
    ) throws(NameError) -> ParsedName {
        try name.requirePlainFragment()
        let decoded = try name.decoded()
        do {
            return try parseDecoded(decoded, kind)
        } catch { throw decoded.located(error) }
    }

    private func parseDecoded(_ name: SplitName, _ kind: ElementKind) throws(NameError) -> ParsedName {
        try name.requireNoQuery()
        if let authority = name.authority {
            throw NameBytes.unexpected(
                name.bytes, at: authority.lowerBound - 2, expected: "a pod's name", hint: "pods have no authority")
        }
        let path = name.path
        let bytes = name.bytes
        let end = bytes[path].firstIndex(of: NameBytes.slash) ?? path.upperBound
        try checkPod(bytes, path.lowerBound..<end)
        let pod = name.text(path.lowerBound..<end)
        let text = name.text(path)
        switch kind {
        case .device:
            try name.requireNoFragment()
            guard end == path.upperBound else {
                throw NameBytes.unexpected(bytes, at: end, expected: "the end of a pod's name")
            }
            var parsed = ParsedName(kind, name, full: "pod:\(text)", normal: text, simple: text)
            parsed.deviceName = pod
            return parsed
        case .attribute, .configuration:
            guard end < path.upperBound else {
                throw NameBytes.unexpected(bytes, at: end, end: end, expected: "'/' and a function")
            }
            try checkFunction(bytes, end..<path.upperBound)
            let function = name.text(end + 1..<path.upperBound)
            var parsed = ParsedName(kind, name, full: "pod:\(text)", normal: text, simple: function)
            parsed.deviceName = pod
            parsed.attributeName = text
            parsed.parts["function"] = function
            return parsed
        case .authority:
            throw noSuchKind(kind)
        }
    }

    private func checkPod(_ bytes: [UInt8], _ range: Range<Int>) throws(NameError) {
        for index in range {
            let isInner = index > range.lowerBound && index + 1 < range.upperBound
            let isAllowed =
                NameBytes.isWord(bytes[index])
                || (isInner && (bytes[index] == NameBytes.dot || bytes[index] == UInt8(ascii: "-")))
            guard isAllowed, bytes[index] != NameBytes.dot || bytes[index - 1] != NameBytes.dot else {
                throw NameBytes.unexpected(
                    bytes, at: index, expected: "a letter, a digit, '_', or inside the name '-' and '.'")
            }
        }
        guard !range.isEmpty else {
            throw NameBytes.unexpected(bytes, at: range.lowerBound, end: range.lowerBound, expected: "a pod's name")
        }
    }

    /// Checks `/part/part`: no part is empty, `.` or `..`, and none has blanks.
    private func checkFunction(_ bytes: [UInt8], _ range: Range<Int>) throws(NameError) {
        for part in bytes[range.dropFirst()].split(separator: NameBytes.slash, omittingEmptySubsequences: false) {
            let isDots = part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8)
            guard !part.isEmpty, !isDots, !part.contains(NameBytes.blank) else {
                throw NameBytes.unexpected(
                    bytes, at: part.startIndex, end: part.endIndex, expected: "a function's name")
            }
        }
    }
}
