// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel
import Testing

@Suite struct PayloadTests {
    private static func schema(_ type: String, _ text: String) throws -> Schema {
        try Schema(encoding: .ros1, type: type, definition: text)
    }

    @Test func aBareValueStandsForData() throws {
        let int32 = try Self.schema("std_msgs/Int32", "int32 data")
        #expect(try Payload.encode(5, as: int32).bytes == Payload.encode(["data": 5], as: int32).bytes)
        #expect(try Payload.encode(5, as: int32).value()["data"].int == 5)
        let text = try Self.schema("std_msgs/String", "string data")
        #expect(
            try Payload.encode("hi", as: text).json() == #"{"data":"hi"}"#
                || Payload.encode("hi", as: text).json() == #"{"data": "hi"}"#)
        #expect(try Payload.encode(.null, as: text).value()["data"].string == "")
        let two = try Self.schema("t/Two", "int32 data\nint32 other")
        #expect(throws: PharosError.self) { try Payload.encode(5, as: two) }
    }

    @Test func namesTheFieldThatIsWrong() throws {
        let twist = try Self.schema(
            "t/Twist",
            "t/Vector linear\n" + String(repeating: "=", count: 80) + "\nMSG: t/Vector\nfloat64 x\nfloat64 y\n")
        let unknown = #expect(throws: PharosError.self) {
            try Payload.encode(["linear": ["x": 1.0, "speed": 2.0]], as: twist)
        }
        #expect(unknown?.code == .invalidValue)
        #expect(unknown?.message.contains("linear") == true && unknown?.message.contains("speed") == true)
        let wrong = #expect(throws: PharosError.self) { try Payload.encode(["linear": ["y": "fast"]], as: twist) }
        #expect(wrong?.code == .invalidValue)
        #expect(wrong?.message.contains("linear.y") == true, "\(wrong?.message ?? "")")
        let range = #expect(throws: PharosError.self) {
            try Payload.encode(300, as: try Self.schema("std_msgs/UInt8", "uint8 data"))
        }
        #expect(range?.message.contains("300") == true)
    }

    @Test func cutBytesAreATypedError() throws {
        let schema = try Self.schema("std_msgs/String", "string data")
        let cut = Payload(ByteBuffer(bytes: [200, 0, 0, 0, 65]), as: schema)
        #expect(throws: PharosError.self) { try cut.value() }
        let error = #expect(throws: PharosError.self) { try cut.decode([String: String].self) }
        #expect(error?.code == .invalidValue)
    }

    @Test func unknownEncodingsAreNotGuessed() {
        let error = #expect(throws: PharosError.self) {
            try Payload(encoding: .cdr, schema: nil, bytes: ByteBuffer(bytes: [1])).value()
        }
        #expect(error?.code == .unsupported)
        let typed = #expect(throws: PharosError.self) { try Schema(encoding: .cdr, type: "a/B", definition: "") }
        #expect(typed?.code == .unsupported)
        let bad = #expect(throws: PharosError.self) {
            try Schema(encoding: .ros1, type: "a/B", definition: "nonsense!")
        }
        #expect(bad?.code == .invalidValue)
    }

    @Test func selfDescribingAndRawValues() throws {
        let value: Value = ["a": [1, 2.5, "x"], "b": .null, "c": true]
        #expect(try Payload(value).value() == value)
        #expect(try Payload.encode(value, as: nil).value() == value)
        let bytes = ByteBuffer(bytes: [1, 2, 3])
        #expect(try Payload(encoding: .raw, schema: nil, bytes: bytes).value() == .bytes(bytes))
        #expect(try Payload.decodeMessagePack(ByteBuffer()) == .null)
        #expect(throws: PharosError.self) { try Payload.decodeMessagePack(ByteBuffer(bytes: [0xc1])) }
    }

    @Test func fieldsOfSamples() throws {
        struct Reading: Decodable, Equatable { var data: [Int32] }
        let schema = try Self.schema("t/Array", "int32[] data\nstring label")
        let sample = Sample(try Payload.encode(["data": [7, 8, 9], "label": "L"], as: schema), sequence: 3)
        #expect(sample.data[1].int == 8)
        #expect(sample.data.count == 3)
        #expect(sample.label.string == "L")
        #expect(sample.label.exists)
        #expect(!sample.nothing.exists)
        #expect(sample.nothing.deeper[4].value == .null)
        #expect(sample.data[99].int == nil && sample.data[-1].int == nil)
        #expect(try sample.decode(Reading.self) == Reading(data: [7, 8, 9]))
        #expect("\(sample.label)" == "L")

        let packed = Sample(Payload(["pose": ["x": 1.5], "list": [1, 2]]))
        #expect(packed.pose.x.double == 1.5)
        #expect(packed.list[1].int == 2 && packed.list.count == 2)
        #expect(packed.pose.z.double == nil && !packed.nothing.exists)
        #expect(packed.nothing.x[3].value == .null && packed.nothing.count == 0)
        var bytes = ByteBuffer(bytes: [1, 2, 3])
        bytes.moveReaderIndex(forwardBy: 1)
        #expect(Value.bytes(bytes)[1].int == 3 && Value.bytes(bytes)[2] == .null && Value.bytes(bytes)[.max] == .null)
    }
}

@Suite struct PharosErrorTests {
    private struct Odd: Error, CustomStringConvertible { var description: String { "odd thing" } }

    @Test func wraps() {
        let own = PharosError(.busy, "later")
        #expect(PharosError.wrap(own, resource: "/x").resource == "/x")
        #expect(PharosError.wrap(PharosError(.busy, "later", resource: "/y"), resource: "/x").resource == "/y")
        #expect(PharosError.wrap(CancellationError()).code == .cancelled)
        let odd = PharosError.wrap(Odd(), resource: "/z")
        #expect(odd.code == .systemFailed && odd.message == "odd thing" && odd.cause is Odd)
        #expect(PharosError.wrap(Odd(), as: .invalidValue).code == .invalidValue)
    }

    @Test func printsItsPlaceOnce() {
        #expect("\(PharosError(.busy, "later", resource: "/x"))" == "/x: later [busy]")
        #expect("\(PharosError(.busy, "no /x now", resource: "/x"))" == "no /x now [busy]")
        #expect("\(PharosError(PharosError.Code("new"), "m"))" == "m [new]")
    }
}

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "0.000000000"), (1, "0.000000001"), (1_500_000_000, "1.500000000"),
            (1_700_000_000_123_456_789, "1700000000.123456789"), (-500_000_000, "-0.500000000"),
            (-1_500_000_000, "-1.500000000"), (Int64.max, "9223372036.854775807"), (Int64.min, "-9223372036.854775808"),
        ] as [(Int64, String)])
    func text(nanoseconds: Int64, expected: String) {
        #expect(Timestamp(nanoseconds: nanoseconds).description == expected)
    }

    @Test func order() {
        #expect(Timestamp(nanoseconds: 1) < Timestamp(nanoseconds: 2))
        #expect(Timestamp.now.seconds > 1.6e9)
    }

    @Test func policiesKeepAtLeastOne() {
        #expect(QueuePolicy.latest.limit == 1)
        #expect(QueuePolicy.all(limit: 0).limit == 1)
        #expect(QueuePolicy.dropOldest(limit: -5).limit == 1)
        #expect(QueuePolicy.all(limit: 7).limit == 7)
    }
}
