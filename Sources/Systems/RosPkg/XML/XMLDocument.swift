// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A parsed XML file: nodes in document order in one array, so that a small file costs a handful of allocations.
///
/// Built by `XMLFileParser`, which has already refused what is not well-formed, document type declarations, and
/// documents beyond the limits.
struct XMLDocument {
    struct Attribute {
        var name: String
        var value: String
    }

    enum Kind {
        case element
        case text
        /// Text that stood in a CDATA section.
        case literal
    }

    struct Node {
        var kind: Kind
        /// The element's name, or the text.
        var value: String
        var line: Int32
        var attributes: Range<Int32>
        var firstChild: Int32 = -1
        var lastChild: Int32 = -1
        var next: Int32 = -1
    }

    var nodes: [Node] = []
    var attributes: [Attribute] = []

    /// The root element's index.
    let root = 0

    mutating func reset() {
        nodes.removeAll(keepingCapacity: true)
        attributes.removeAll(keepingCapacity: true)
    }

    func name(_ node: Int) -> String { nodes[node].value }

    func attributes(of node: Int) -> ArraySlice<Attribute> {
        let range = nodes[node].attributes
        return attributes[Int(range.lowerBound)..<Int(range.upperBound)]
    }

    func attribute(_ node: Int, _ name: String) -> String? {
        attributes(of: node).first { $0.name == name }?.value
    }

    /// The child nodes, elements and texts, in order.
    func children(_ node: Int) -> Children { Children(nodes: nodes, upcoming: nodes[node].firstChild) }

    func elements(_ node: Int) -> [Int] { children(node).filter { nodes[$0].kind == .element } }

    struct Children: Sequence, IteratorProtocol {
        let nodes: [Node]
        var upcoming: Int32

        mutating func next() -> Int? {
            guard upcoming >= 0 else { return nil }
            defer { upcoming = nodes[Int(upcoming)].next }
            return Int(upcoming)
        }
    }

    /// The text directly inside an element, comments taken out, not of its child elements.
    func text(_ node: Int) -> String {
        var result: String?
        for child in children(node) where nodes[child].kind != .element {
            if result == nil { result = nodes[child].value } else { result?.append(nodes[child].value) }
        }
        return result ?? ""
    }

    /// What is inside the element as XML, as its author wrote it (white space kept).
    func innerXML(_ node: Int) -> String {
        var out = ""
        for child in children(node) { write(child, into: &out) }
        return out
    }

    private func write(_ node: Int, into out: inout String) {
        // Depth is bounded by the parser, so the recursion is.
        let value = nodes[node].value
        switch nodes[node].kind {
        case .text: XMLDocument.escape(value, into: &out)
        case .literal: out += "<![CDATA[" + value + "]]>"
        case .element:
            out += "<" + value
            for attribute in attributes(of: node) {
                out += " " + attribute.name + "=\""
                XMLDocument.escape(attribute.value, quotes: true, into: &out)
                out += "\""
            }
            if nodes[node].firstChild < 0 {
                out += "/>"
            } else {
                out += ">"
                for child in children(node) { write(child, into: &out) }
                out += "</" + value + ">"
            }
        }
    }

    static func escape(_ text: String, quotes: Bool = false, into out: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"" where quotes: out += "&quot;"
            default: out.unicodeScalars.append(scalar)
            }
        }
    }

    /// The text of the element and of everything in it, as a reader would see it: white space folded, `br` a new line.
    func plainText(_ node: Int) -> String {
        var lines: [String] = [""]
        collectPlain(node, into: &lines)
        return lines.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
            .joined(separator: "\n").trimmed
    }

    private func collectPlain(_ node: Int, into lines: inout [String]) {
        for child in children(node) {
            switch nodes[child].kind {
            case .text, .literal: lines[lines.count - 1] += nodes[child].value
            case .element:
                let name = nodes[child].value
                if name == "br" || name == "p" || name == "li" { lines.append("") }
                collectPlain(child, into: &lines)
            }
        }
    }
}
