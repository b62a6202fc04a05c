// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension ArrowArray {
    // MARK: Numbers

    /// Numbers.
    public init<Element: ArrowElement>(_ values: [Element]) {
        self.init(
            Element.arrowType, values.count, nullCount: 0, validity: nil, buffers: [ArrowBytes(elements: values)])
    }

    /// Numbers, `nil` for nulls.
    public init<Element: ArrowElement>(_ values: [Element?]) {
        self.init(Element.arrowType, values, filler: .zero)
    }

    /// Times, dates and durations from the integers that they consist of.
    /// - Throws: ``ArrowError`` `invalidArgument` when such numbers are not those of the type.
    public init<Element: ArrowElement>(_ values: [Element?], type: ArrowType) throws(ArrowError) {
        guard Element.isStorage(of: type) else {
            throw ArrowError(.invalidArgument, "values of \(type) do not consist of \(Element.self)")
        }
        self.init(type, values, filler: .zero)
    }

    /// Numbers that are filled in place: `fill` gets memory of `count` elements, all zero.
    public init<Element: ArrowElement>(
        count: Int, of element: Element.Type, fill: (UnsafeMutableBufferPointer<Element>) -> Void
    ) {
        let count = max(count, 0)
        let bytes = ArrowBytes(byteCount: count * MemoryLayout<Element>.stride) { bytes in
            bytes.initializeMemory(as: UInt8.self, repeating: 0)
            fill(bytes.assumingMemoryBound(to: Element.self))
        }
        self.init(Element.arrowType, count, nullCount: 0, validity: nil, buffers: [bytes])
    }

    private init<Element: BitwiseCopyable>(_ type: ArrowType, _ values: [Element?], filler: Element) {
        let (validity, nullCount) = Self.validity(values)
        self.init(
            type, values.count, nullCount: nullCount, validity: validity,
            buffers: [ArrowBytes(elements: values.map { $0 ?? filler })])
    }

    // MARK: Others

    /// Truth values, `nil` for nulls.
    public init(_ values: [Bool?]) {
        let (validity, nullCount) = Self.validity(values)
        self.init(
            .bool, values.count, nullCount: nullCount, validity: validity,
            buffers: [Self.bits(values.map { $0 ?? false })])
    }

    /// Text, `nil` for nulls; `large_string` from 2 GiB on.
    public init(_ values: [String?]) {
        self.init(values.map { $0.map(\.utf8) }, .string, .largeString)
    }

    /// Bytes, `nil` for nulls; `large_binary` from 2 GiB on.
    public init(_ values: [[UInt8]?]) { self.init(values, .binary, .largeBinary) }

    private init(_ values: [(some Collection<UInt8>)?], _ small: ArrowType, _ large: ArrowType) {
        let size = values.reduce(0) { $0 + ($1?.count ?? 0) }
        var offsets: [Int64] = [0]
        offsets.reserveCapacity(values.count + 1)
        let bytes = ArrowBytes(byteCount: size) { target in
            var at = 0
            for value in values {
                if let value {
                    UnsafeMutableRawBufferPointer(rebasing: target[at...]).copyBytes(from: value)
                    at += value.count
                }
                offsets.append(Int64(at))
            }
        }
        let (validity, nullCount) = Self.validity(values)
        let (type, places) = Self.offsets(offsets, small, large)
        self.init(type, values.count, nullCount: nullCount, validity: validity, buffers: [places, bytes])
    }

    /// Moments, of which as much is kept as the unit has; `nil` for nulls.
    /// - Throws: ``ArrowError`` `invalidArgument` when one is too far away to be counted in that unit.
    public init(
        _ values: [ArrowMoment?], unit: ArrowTimeUnit = .microsecond, zone: String? = "UTC"
    ) throws(ArrowError) {
        var numbers: [Int64?] = []
        for value in values {
            guard let value else {
                numbers.append(nil)
                continue
            }
            let (whole, overflows) = value.secondsSince1970.multipliedReportingOverflow(by: unit.perSecond)
            let (number, overflowsToo) = whole.addingReportingOverflow(
                Int64(value.nanosecond) / (1_000_000_000 / unit.perSecond))
            guard !overflows, !overflowsToo else {
                throw ArrowError(.invalidArgument, "\(value) cannot be counted in \(unit)")
            }
            numbers.append(number)
        }
        try self.init(numbers, type: .timestamp(unit, zone: zone))
    }

    /// Days, `nil` for nulls.
    public init(_ values: [ArrowDate?]) {
        self.init(.date32, values.map { $0.map { Int32(clamping: $0.daysSince1970) } }, filler: 0)
    }

    /// Decimal numbers of 128 bits without their point, `nil` for nulls.
    /// - Throws: ``ArrowError`` `invalidArgument` when no decimal number has such a precision or scale.
    public init(decimals values: [Int128?], precision: Int = 38, scale: Int) throws(ArrowError) {
        guard (1...38).contains(precision), abs(scale) <= precision else {
            throw ArrowError(.invalidArgument, "decimal128(\(precision), \(scale)) is no type")
        }
        self.init(.decimal(bitWidth: 128, precision: precision, scale: scale), values, filler: 0)
    }

    // MARK: Nested

    /// Lists: how long each is, `nil` for nulls, and the elements of all, one after the other.
    /// - Throws: ``ArrowError`` `invalidArgument` when the lengths do not add up to the elements.
    public init(listsOf elements: ArrowArray, lengths: [Int?]) throws(ArrowError) {
        var offsets: [Int64] = [0]
        var at = 0
        for length in lengths {
            guard let length = length ?? 0 as Int?, length >= 0, length <= elements.count - at else {
                throw ArrowError(.invalidArgument, "the lists have more elements than the \(elements.count) there are")
            }
            at += length
            offsets.append(Int64(at))
        }
        guard at == elements.count else {
            throw ArrowError(.invalidArgument, "the lists have \(at) elements, \(elements.count) are there")
        }
        let (validity, nullCount) = Self.validity(lengths)
        let field = ArrowField("item", elements.type)
        let (type, places) = Self.offsets(offsets, .list(field), .largeList(field))
        self.init(
            type, lengths.count, nullCount: nullCount, validity: validity, buffers: [places], children: [elements])
    }

    /// Structs: the values of each field, in order.
    /// - Throws: ``ArrowError`` `invalidArgument` when the fields have different numbers of values, or there are none.
    public init(structs fields: KeyValuePairs<String, ArrowArray>) throws(ArrowError) {
        guard let count = fields.first?.value.count, fields.allSatisfy({ $0.value.count == count }) else {
            throw ArrowError(
                .invalidArgument, "the fields of structs have \(fields.map(\.value.count)) values; as many are expected"
            )
        }
        self.init(
            .structure(fields.map { ArrowField($0.key, $0.value.type) }), count, nullCount: 0, validity: nil,
            buffers: [],
            children: fields.map(\.value))
    }

    /// Values of which each is one of a few: their places in a dictionary, `nil` for nulls.
    /// - Throws: ``ArrowError`` `invalidArgument` when a place is not in it.
    public init(dictionary: ArrowArray, indices: [Int32?]) throws(ArrowError) {
        guard indices.allSatisfy({ $0.map { $0 >= 0 && Int($0) < dictionary.count } ?? true }) else {
            throw ArrowError(.invalidArgument, "an index is not among the \(dictionary.count) values of the dictionary")
        }
        let (validity, nullCount) = Self.validity(indices)
        self.init(
            .dictionary(index: .int32, values: dictionary.type, isOrdered: false), indices.count, nullCount: nullCount,
            validity: validity, buffers: [ArrowBytes(elements: indices.map { $0 ?? 0 })], dictionary: dictionary)
    }

    // MARK: Parts

    private static func validity<Element>(_ values: [Element?]) -> (ArrowBytes?, Int) {
        let nullCount = values.reduce(0) { $0 + ($1 == nil ? 1 : 0) }
        return (nullCount == 0 ? nil : bits(values.map { $0 != nil }), nullCount)
    }

    private static func bits(_ flags: [Bool]) -> ArrowBytes {
        var bytes = [UInt8](repeating: 0, count: (flags.count + 7) / 8)
        for (index, flag) in flags.enumerated() where flag { bytes[index >> 3] |= 1 << UInt8(index & 7) }
        return ArrowBytes(copying: bytes)
    }

    /// Offsets of 32 bits where they suffice.
    private static func offsets(_ offsets: [Int64], _ small: ArrowType, _ large: ArrowType) -> (ArrowType, ArrowBytes) {
        guard let last = offsets.last, last > Int32.max else {
            return (small, ArrowBytes(elements: offsets.map { Int32(truncatingIfNeeded: $0) }))
        }
        return (large, ArrowBytes(elements: offsets))
    }
}
