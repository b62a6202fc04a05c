// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Reads BSON documents. Every length is checked before it is believed; depth and size are bounded.
public struct BSONReader: Sendable {
    /// How deep documents and arrays may be nested. Default: 100, as MongoDB has it.
    public var maximumDepth: Int
    /// How long a document may be, in bytes. Default: 256 MiB.
    public var maximumLength: Int

    /// A reader.
    public init(maximumDepth: Int = 100, maximumLength: Int = 256 << 20) {
        self.maximumDepth = maximumDepth
        self.maximumLength = maximumLength
    }

    /// Reads bytes that are exactly one document.
    /// - Throws: ``BSONError`` with the place.
    public func document(_ bytes: [UInt8]) throws(BSONError) -> BSONDocument {
        let (document, end) = try document(bytes, at: 0)
        guard end == bytes.count else {
            throw BSONError(offset: end, message: "the end is expected, \(bytes.count - end) more bytes came")
        }
        return document
    }

    /// Reads the document that begins at an offset.
    /// - Returns: the document, and the offset behind it.
    public func document(_ bytes: [UInt8], at offset: Int) throws(BSONError) -> (document: BSONDocument, end: Int) {
        var cursor = Cursor(bytes: bytes, index: offset, end: bytes.count)
        let length = try cursor.peekLength()
        guard length <= maximumLength else {
            throw BSONError(offset: offset, message: "a document of \(length) bytes came, at most \(maximumLength) are read")
        }
        let document = try cursor.document(depth: maximumDepth)
        return (document, cursor.index)
    }

    private struct Cursor {
        let bytes: [UInt8]
        var index: Int
        /// No element reaches beyond its document.
        var end: Int

        func fail(_ message: String, at offset: Int? = nil) -> BSONError {
            BSONError(offset: offset ?? index, message: message)
        }

        func require(_ count: Int, _ what: String) throws(BSONError) {
            guard index >= 0, count >= 0, count <= end - index else {
                throw fail("\(what) needs \(count) bytes, \(max(0, end - index)) are left")
            }
        }

        func peekLength() throws(BSONError) -> Int {
            try require(4, "the length of a document")
            let length = Int(Int32(truncatingIfNeeded: bits(4)))
            guard length >= 5 else { throw fail("a document has at least 5 bytes, its length says \(length)") }
            return length
        }

        /// Little-endian bits that are known to be there.
        func bits(_ count: Int) -> UInt64 {
            var result: UInt64 = 0
            for place in 0..<count { result |= UInt64(bytes[index + place]) << UInt64(8 * place) }
            return result
        }

        mutating func int32(_ what: String) throws(BSONError) -> Int32 {
            try require(4, what)
            defer { index += 4 }
            return Int32(truncatingIfNeeded: bits(4))
        }

        mutating func word(_ what: String) throws(BSONError) -> UInt64 {
            try require(8, what)
            defer { index += 8 }
            return bits(8)
        }

        mutating func take(_ count: Int, _ what: String) throws(BSONError) -> [UInt8] {
            try require(count, what)
            defer { index += count }
            return Array(bytes[index..<index + count])
        }

        mutating func document(depth: Int) throws(BSONError) -> BSONDocument {
            var document = BSONDocument()
            try elements(depth: depth) { document.entries.append(BSONDocument.Entry(name: $0, value: $1)) }
            return document
        }

        /// Elements until the document's end. The names of an array's elements say nothing: their order counts.
        mutating func elements(depth: Int, _ each: (String, BSONValue) -> Void) throws(BSONError) {
            guard depth > 0 else { throw fail("documents are nested too deep") }
            let start = index
            let length = try peekLength()
            guard length <= end - start else {
                throw fail("a document of \(length) bytes came where \(end - start) are left")
            }
            let outer = end
            end = start + length
            defer { end = outer }
            index += 4
            while true {
                try require(1, "the type of an element")
                let type = bytes[index]
                index += 1
                if type == 0 { break }
                let name = try name()
                each(name, try value(type, depth: depth))
            }
            guard index == end else {
                throw fail("a document ends here, \(end - index) bytes before the end that its length says")
            }
        }

        mutating func name() throws(BSONError) -> String {
            guard let zero = bytes[index..<end].firstIndex(of: 0) else { throw fail("a name has no end") }
            guard let name = String(validating: bytes[index..<zero], as: UTF8.self) else { throw fail("a name is no UTF-8") }
            index = zero + 1
            return name
        }

        mutating func value(_ type: UInt8, depth: Int) throws(BSONError) -> BSONValue {
            switch type {
            case 0x01: return .double(Double(bitPattern: try word("a number")))
            case 0x02: return .string(try string())
            case 0x03: return .document(try document(depth: depth - 1))
            case 0x04:
                var values: [BSONValue] = []
                try elements(depth: depth - 1) { values.append($1) }
                return .array(values)
            case 0x05: return try binary()
            case 0x06, 0x0a: return .null
            case 0x07: return .objectID(try take(12, "an object id"))
            case 0x08:
                let byte = try take(1, "a boolean")[0]
                guard byte <= 1 else { throw fail("a boolean is 0 or 1, \(byte) came", at: index - 1) }
                return .bool(byte == 1)
            case 0x09: return .datetime(Int64(bitPattern: try word("a moment")))
            case 0x10: return .int32(try int32("an integer"))
            case 0x11: return .uint64(try word("an integer"))
            case 0x12: return .int64(Int64(bitPattern: try word("an integer")))
            case 0x13: return .decimal128(try take(16, "a decimal"))
            default: throw fail("elements of type 0x\(String(type, radix: 16)) are not read")
            }
        }

        mutating func string() throws(BSONError) -> String {
            let start = index
            let length = Int(try int32("the length of a text"))
            guard length >= 1 else { throw fail("a text has at least 1 byte, its length says \(length)", at: start) }
            try require(length, "a text")
            guard bytes[index + length - 1] == 0 else { throw fail("a text does not end with 0", at: index + length - 1) }
            guard let text = String(validating: bytes[index..<index + length - 1], as: UTF8.self) else {
                throw fail("a text is no UTF-8")
            }
            index += length
            return text
        }

        mutating func binary() throws(BSONError) -> BSONValue {
            let start = index
            let length = Int(try int32("the length of bytes"))
            guard length >= 0 else { throw fail("bytes have a length of \(length)", at: start) }
            let subtype = try take(1, "the subtype of bytes")[0]
            guard subtype == 2 else { return .binary(try take(length, "bytes"), subtype: subtype) }
            // The old form has its length twice.
            let inner = Int(try int32("the inner length of bytes"))
            guard inner == length - 4 else {
                throw fail("old bytes have lengths \(length) and \(inner), which do not fit", at: start)
            }
            return .binary(try take(inner, "bytes"), subtype: 0)
        }
    }
}
