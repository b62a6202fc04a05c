// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import ROSMessages

/// JSON to values and back. What was read is written as text that reads the same, on one line and on many.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        guard let value = try? JSONReader().value(bytes) else { return }
        for isPretty in [false, true] {
            let text = JSONWriter(pretty: isPretty).text(value)
            let again = must("our own JSON cannot be read") { try JSONReader().value(text) }
            // A number beyond Double is infinite, which JSON has no word for but null.
            check(JSONWriter(pretty: isPretty).text(again) == text, "written and read again it is another value")
        }
        _ = try? ValueDecoder.decode(Shape.self, from: value)
        _ = try? ValueDecoder.decode([String: [Double?]].self, from: value)
        if let shape = try? ValueDecoder.decode([Shape].self, from: value) {
            let written = must("a decoded value cannot be written") { try ValueEncoder.encode(shape) }
            let again = must("an encoded value cannot be read") { try ValueDecoder.decode([Shape].self, from: written) }
            check(again == shape, "encoded and decoded it is another one")
        }
    }
}

private struct Shape: Codable, Equatable {
    var name: String?
    var count: Int?
    var small: UInt8?
    var ratio: Float?
    var wide: UInt64?
    var flag: Bool?
    var inner: [Shape]?
}
