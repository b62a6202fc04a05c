// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import NIOCore
import Testing

@Suite("Bencode")
struct BencodeTests {
    static let written: [(String, Bencode)] = [
        ("i-3e", Bencode.integer(-3)), ("0:", ""), ("4:spam", "spam"), ("l4:spami42ee", ["spam", 42]),
        ("d3:bar4:spam3:fooi42ee", ["foo": 42, "bar": "spam"]), ("le", []), ("de", [:]),
        ("d2:op8:describee", ["op": "describe"]), ("i-9223372036854775808e", .integer(.min)),
    ]

    @Test("values are written as BEP 3 says", arguments: written)
    func writing(text: String, value: Bencode) throws {
        #expect(String(buffer: value.encoded) == text)
        #expect(try BencodeReader.value(ByteBuffer(string: text)) == value)
    }

    @Test("a stream cut anywhere gives the same values")
    func cuts() throws {
        let messages: [Bencode] = [
            ["id": "1", "value": "[1,2]", "status": ["done"]], ["a": ["b": ["c": [1, -2, "x"]]], "é": "ü"], 5, "bytes",
            [[], [:]],
        ]
        var whole = ByteBuffer()
        for message in messages { message.write(into: &whole) }
        for size in 1...whole.readableBytes {
            var rest = whole
            var reader = BencodeReader()
            var values: [Bencode] = []
            while rest.readableBytes > 0 {
                reader.append(rest.readSlice(length: min(size, rest.readableBytes)) ?? ByteBuffer())
                while let value = try reader.next() { values.append(value) }
            }
            #expect(values == messages)
            #expect(reader.isAtBoundary)
            #expect(reader.offset == whole.readableBytes)
        }
    }

    @Test(
        "what is wrong is told with its place",
        arguments: [
            ("hello", 0, "malformed"), ("i12x", 0, "malformed"), ("i012e", 0, "malformed"), ("i-0e", 0, "malformed"),
            ("ie", 0, "malformed"),
            ("i99999999999999999999e", 0, "malformed"), ("i999999999999999999999999999", 0, "malformed"),
            ("d1:ae", 4, "malformed"), ("di1e1:ae", 4, "malformed"), ("d1:a1:bi2ee", 10, "malformed"),
            ("dlee", 1, "malformed"),
            ("01:a", 0, "malformed"), ("3x", 0, "malformed"), ("le e", 2, "malformed"), ("e", 0, "malformed"),
            ("1073741824:", 0, "limitExceeded"), ("d5:value99999999999999999999999:", 8, "limitExceeded"),
            ("d5:valueHELLO", 8, "malformed"),
            (String(repeating: "l", count: 33), 32, "limitExceeded"),
            (String(repeating: "l", count: 1_000_000), 32, "limitExceeded"),
        ])
    func wrong(text: String, offset: Int, code: String) {
        var reader = BencodeReader()
        reader.append(ByteBuffer(string: text))
        let error = #expect(throws: BabashkaPodError.self) { while try reader.next() != nil {} }
        #expect(error?.offset == offset, "\(text): \(error?.description ?? "")")
        #expect(error?.code.description == code)
        #expect(throws: BabashkaPodError.self, "a broken stream stays broken") { try reader.next() }
    }

    @Test("the size of a message and the number of its values are bounded")
    func bounds() {
        var reader = BencodeReader(limits: .init(stringLength: 10, length: 100, count: 20))
        reader.append(ByteBuffer(string: "l" + String(repeating: "le", count: 30)))
        #expect(throws: BabashkaPodError.self) { try reader.next() }
        reader = BencodeReader(limits: .init(stringLength: 10, length: 100, count: 1000))
        reader.append(ByteBuffer(string: "l" + String(repeating: "i1e", count: 50)))
        #expect(throws: BabashkaPodError.self) { try reader.next() }
        reader = BencodeReader(limits: .init(stringLength: 10))
        reader.append(ByteBuffer(string: "11:"))
        #expect(throws: BabashkaPodError.self) { try reader.next() }
    }

    @Test("a long string in many pieces is read once")
    func longString() throws {
        let length = 8 << 20
        var reader = BencodeReader()
        reader.append(ByteBuffer(string: "l1:a\(length):"))
        for _ in 0..<(length / 4096) {
            #expect(try reader.next() == nil)
            reader.append(ByteBuffer(repeating: 7, count: 4096))
        }
        reader.append(ByteBuffer(string: "e"))
        let value = try reader.next()
        #expect(value?.list?[1].bytes?.readableBytes == length)
    }

    @Test("random bytes never trap")
    func random() {
        var random = SeededRandom(seed: 7)
        let letters = Array("dlie0123456789:-ab".utf8)
        for _ in 0..<20_000 {
            var reader = BencodeReader()
            reader.append(
                ByteBuffer(
                    bytes: (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                        letters.randomElement(using: &random) ?? 0
                    }))
            while let value = try? reader.next() {
                let again = try? BencodeReader.value(value.encoded)
                #expect(again == value)
            }
        }
    }
}
