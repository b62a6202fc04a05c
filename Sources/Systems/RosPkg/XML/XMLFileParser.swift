// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

internal import CExpat

/// Reads XML with libexpat into an `XMLDocument`.
///
/// Document type declarations are refused: a manifest has no use for one, and without them there are no entities to
/// expand. Encodings are the parser's: UTF-8, UTF-16, ISO-8859-1 and US-ASCII. One instance can read many files.
final class XMLFileParser {
    /// Elements within elements.
    static let depthLimit = 256
    /// Elements and texts of one document.
    static let nodeLimit = 200_000

    private let parser: XML_Parser?
    fileprivate var document = XMLDocument()
    fileprivate var stack: [Int32] = []
    fileprivate var pending: [UInt8] = []
    fileprivate var pendingIsLiteral = false
    fileprivate var inLiteral = false
    fileprivate var refusal: String?

    init() { parser = XML_ParserCreate(nil) }

    deinit {
        if let parser { XML_ParserFree(parser) }
    }

    /// The document in `bytes`.
    ///
    /// - Throws: `RosPkgError` with code `malformed` or `limit`, and line and column.
    func parse(_ bytes: [UInt8], path: String? = nil) throws -> XMLDocument {
        guard let parser else { throw RosPkgError(.limit, "No memory for an XML parser.", path: path) }
        // A document that is not ours any more (the caller kept it) must not be copied to be emptied.
        document = XMLDocument()
        document.nodes.reserveCapacity(64)
        stack.removeAll(keepingCapacity: true)
        pending.removeAll(keepingCapacity: true)
        refusal = nil
        inLiteral = false
        XML_ParserReset(parser, nil)
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(parser, startElement, endElement)
        XML_SetCharacterDataHandler(parser, characters)
        XML_SetCdataSectionHandler(parser, startLiteral, endLiteral)
        XML_SetStartDoctypeDeclHandler(parser, startDoctype)
        guard bytes.count <= Files.sizeLimit else {
            throw RosPkgError(.limit, "Expected at most \(Files.sizeLimit) bytes, got \(bytes.count).", path: path)
        }
        let status = bytes.withUnsafeBytes { buffer in
            XML_Parse(
                parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), 1)
        }
        if status != XML_STATUS_OK {
            let line = Int(clamping: XML_GetCurrentLineNumber(parser))
            let column = Int(clamping: XML_GetCurrentColumnNumber(parser)) + 1
            if let refusal {
                throw RosPkgError(.malformed, refusal, path: path, line: line, column: column)
            }
            let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "unknown error"
            throw RosPkgError(.malformed, "Not well-formed XML: \(reason).", path: path, line: line, column: column)
        }
        guard !document.nodes.isEmpty else { throw RosPkgError(.malformed, "No element in the file.", path: path) }
        return document
    }

    fileprivate func stop(_ reason: String) {
        if refusal == nil { refusal = reason }
        if let parser { XML_StopParser(parser, 0) }
    }

    fileprivate var line: Int32 {
        parser.map { Int32(clamping: XML_GetCurrentLineNumber($0)) } ?? 0
    }

    fileprivate func append(_ node: XMLDocument.Node) {
        let index = Int32(document.nodes.count)
        document.nodes.append(node)
        guard let parent = stack.last.map(Int.init) else { return }
        let last = document.nodes[parent].lastChild
        if last >= 0 { document.nodes[Int(last)].next = index } else { document.nodes[parent].firstChild = index }
        document.nodes[parent].lastChild = index
    }

    fileprivate func flushText() {
        guard !pending.isEmpty else { return }
        defer { pending.removeAll(keepingCapacity: true) }
        if stack.isEmpty { return }
        if !pendingIsLiteral, stack.count == 1, pending.allSatisfy({ $0 == 0x20 || $0 == 0x0A || $0 == 0x09 }) {
            return  // The indentation between the elements of the root says nothing.
        }
        let count = Int32(document.attributes.count)
        append(
            XMLDocument.Node(
                kind: pendingIsLiteral ? .literal : .text, value: String(decoding: pending, as: UTF8.self), line: line,
                attributes: count..<count))
    }
}

private func reader(_ data: UnsafeMutableRawPointer?) -> XMLFileParser? {
    data.map { Unmanaged<XMLFileParser>.fromOpaque($0).takeUnretainedValue() }
}

private func startElement(
    _ data: UnsafeMutableRawPointer?, _ name: UnsafePointer<XML_Char>?,
    _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?
) {
    guard let reader = reader(data), let name, reader.refusal == nil else { return }
    reader.flushText()
    guard reader.stack.count < XMLFileParser.depthLimit else {
        return reader.stop("Elements more than \(XMLFileParser.depthLimit) deep.")
    }
    guard reader.document.nodes.count < XMLFileParser.nodeLimit else {
        return reader.stop("More than \(XMLFileParser.nodeLimit) elements.")
    }
    let first = Int32(reader.document.attributes.count)
    if var pair = attributes {
        while let key = pair[0], let value = pair[1] {
            reader.document.attributes.append(.init(name: String(cString: key), value: String(cString: value)))
            pair += 2
        }
    }
    let end = Int32(reader.document.attributes.count)
    reader.append(
        XMLDocument.Node(
            kind: .element, value: String(cString: name), line: reader.line, attributes: first..<end))
    reader.stack.append(Int32(reader.document.nodes.count - 1))
}

private func endElement(_ data: UnsafeMutableRawPointer?, _ name: UnsafePointer<XML_Char>?) {
    guard let reader = reader(data) else { return }
    reader.flushText()
    _ = reader.stack.popLast()
}

private func characters(_ data: UnsafeMutableRawPointer?, _ text: UnsafePointer<XML_Char>?, _ count: Int32) {
    guard let reader = reader(data), let text, count > 0 else { return }
    if reader.pendingIsLiteral != reader.inLiteral {
        reader.flushText()
        reader.pendingIsLiteral = reader.inLiteral
    }
    text.withMemoryRebound(to: UInt8.self, capacity: Int(count)) {
        reader.pending.append(contentsOf: UnsafeBufferPointer(start: $0, count: Int(count)))
    }
}

private func startLiteral(_ data: UnsafeMutableRawPointer?) {
    guard let reader = reader(data) else { return }
    reader.flushText()
    reader.inLiteral = true
}

private func endLiteral(_ data: UnsafeMutableRawPointer?) {
    guard let reader = reader(data) else { return }
    reader.flushText()
    reader.inLiteral = false
}

private func startDoctype(
    _ data: UnsafeMutableRawPointer?, _ name: UnsafePointer<XML_Char>?, _ system: UnsafePointer<XML_Char>?,
    _ publicID: UnsafePointer<XML_Char>?, _ hasInternal: Int32
) {
    reader(data)?.stop("A document type declaration is not accepted in a manifest; take <!DOCTYPE …> out.")
}
