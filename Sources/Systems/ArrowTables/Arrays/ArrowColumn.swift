// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A column of a table over all its batches.
///
/// What is asked for is a copy in Swift's types; ``ArrowArray/withSpan(as:_:)`` of its ``chunks`` reads numbers in place.
public struct ArrowColumn: Sendable {
    /// Its name and type.
    public let field: ArrowField
    /// Its piece of each batch.
    public let chunks: [ArrowArray]

    /// A column of pieces.
    init(_ field: ArrowField, _ chunks: [ArrowArray]) {
        self.field = field
        self.chunks = chunks
    }

    /// How many values it has, nulls included.
    public var count: Int { chunks.reduce(0) { $0 + $1.count } }
    /// How many of them are null.
    public var nullCount: Int { chunks.reduce(0) { $0 + $1.nullCount } }

    // MARK: Numbers

    /// The numbers of a column without nulls. Times, dates and durations are the integers they consist of.
    /// - Throws: ``ArrowError`` `wrongType`, `hasNulls`.
    public func values<Element: ArrowElement>(as type: Element.Type = Element.self) throws(ArrowError) -> [Element] {
        try expect(Element.self)
        guard nullCount == 0 else {
            throw ArrowError(
                .hasNulls, "\(nullCount) of \(count) values are null: ask for optionals(as: \(Element.self).self)",
                column: field.name)
        }
        var values: [Element] = []
        values.reserveCapacity(count)
        for chunk in chunks {
            chunk.buffers.first?.withUnsafeBytes { raw in
                let part = UnsafeRawBufferPointer(rebasing: raw[..<(chunk.count * MemoryLayout<Element>.stride)])
                values.append(contentsOf: part.assumingMemoryBound(to: Element.self))
            }
        }
        return values
    }

    /// The numbers, `nil` for nulls.
    /// - Throws: ``ArrowError`` `wrongType`.
    public func optionals<Element: ArrowElement>(as type: Element.Type = Element.self) throws(ArrowError) -> [Element?]
    {
        try expect(Element.self)
        return try all { array, index throws(ArrowError) in try array.number(index, as: Element.self) }
    }

    private func expect<Element: ArrowElement>(_ element: Element.Type) throws(ArrowError) {
        guard Element.isStorage(of: field.type) else {
            throw ArrowError(
                .wrongType, "\(Element.self) is asked for, the values are \(field.type)", column: field.name)
        }
    }

    // MARK: Others, `nil` for nulls

    /// Truth values.
    /// - Throws: ``ArrowError`` `wrongType`.
    public func bools() throws(ArrowError) -> [Bool?] {
        try all { array, index throws(ArrowError) in try array.bool(index) }
    }

    /// Text. What is dictionary-encoded is decoded once per entry of the dictionary.
    /// - Throws: ``ArrowError`` `wrongType`, `malformed`.
    public func strings() throws(ArrowError) -> [String?] {
        guard case .dictionary = field.type else {
            return try all { array, index throws(ArrowError) in try array.text(index) }
        }
        var strings: [String?] = []
        strings.reserveCapacity(count)
        for chunk in chunks {
            guard let dictionary = chunk.dictionary else { continue }
            let entries = try ArrowColumn(ArrowField(field.name, dictionary.type), [dictionary]).strings()
            for index in 0..<chunk.count {
                strings.append(
                    chunk.isNull(index) ? nil : entries[try located { () throws(ArrowError) in try chunk.place(index) }]
                )
            }
        }
        return strings
    }

    /// Bytes, of fixed size as well.
    /// - Throws: ``ArrowError`` `wrongType`, `malformed`.
    public func binaries() throws(ArrowError) -> [[UInt8]?] {
        switch field.type {
        case .binary, .largeBinary, .fixedSizeBinary: break
        default: throw ArrowError(.wrongType, "bytes are asked for, the values are \(field.type)", column: field.name)
        }
        return try all { array, index throws(ArrowError) in try array.withBytes(index) { Array($0) } }
    }

    /// Days.
    /// - Throws: ``ArrowError`` `wrongType`.
    public func dates() throws(ArrowError) -> [ArrowDate?] {
        try all { array, index throws(ArrowError) in try array.date(index) }
    }

    /// Times of a day.
    /// - Throws: ``ArrowError`` `wrongType`, `malformed`.
    public func times() throws(ArrowError) -> [ArrowTime?] {
        try all { array, index throws(ArrowError) in try array.time(index) }
    }

    /// Moments.
    /// - Throws: ``ArrowError`` `wrongType`.
    public func moments() throws(ArrowError) -> [ArrowMoment?] {
        try all { array, index throws(ArrowError) in try array.moment(index) }
    }

    /// Spans of time.
    /// - Throws: ``ArrowError`` `wrongType`.
    public func durations() throws(ArrowError) -> [Duration?] {
        try all { array, index throws(ArrowError) in try array.duration(index) }
    }

    /// Decimal numbers.
    /// - Throws: ``ArrowError`` `wrongType`.
    public func decimals() throws(ArrowError) -> [ArrowDecimal?] {
        try all { array, index throws(ArrowError) in try array.decimal(index) }
    }

    /// Values of whatever type: lists, structs, maps, what dictionaries stand for.
    /// - Throws: ``ArrowError`` `malformed`.
    public func values() throws(ArrowError) -> [ArrowValue] {
        var budget = Int.max
        return try values(spending: &budget)
    }

    /// The same, as long as the budget lasts: about the bytes that they take in memory.
    /// - Throws: ``ArrowError`` `limitExceeded`, `malformed`.
    package func values(spending budget: inout Int) throws(ArrowError) -> [ArrowValue] {
        var values: [ArrowValue] = []
        for chunk in chunks {
            for index in 0..<chunk.count {
                do {
                    values.append(try chunk.value(at: index, spending: &budget))
                } catch {
                    throw error.of(field.name)
                }
            }
        }
        return values
    }

    // MARK: What is nested

    /// A field of a column of structs. Where a struct is null its fields are of no meaning.
    /// - Throws: ``ArrowError`` `noSuchColumn`.
    public subscript(name: String) -> ArrowColumn {
        get throws(ArrowError) {
            guard case .structure(let fields) = field.type, let place = fields.firstIndex(where: { $0.name == name })
            else { throw ArrowError(.noSuchColumn, "\(field.type) has no field '\(name)'", column: field.name) }
            return ArrowColumn(fields[place], chunks.map { $0.children[place] })
        }
    }

    private func all<Element>(
        _ element: (ArrowArray, Int) throws(ArrowError) -> Element
    ) throws(ArrowError) -> [Element?] {
        var elements: [Element?] = []
        elements.reserveCapacity(count)
        for chunk in chunks {
            for index in 0..<chunk.count {
                elements.append(
                    chunk.isNull(index) ? nil : try located { () throws(ArrowError) in try element(chunk, index) })
            }
        }
        return elements
    }

    private func located<Result>(_ body: () throws(ArrowError) -> Result) throws(ArrowError) -> Result {
        do { return try body() } catch { throw error.of(field.name) }
    }
}
