// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import ROSMessages

/// JSON to messages: what the encoder takes is a message, which as JSON makes the same message again.
/// Input: which type, the text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSONMessage(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let schema = input.choice(schemas)
        guard let value = try? JSONReader().value(input.all()) else { return }
        let encoder = MessageEncoder(now: { ROSTime(secs: 5, nsecs: 6) })
        guard let message = try? encoder.bytes(value, as: schema) else { return }
        must("the encoder made no message") { try MessageDecoder.validate(message, as: schema, exactly: true) }
        for lists in [false, true] {
            let writer = JSONWriter(pretty: lists, writesNonFinite: true, bytesAsLists: lists)
            let text = must("a message cannot be written as JSON") { try writer.text(message, as: schema) }
            let again = must("JSON of a message is no message") {
                try encoder.bytes(try JSONReader().value(text), as: schema)
            }
            check(again == message, "by way of JSON it is another message: \(text)")
        }
    }
}

private let schemas: [MessageSchema] = [
    "bool a\nint8 b\nuint8 c\nint16 d\nuint16 e\nint32 f\nuint32 g\nint64 h\nuint64 i\nfloat32 j\nfloat64 k\ntime l\n"
        + "duration m\nbyte n\nchar o\nstring p",
    "bool[] a\nint8[] b\nuint8[] c\nint16[2] d\nstring[] e\nfloat64[] g\nfloat32[2] h\ntime[] i\nchar[4] j\nInner k\n"
        + "Inner[] l\n" + String(repeating: "=", count: 80) + "\nMSG: fuzz_msgs/Inner\nstring x\nduration y\n",
    "float64 data", "duration data", "time data", "uint8[] data",
].map { text in
    must("a type of the fuzz target") {
        try MessageSchema.parse(name: MessageName(package: "fuzz_msgs", name: "Fuzz"), fullDefinition: text)
    }
}
