// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Testing

@testable import PodEnvironments

/// The bytes are those that Python's `bson` 0.5.10 writes, which is what PyPods uses.
@Suite struct BSONTests {
    private static let oracle: [(String, BSONDocument)] = [
        (
            "39000000026e616d650004000000666f6f0004617267730013000000103000010000001031000200000000036b77617267730005000000"
                + "0000", ["name": .string("foo"), "args": .array([.int32(1), .int32(2)]), "kwargs": .document([:])]
        ),
        (
            "8b00000004726573706f6e7365007c0000000a3000083100010832000010330001000000103400ffffffff123500000000800000000012"
                + "360000000000000100001237000000000000000080013800000000000000f83f02390004000000610062000231300003000000c3bc00"
                + "0531310002000000000001033132000d000000046b000500000000000000",
            [
                "response": .array([
                    .null, .bool(true), .bool(false), .int32(1), .int32(-1), .int64(1 << 31), .int64(1 << 40),
                    .int64(.min), .double(1.5), .string("a\0b"), .string("ü"), .binary([0, 1], subtype: 0),
                    .document(["k": .array([])]),
                ])
            ]
        ),
        ("1700000009726573706f6e7365000cfeffffffffffff00", ["response": .datetime(-500)]),
        ("1700000011726573706f6e736500000000000000008000", ["response": .uint64(1 << 63)]),
    ]

    @Test(arguments: oracle) func pythonsBytes(_ hex: String, _ document: BSONDocument) throws {
        let bytes = BSONTests.bytes(hex)
        #expect(try BSONReader().document(bytes) == document)
        #expect(try BSONWriter().bytes(document) == bytes)
    }

    @Test func typesThatOnlyOthersWrite() throws {
        let document: BSONDocument = [
            "id": .objectID(Array(1...12)), "price": .decimal128(Array(1...16)), "uuid": .binary(Array(1...16), subtype: 4),
        ]
        #expect(try BSONReader().document(BSONWriter().bytes(document)) == document)
        // The old binary has its length twice; `undefined` is nothing.
        let old = BSONTests.bytes("1400000005620006000000020200000001020a7500" + "00")
        var fixed = old
        fixed[0] = UInt8(old.count)
        #expect(try BSONReader().document(fixed) == ["b": .binary([1, 2], subtype: 0), "u": .null])
    }

    @Test(arguments: [
        ("", 0, "needs 4 bytes"), ("04000000", 0, "at least 5"), ("ffffffff00", 0, "at least 5"),
        ("0600000000", 0, "where 5 are left"), ("050000000000", 5, "the end is expected"),
        ("0900000002610000", 0, "where 8 are left"), ("0500000001", 5, "no end"),
        // A text longer than its document, of negative length, without its end, no UTF-8.
        ("0f0000000261000900000061620000", 11, "needs 9 bytes"), ("0e00000002610000000080620000", 7, "at least 1 byte"),
        ("0e000000026100020000006162" + "00", 12, "does not end with 0"), ("0e00000002610002000000ff0000", 11, "no UTF-8"),
        // Bytes of 2 GiB, a boolean of 2, a type of MongoDB's.
        ("0d0000000561" + "00ffffff7f0000", 12, "needs 2147483647"), ("09000000086100" + "0200", 7, "0 or 1"),
        ("080000000b610000", 7, "0xb"),
        // A document that says it is shorter than it is.
        ("0e0000000361000600000000" + "0000", 12, "before the end"),
    ])
    func badBytes(_ hex: String, _ offset: Int, _ words: String) throws {
        let error = #expect(throws: BSONError.self) { try BSONReader().document(BSONTests.bytes(hex)) }
        let told = try #require(error)
        #expect(told.offset == offset && told.message.contains(words), "\(told)")
    }

    @Test func depthAndSizeAreBounded() throws {
        var value = BSONValue.array([])
        for _ in 0..<97 { value = .array([value]) }
        let bytes = try BSONWriter().bytes(["a": value])
        #expect(try BSONReader().document(bytes)["a"] == value)
        #expect(throws: BSONError.self) { try BSONReader(maximumDepth: 50).document(bytes) }
        #expect(throws: BSONError.self) { try BSONWriter(maximumDepth: 50).bytes(["a": value]) }
        #expect(throws: BSONError.self) { try BSONReader(maximumLength: 100).document(bytes) }
        // Nested 100 000 times without an end: the depth ends it, not the stack.
        var deep: [UInt8] = []
        for _ in 0..<100_000 { deep += [0xff, 0xff, 0xff, 0x0f, 3, 0x61, 0] }
        #expect(throws: BSONError.self) { try BSONReader().document(deep) }
    }

    @Test func valuesThatCannotBeWritten() {
        for document: BSONDocument in [
            ["a\0b": .null], ["a": .objectID([1])], ["a": .decimal128([])], ["a": .binary([], subtype: 2)],
        ] { #expect(throws: BSONError.self) { try BSONWriter().bytes(document) } }
    }

    @Test func damagedBytesNeverTrap() throws {
        var random = SeededGenerator(seed: 7)
        let whole = BSONTests.oracle.map { BSONTests.bytes($0.0) }
        for _ in 0..<20_000 {
            var bytes = whole.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0...8, using: &random)) }
            guard let document = try? BSONReader().document(bytes) else { continue }
            _ = try? BSONWriter().bytes(document)
        }
    }

    @Test func theAnswerIsFoundAmongText() throws {
        let answer = try BSONWriter().bytes(["response": .int32(3)])
        for (before, after) in [("", ""), ("hello\n", ""), ("", "bye\n"), ("a\nresponse\0", "b")] {
            let found = try #require(PyPodsReply.find("response", in: Array(before.utf8) + answer + Array(after.utf8)))
            #expect(found.value == .int32(3))
            #expect(String(decoding: found.around, as: UTF8.self) == before + after)
        }
        #expect(PyPodsReply.find("response", in: Array(answer.dropLast())) == nil)
        #expect(PyPodsReply.find("error", in: answer) == nil)
        #expect(PyPodsReply.find("error", in: []) == nil)
    }

    static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8).map { $0 < 0x3a ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
