// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The values of a column in one batch, or what is nested in one. They lie where they were read from and are decoded when
/// they are asked for; ``ArrowColumn`` has them as Swift's types.
public struct ArrowArray: Sendable {
    /// The type of the values.
    public let type: ArrowType
    /// How many values there are, nulls included.
    public let count: Int
    /// How many of them are null, as who wrote it says.
    public let nullCount: Int
    /// What is nested in it: the elements of lists, the fields of structs.
    public let children: [ArrowArray]
    let validity: ArrowBytes?
    /// Offsets before values.
    let buffers: [ArrowBytes]
    private let dictionaries: [ArrowArray]

    /// What its indices stand for, when it is dictionary-encoded.
    public var dictionary: ArrowArray? { dictionaries.first }

    init(
        _ type: ArrowType, _ count: Int, nullCount: Int, validity: ArrowBytes?, buffers: [ArrowBytes],
        children: [ArrowArray] = [], dictionary: ArrowArray? = nil
    ) {
        self.type = type
        self.count = count
        self.nullCount = nullCount
        self.validity = validity
        self.buffers = buffers
        self.children = children
        dictionaries = dictionary.map { [$0] } ?? []
    }

    /// Whether the value at an index is null; beyond the end all are.
    public func isNull(_ index: Int) -> Bool {
        guard index >= 0, index < count else { return true }
        if case .null = type { return true }
        return validity.map { !$0.bit(index) } ?? false
    }

    /// The numbers in place, nulls as whatever stands there. Times, dates and durations are the integers they consist of.
    /// - Throws: ``ArrowError`` `wrongType` when they are of another type, or what `body` throws.
    public func withSpan<Element: ArrowElement, Result>(
        as element: Element.Type = Element.self, _ body: (Span<Element>) throws -> Result
    ) throws -> Result {
        guard Element.isStorage(of: type), let bytes = buffers.first else { throw wrongType("\(Element.self)") }
        return try bytes.withUnsafeBytes { raw in
            // The reader saw to size and alignment.
            let elements = UnsafeRawBufferPointer(rebasing: raw[..<(count * MemoryLayout<Element>.stride)])
                .assumingMemoryBound(to: Element.self)
            return try body(elements.span)
        }
    }

    func wrongType(_ wanted: String) -> ArrowError {
        ArrowError(.wrongType, "\(wanted) is asked for, the values are \(type)")
    }

    func missing(_ index: Int) -> ArrowError {
        ArrowError(.malformed, "value \(index) leads out of what there is")
    }

    // MARK: Parts

    /// The number at an index.
    func number<Element: BitwiseCopyable>(_ index: Int, as type: Element.Type = Element.self) throws(ArrowError)
        -> Element
    {
        guard let number: Element = buffers.first?.element(index) else { throw missing(index) }
        return number
    }

    /// Where in its children or bytes the value at an index is.
    func range(_ index: Int) throws(ArrowError) -> Range<Int> {
        let (lower, upper, limit): (Int64, Int64, Int)
        switch type {
        case .fixedSizeList(_, let length): return index * length..<(index + 1) * length
        case .fixedSizeBinary(let length): return index * length..<(index + 1) * length
        case .largeString, .largeBinary, .largeList: (lower, upper) = (try number(index), try number(index + 1))
        default:
            (lower, upper) = (Int64(try number(index, as: Int32.self)), Int64(try number(index + 1, as: Int32.self)))
        }
        limit = children.first?.count ?? buffers.last?.count ?? 0
        guard lower >= 0, lower <= upper, upper <= Int64(limit) else { throw missing(index) }
        return Int(lower)..<Int(upper)
    }

    /// The bytes of text or binary at an index, in place.
    func withBytes<Result>(
        _ index: Int, _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(ArrowError) -> Result {
        let range = try range(index)
        guard let bytes = buffers.last?.slice(range.lowerBound, range.count) else { throw missing(index) }
        return bytes.withUnsafeBytes { body($0) }
    }

    /// The place in the dictionary that the value at an index stands for.
    func place(_ index: Int) throws(ArrowError) -> Int {
        guard case .dictionary(let type, _, _) = type else { throw wrongType("dictionary") }
        let place =
            switch type {
            case .int8: Int(try number(index, as: Int8.self))
            case .int16: Int(try number(index, as: Int16.self))
            case .int32: Int(try number(index, as: Int32.self))
            case .int64: Int(try number(index, as: Int64.self))
            case .uint8: Int(try number(index, as: UInt8.self))
            case .uint16: Int(try number(index, as: UInt16.self))
            case .uint32: Int(try number(index, as: UInt32.self))
            default: Int(clamping: try number(index, as: UInt64.self))
            }
        guard place >= 0, place < dictionary?.count ?? 0 else { throw missing(index) }
        return place
    }
}

/// Some rows of a table.
public struct ArrowBatch: Sendable {
    /// How many rows.
    public let rowCount: Int
    /// A piece of each column, in the schema's order.
    public let columns: [ArrowArray]

    init(rowCount: Int, columns: [ArrowArray]) {
        self.rowCount = rowCount
        self.columns = columns
    }
}
