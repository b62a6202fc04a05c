// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension ArrowArray {
    /// The value at an index.
    ///
    /// Dictionary-encoded values are those of the dictionary. A map is a list of records `key` and `value`.
    /// - Throws: ``ArrowError`` `malformed` when it leads out of what there is.
    public func value(at index: Int) throws(ArrowError) -> ArrowValue {
        var budget = Int.max
        return try value(at: index, spending: &budget)
    }

    /// The value at an index, which costs what it takes in memory: what stands in a dictionary once can come often.
    /// - Throws: ``ArrowError`` `limitExceeded` when that is more than the budget has.
    func value(at index: Int, spending budget: inout Int) throws(ArrowError) -> ArrowValue {
        try spend(MemoryLayout<ArrowValue>.stride, from: &budget)
        guard index >= 0, index < count else {
            throw ArrowError(.invalidArgument, "there is no value \(index) among \(count)")
        }
        guard !isNull(index) else { return .null }
        switch type {
        case .null: return .null
        case .bool: return .bool(try bool(index))
        case .int8: return .int(Int64(try number(index, as: Int8.self)))
        case .int16: return .int(Int64(try number(index, as: Int16.self)))
        case .int32: return .int(Int64(try number(index, as: Int32.self)))
        case .int64: return .int(try number(index))
        case .uint8: return .uint(UInt64(try number(index, as: UInt8.self)))
        case .uint16: return .uint(UInt64(try number(index, as: UInt16.self)))
        case .uint32: return .uint(UInt64(try number(index, as: UInt32.self)))
        case .uint64: return .uint(try number(index))
        case .float16: return .double(try half(index))
        case .float32: return .double(Double(try number(index, as: Float.self)))
        case .float64: return .double(try number(index))
        case .string, .largeString:
            try spend(try range(index).count, from: &budget)
            return .string(try text(index))
        case .binary, .largeBinary, .fixedSizeBinary:
            try spend(try range(index).count, from: &budget)
            return .bytes(try withBytes(index) { Array($0) })
        case .date32, .date64: return .date(try date(index))
        case .time32, .time64: return .time(try time(index))
        case .timestamp: return .moment(try moment(index))
        case .duration: return .duration(try duration(index))
        case .decimal: return .decimal(try decimal(index))
        case .list, .largeList, .fixedSizeList, .map:
            guard let child = children.first else { throw missing(index) }
            var elements: [ArrowValue] = []
            for place in try range(index) { elements.append(try child.value(at: place, spending: &budget)) }
            return .list(elements)
        case .structure(let fields):
            var entries: [ArrowEntry] = []
            for (field, child) in zip(fields, children) {
                entries.append(ArrowEntry(field.name, try child.value(at: index, spending: &budget)))
            }
            return .record(entries)
        case .dictionary:
            guard let dictionary else { throw missing(index) }
            return try dictionary.value(at: try place(index), spending: &budget)
        }
    }

    private func spend(_ bytes: Int, from budget: inout Int) throws(ArrowError) {
        guard bytes <= budget else { throw ArrowError(.limitExceeded, "the values take more memory than they may") }
        budget -= bytes
    }

    // MARK: Of one type

    func bool(_ index: Int) throws(ArrowError) -> Bool {
        guard case .bool = type, let bytes = buffers.first else { throw wrongType("Bool") }
        return bytes.bit(index)
    }

    func text(_ index: Int) throws(ArrowError) -> String {
        switch type {
        case .string, .largeString: try withBytes(index) { String(decoding: $0, as: UTF8.self) }
        default: throw wrongType("String")
        }
    }

    func date(_ index: Int) throws(ArrowError) -> ArrowDate {
        switch type {
        case .date32: ArrowDate(daysSince1970: Int(try number(index, as: Int32.self)))
        case .date64: ArrowDate(daysSince1970: Int(try number(index, as: Int64.self).floored(by: 86_400_000).0))
        default: throw wrongType("ArrowDate")
        }
    }

    func time(_ index: Int) throws(ArrowError) -> ArrowTime {
        let (number, unit): (Int64, ArrowTimeUnit)
        switch type {
        case .time32(let known): (number, unit) = (Int64(try self.number(index, as: Int32.self)), known)
        case .time64(let known): (number, unit) = (try self.number(index), known)
        default: throw wrongType("ArrowTime")
        }
        let (nanoseconds, overflows) = number.multipliedReportingOverflow(by: 1_000_000_000 / unit.perSecond)
        guard !overflows else { throw ArrowError(.malformed, "value \(index) is no time of a day") }
        return ArrowTime(nanoseconds: nanoseconds)
    }

    func moment(_ index: Int) throws(ArrowError) -> ArrowMoment {
        guard case .timestamp(let unit, let zone) = type else { throw wrongType("ArrowMoment") }
        return ArrowMoment(try number(index), unit, zone: zone)
    }

    func duration(_ index: Int) throws(ArrowError) -> Duration {
        guard case .duration(let unit) = type else { throw wrongType("Duration") }
        let (seconds, rest) = try number(index, as: Int64.self).quotientAndRemainder(dividingBy: unit.perSecond)
        return Duration(
            secondsComponent: seconds,
            attosecondsComponent: rest * (1_000_000_000 / unit.perSecond) * 1_000_000_000)
    }

    func decimal(_ index: Int) throws(ArrowError) -> ArrowDecimal {
        guard case .decimal(let bitWidth, _, let scale) = type else { throw wrongType("ArrowDecimal") }
        if bitWidth == 32 { return ArrowDecimal(unscaled: Int128(try number(index, as: Int32.self)), scale: scale) }
        var limbs: [UInt64] = []
        for limb in 0..<bitWidth / 64 { limbs.append(try number(index * (bitWidth / 64) + limb)) }
        return ArrowDecimal(limbs: limbs, scale: scale)
    }

    /// A number of 16 bits (IEEE 754 binary16), which not every platform has as a type.
    private func half(_ index: Int) throws(ArrowError) -> Double {
        let bits = try number(index, as: UInt16.self)
        let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023))
        let magnitude: Double =
            switch exponent {
            case 0: fraction * 0x1p-24
            case 31: fraction == 0 ? .infinity : .nan
            default: (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
            }
        return bits >> 15 == 1 ? -magnitude : magnitude
    }
}
