// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The part of XML that XML-RPC uses, read front to back in linear time: elements, text, entities, comments, CDATA.
struct XMLScanner {
    /// An element whose start tag has been read.
    struct Element {
        var name: String
        /// `<name/>`.
        var isEmpty: Bool
    }

    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { index = 3 }
    }

    func error(_ expected: String) -> XMLRPCError {
        let around = String(decoding: bytes[min(index, bytes.count)..<min(index + 24, bytes.count)], as: UTF8.self)
        return XMLRPCError(
            .malformed,
            "XML-RPC, byte \(index): expected \(expected), found \(around.isEmpty ? "the end" : "'\(around)'")")
    }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func starts(with text: StaticString) -> Bool {
        guard index + text.utf8CodeUnitCount <= bytes.count else { return false }
        return text.withUTF8Buffer { $0.elementsEqual(bytes[index..<(index + $0.count)]) }
    }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || (byte >= 9 && byte <= 13) { index += 1 }
    }

    /// Skips white space, comments and processing instructions.
    private mutating func skipMisc() throws(XMLRPCError) {
        while true {
            skipSpace()
            if starts(with: "<!--") { try skip(behind: "-->") } else if starts(with: "<?") { try skip(behind: "?>") } else {
                return
            }
        }
    }

    private mutating func skip(behind end: StaticString) throws(XMLRPCError) {
        while index < bytes.count {
            if starts(with: end) {
                index += end.utf8CodeUnitCount
                return
            }
            index += 1
        }
        throw error("'\(end)'")
    }

    /// The start tag of the root.
    mutating func open() throws(XMLRPCError) -> Element {
        try skipMisc()
        return try startTag()
    }

    private mutating func startTag() throws(XMLRPCError) -> Element {
        guard current == UInt8(ascii: "<") else { throw error("an element") }
        if starts(with: "<!") { throw error("no DTD and no declaration") }
        index += 1
        let start = index
        while let byte = current, byte != UInt8(ascii: ">"), byte != UInt8(ascii: "/"), byte > 0x20 { index += 1 }
        guard index > start else { throw error("an element's name") }
        let name = String(decoding: bytes[start..<index], as: UTF8.self)
        // Attributes are of no use in XML-RPC; their quoted values may hold '>'.
        var quote: UInt8?
        while let byte = current {
            if let open = quote { if byte == open { quote = nil } } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                index += 1
                return Element(name: name, isEmpty: bytes[index - 2] == UInt8(ascii: "/"))
            }
            index += 1
        }
        throw error("'>'")
    }

    private mutating func endTag(_ name: String) throws(XMLRPCError) {
        guard starts(with: "</") else { throw error("</\(name)>") }
        index += 2
        guard index + name.utf8.count <= bytes.count,
            bytes[index..<(index + name.utf8.count)].elementsEqual(name.utf8)
        else { throw error("</\(name)>") }
        index += name.utf8.count
        skipSpace()
        guard current == UInt8(ascii: ">") else { throw error("'>'") }
        index += 1
    }

    /// The next child of an element, or `nil` when its end tag was read.
    mutating func child(of parent: Element) throws(XMLRPCError) -> Element? {
        if parent.isEmpty { return nil }
        try skipMisc()
        if starts(with: "</") {
            try endTag(parent.name)
            return nil
        }
        let element = try startTag()
        // A self-closed child has been read whole; its parent goes on.
        return element
    }

    /// Reads up to the end tag; for elements whose children were all read.
    mutating func close(_ element: Element) throws(XMLRPCError) {
        guard !element.isEmpty else { return }
        try skipMisc()
        try endTag(element.name)
    }

    mutating func skip(_ element: Element) throws(XMLRPCError) {
        var open = element.isEmpty ? [] : [element.name]
        while let name = open.last {
            guard open.count < 256 else { throw XMLRPCError(.limitExceeded, "XML is nested deeper than 256") }
            let (_, child) = try textOrChild(of: Element(name: name, isEmpty: false))
            if let child { if !child.isEmpty { open.append(child.name) } } else { open.removeLast() }
        }
    }

    /// The text of an element that has no children.
    mutating func text(of element: Element) throws(XMLRPCError) -> String {
        let (text, child) = try textOrChild(of: element)
        guard child == nil else { throw error("text only") }
        return text
    }

    /// The text up to the end tag, which is read too, or white space and the start tag of a child.
    mutating func textOrChild(of element: Element) throws(XMLRPCError) -> (text: String, child: Element?) {
        if element.isEmpty { return ("", nil) }
        var text: [UInt8] = []
        while let byte = current {
            switch byte {
            case UInt8(ascii: "<"):
                if starts(with: "<!--") { try skip(behind: "-->") } else if starts(with: "<![CDATA[") {
                    index += 9
                    let start = index
                    try skip(behind: "]]>")
                    text += bytes[start..<(index - 3)]
                } else if starts(with: "</") {
                    try endTag(element.name)
                    return (String(decoding: text, as: UTF8.self), nil)
                } else {
                    guard text.allSatisfy({ $0 == 0x20 || ($0 >= 9 && $0 <= 13) }) else { throw error("</\(element.name)>") }
                    return ("", try startTag())
                }
            case UInt8(ascii: "&"): try entity(into: &text)
            default:
                text.append(byte)
                index += 1
            }
        }
        throw error("</\(element.name)>")
    }

    private mutating func entity(into text: inout [UInt8]) throws(XMLRPCError) {
        guard let end = bytes[index..<min(index + 12, bytes.count)].firstIndex(of: UInt8(ascii: ";")) else {
            throw error("an entity")
        }
        let name = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
        switch name {
        case "lt": text.append(UInt8(ascii: "<"))
        case "gt": text.append(UInt8(ascii: ">"))
        case "amp": text.append(UInt8(ascii: "&"))
        case "quot": text.append(UInt8(ascii: "\""))
        case "apos": text.append(UInt8(ascii: "'"))
        default:
            let number =
                name.hasPrefix("#x") || name.hasPrefix("#X")
                ? UInt32(name.dropFirst(2), radix: 16) : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
            guard let number, let scalar = UnicodeScalar(number) else { throw error("a known entity") }
            text += Array(String(Character(scalar)).utf8)
        }
        index = end + 1
    }

    static func trimmed(_ text: String) -> String {
        var text = text[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }

    /// The bytes of base64 text with line breaks.
    static func base64(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        var isPadded = false
        for byte in text.utf8 {
            let value: UInt8
            switch byte {
            case 0x41...0x5a: value = byte - 0x41
            case 0x61...0x7a: value = byte - 0x61 + 26
            case 0x30...0x39: value = byte - 0x30 + 52
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            case UInt8(ascii: "="):
                isPadded = true
                continue
            case 9, 10, 13, 32: continue
            default: return nil
            }
            guard !isPadded else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 1
            if count == 4 {
                bytes += [UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8), UInt8(truncatingIfNeeded: bits)]
                (bits, count) = (0, 0)
            }
        }
        switch count {
        case 0: break
        case 2: bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
        case 3: bytes += [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
        default: return nil
        }
        return bytes
    }
}
