// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import NIOCore
import ROSMessages

/// Messages as bytes: all readers agree on what is a message and what is in it, and what was read is written as it was.
/// Input: which type, the bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMessageBytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let schema = input.choice(schemas)
        let message = ByteBuffer(bytes: input.all())
        let isValid = (try? MessageDecoder.validate(message, as: schema)) != nil
        let isExact = (try? MessageDecoder.validate(message, as: schema, exactly: true)) != nil
        let view = MessageView(message, as: schema)
        var value: Value?
        var text: String?
        do throws(MessageError) {
            value = try MessageDecoder.value(message, as: schema)
            text = try JSONWriter(writesNonFinite: true).text(message, as: schema)
            check(isValid, "a message that is skipped is another one than a message that is read")
        } catch {
            // Elements without bytes cost nothing when they are skipped; read, there is a limit.
            check(!isValid || error.code == .limitExceeded, "what is skipped cannot be read: \(error)")
            check(value == nil, "what is read cannot be written as JSON: \(error)")
        }
        guard let value else {
            // Nothing of a broken message may trap either.
            for field in schema.fields { _ = view[dynamicMember: field.name]?.description }
            return
        }
        examine(view, value)
        check(JSONWriter(writesNonFinite: true).text(value) == text, "JSON of the bytes and of the value differ")
        guard isExact else { return }
        let encoder = MessageEncoder(now: { ROSTime(secs: 0, nsecs: 0) })
        let written = must("a value that was read cannot be written") { try encoder.bytes(value, as: schema) }
        let again = must("a value that was written cannot be read") { try MessageDecoder.value(written, as: schema) }
        let packed = MessagePack.encode(again)
        // NaN is not equal to itself, its bytes are.
        check(packed == MessagePack.encode(value), "written and read again it is another value")
        let unpacked = must("our own MessagePack cannot be read") { try MessagePack.decode(packed) }
        let repacked = must("a value from MessagePack cannot be written") { try encoder.bytes(unpacked, as: schema) }
        check(repacked == written, "by way of MessagePack it is another message")
    }
}

private func examine(_ view: MessageView, _ value: Value) {
    guard let whole = try? view.value() else { return check(false, "a view cannot read what the decoder can") }
    check(MessagePack.encode(whole) == MessagePack.encode(value), "a view reads another value")
    if let record = value.record {
        for entry in record.entries {
            guard let field = view[dynamicMember: entry.name] else { return check(false, "no view of \(entry.name)") }
            examine(field, entry.value)
        }
    } else if let elements = value.array {
        check(view.count == elements.count, "a view counts \(view.count ?? -1) elements")
        for index in [0, elements.count / 2, elements.count - 1] where elements.indices.contains(index) {
            guard let element = view[index] else { return check(false, "no view of element \(index)") }
            examine(element, elements[index])
        }
        check(view[elements.count] == nil && view[-1] == nil, "a view has elements beyond the end")
    }
}

private let schemas: [MessageSchema] = [
    "string data",
    "Header header\nPose pose\n" + header + pose,
    "bool a\nint8 b\nuint8 c\nint16 d\nuint16 e\nint32 f\nuint32 g\nint64 h\nuint64 i\nfloat32 j\nfloat64 k\ntime l\n"
        + "duration m\nbyte n\nchar o\nstring p",
    "bool[] a\nint8[] b\nuint8[] c\nint16[2] d\nstring[] e\nstring[3] f\nfloat64[] g\nfloat32[] h\ntime[] i\nchar[4] j\n"
        + "float64[2] k\nuint64[] l",
    "Pose[] poses\nEmpty[] nothing\nEmpty[3] three\nTree[] trees\nuint8[] tail\n" + pose + divider("Empty")
        + divider("Tree") + "string name\nLeaf[] leaves\nLeaf[2] pair\n" + divider("Leaf") + "string[] words\nint8 n\n",
    "Empty e\nfloat64[36] covariance\nHeader[] headers\n" + header + divider("Empty"),
].map { text in
    must("a type of the fuzz target") {
        try MessageSchema.parse(name: MessageName(package: "std_msgs", name: "Fuzz"), fullDefinition: text)
    }
}

private func divider(_ name: String) -> String { String(repeating: "=", count: 80) + "\nMSG: std_msgs/\(name)\n" }
private let header = divider("Header") + "uint32 seq\ntime stamp\nstring frame_id\n"
private let pose = divider("Pose") + "Point position\nfloat64[4] orientation\n" + divider("Point") + "float64 x\nfloat64 y\n"
