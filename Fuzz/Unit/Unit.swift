// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import Quantities

/// Units and quantities as text. A unit reads as the same when it is written and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzUnit(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        _ = Unit(text).description
        if let unit = try? Unit(parsing: text) {
            let again = must("the unit '\(unit)' of '\(text)' is refused") { try Unit(parsing: unit.description) }
            check(again == unit, "'\(unit)' is another unit than '\(text)'")
            check(unit.isCompatible(with: unit), "'\(unit)' is not compatible with itself")
            _ = try? unit.multiplied(by: unit).divided(by: unit).raised(to: 0.5)
        }
        if let quantity = try? Quantity(parsing: text) {
            _ = (quantity.description, quantity.formatted(precision: 3))
            _ = try? quantity.converted(to: quantity.unit)
            _ = try? quantity * quantity
        }
    }
}
