// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension Quantity {
    /// Reads a number with a unit: `3.5 mm`, `-4e-3m/s`, `25 °C`, `10`, `mm` (one millimetre), `nan V`.
    ///
    /// A number without point or exponent is an integer.
    /// - Throws: ``QuantityError`` with ``QuantityError/Code/syntax`` or ``QuantityError/Code/unknownUnit``.
    public init(parsing text: String) throws(QuantityError) {
        guard text.utf8.count <= UnitParser.lengthLimit else {
            throw QuantityError(
                code: .syntax,
                message: "a quantity of at most \(UnitParser.lengthLimit) bytes is expected, \(text.utf8.count) came")
        }
        var rest = Substring(text)
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        guard !rest.isEmpty else {
            throw QuantityError(code: .syntax, message: "a number with a unit is expected, nothing came", position: 0)
        }
        let number = Self.number(&rest)
        if number != nil, let next = rest.utf8.first, next == UInt8(ascii: ".") {
            throw QuantityError(
                code: .syntax, message: "a unit is expected after the number, '.' came",
                position: text.utf8.count - rest.utf8.count)
        }
        let (scale, unit) = try UnitParser.scaled(rest, in: .shared, opaque: false)
        let magnitude = number ?? .integer(1)
        self.init(scale == 1 ? magnitude : try magnitude.combined(.multiply, .double(scale)), unit)
    }

    /// Takes a number from the start of the text.
    private static func number(_ text: inout Substring) -> Magnitude? {
        let bytes = Array(text.utf8)
        var end = 0
        if end < bytes.count, bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: "+") { end += 1 }
        for word in ["nan", "inf"] where bytes[end...].starts(with: word.utf8) {
            let after = end + word.utf8.count
            guard after == bytes.count || bytes[after] == 0x20 else { continue }
            let value: Double = word == "nan" ? .nan : bytes[0] == UInt8(ascii: "-") ? -.infinity : .infinity
            text = Substring(decoding: bytes[after...], as: UTF8.self)
            return .double(value)
        }
        func digits() -> Int {
            let start = end
            while end < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[end]) { end += 1 }
            return end - start
        }
        var count = digits()
        var isInteger = true
        if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
            end += 1
            count += digits()
            isInteger = false
        }
        guard count > 0 else { return nil }
        let mantissa = end
        if end < bytes.count, bytes[end] == UInt8(ascii: "e") || bytes[end] == UInt8(ascii: "E") {
            end += 1
            if end < bytes.count, bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: "+") { end += 1 }
            // 2eV is two electronvolts.
            if digits() == 0 { end = mantissa } else { isInteger = false }
        }
        let literal = String(decoding: bytes[..<end], as: UTF8.self)
        text = Substring(decoding: bytes[end...], as: UTF8.self)
        if isInteger, let value = Int64(literal) { return .integer(value) }
        return Double(literal).map { .double($0) }
    }
}
