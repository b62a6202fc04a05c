// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages
import Testing

/// Damaged input is an error or a value, never a trap. The seeds are fixed.
@Suite struct RandomInputTests {
    @Test func damagedMessages() throws {
        let oracle = try Oracle.shared.get()
        var numbers = SeededNumbers(state: 1)
        let schemas = try oracle.samples.map {
            (try oracle.schema($0.name.description), Array($0.bytes.readableBytesView))
        }
        for turn in 0..<20_000 {
            let (schema, bytes) = schemas[turn % schemas.count]
            let damaged = ByteBuffer(bytes: numbers.mutate(bytes))
            let isValid = (try? MessageDecoder.validate(damaged, as: schema)) != nil
            let isDecoded = (try? MessageDecoder.value(damaged, as: schema)) != nil
            #expect(isValid == isDecoded, "\(schema.name)")
            let view = MessageView(damaged, as: schema)
            for field in schema.fields { _ = try? view.field(field.name).value() }
        }
    }

    @Test func damagedDefinitions() throws {
        let oracle = try Oracle.shared.get()
        var numbers = SeededNumbers(state: 2)
        let short = try oracle.messages.keys.map { ($0, Array(try oracle.schema($0.description).definition.utf8)) }
            .filter { $0.1.count < 1500 }.sorted { $0.0.description < $1.0.description }
        for turn in 0..<20_000 {
            let (name, text) = short[turn % short.count]
            let damaged = String(decoding: numbers.mutate(text), as: UTF8.self)
            if turn % 8 == 0 {
                _ = try? MessageSchema.parse(name: name, fullDefinition: damaged)
            } else {
                _ = try? MessageDefinition(name: name, text: String(damaged.prefix(200)))
            }
        }
    }

    @Test func damagedJSONAndMessagePack() throws {
        let value: Value = [
            "a": [1, -2, 3.5, true, nil, "é\n\"\u{1F600}"], "b": ["c": ["d": [[], [:]]]], "e": 18_446_744_073_709,
            "t": .time(ROSTime(secs: 1, nsecs: 2)), "x": .bytes(ByteBuffer(bytes: [1, 2, 3])),
        ]
        let json = Array(
            #"{"a":[1,-2.5e3,true,null,"\u00e9\ud83d\ude00\n"],"b":{"c":{}},"n":18446744073709551615}"#.utf8)
        let packed = Array(MessagePack.encode(value).readableBytesView)
        var numbers = SeededNumbers(state: 3)
        for _ in 0..<20_000 {
            _ = try? JSONReader().value(numbers.mutate(json))
            _ = try? MessagePack.decode(ByteBuffer(bytes: numbers.mutate(packed)))
        }
    }

    @Test func nestingHasALimit() {
        #expect(throws: MessageError.self) { try JSONReader().value(String(repeating: "[", count: 100_000)) }
        #expect(throws: MessageError.self) {
            try MessagePack.decode(ByteBuffer(repeating: 0x91, count: 100_000))
        }
        #expect(throws: MessageError.self) {
            try MessagePack.decode(ByteBuffer(bytes: [0xdd, 0xff, 0xff, 0xff, 0xff]))
        }
    }
}
