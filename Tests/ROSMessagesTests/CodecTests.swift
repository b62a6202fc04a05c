// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages
import Testing

@Suite struct CodecTests {
    let encoder = MessageEncoder { ROSTime(secs: 7, nsecs: 8) }

    @Test func samplesOfEveryMessageGoRound() throws {
        let oracle = try Oracle.shared.get()
        #expect(oracle.samples.count == oracle.messages.count)
        for (name, bytes) in oracle.samples {
            let schema = try oracle.schema(name.description)
            try MessageDecoder.validate(bytes, as: schema, exactly: true)
            let value = try MessageDecoder.value(bytes, as: schema)
            #expect(try encoder.bytes(value, as: schema) == bytes, "\(name)")
            #expect(try MessagePack.decode(MessagePack.encode(value)).description == value.description, "\(name)")
            let json = try JSONWriter().text(bytes, as: schema)
            #expect(json == JSONWriter().text(value), "\(name)")
            #expect(try encoder.bytes(JSONReader().value(json), as: schema) == bytes, "\(name)")
            let view = MessageView(bytes, as: schema)
            for field in schema.fields {
                #expect(try view.field(field.name).value() == value[field.name], "\(name).\(field.name)")
            }
        }
    }

    @Test func errorsNameTheFieldAndWhatItTakes() throws {
        let twist = try Oracle.shared.get().schema("geometry_msgs/Twist")
        func message(_ value: Value, _ schema: MessageSchema) -> String {
            do { return "\(try encoder.bytes(value, as: schema).readableBytes)" } catch { return error.message }
        }
        #expect(message([:], twist) == "48")
        #expect(
            message(["linear": ["w": 1]], twist)
                == "geometry_msgs/Twist.linear (geometry_msgs/Vector3) has no field 'w'; it has x, y, z")
        #expect(
            message(["linear": ["x": "1"]], twist).hasPrefix("geometry_msgs/Twist.linear.x (float64) takes a number"))
        let bytes = try Oracle.shared.get().schema("std_msgs/Int8MultiArray")
        #expect(
            message(["data": [1, 300]], bytes)
                == "std_msgs/Int8MultiArray.data[1] (int8) takes -128 to 127, 300 came")
        let time = try Oracle.shared.get().schema("std_msgs/Time")
        #expect(
            try MessageDecoder.value(encoder.bytes(["data": "now"], as: time), as: time).data
                == .time(ROSTime(secs: 7, nsecs: 8)))
    }

    @Test func viewsReachByPath() throws {
        let path = try Oracle.shared.get().schema("nav_msgs/Path")
        let value: Value = ["poses": [[:], ["header": ["frame_id": "map"], "pose": ["position": ["y": 2.5]]]]]
        let view = MessageView(try encoder.bytes(value, as: path), as: path)
        #expect(view[path: "poses[1].pose.position.y"]?.double == 2.5)
        #expect(try view.at(path: "poses[1].pose.position.y").as(Double.self) == 2.5)
        #expect(view.poses?[1]?.header?.frame_id?.string == "map")
        #expect(view[path: "poses[2].pose"] == nil)
    }

    private struct Vector: Codable, Equatable {
        var x: Double
        var y: Double
        var z: Float
    }
    private struct Twist: Codable, Equatable {
        var linear: Vector
        var angular: Vector?
    }
    private struct Image: Codable, Equatable {
        var height: UInt32
        var data: [UInt8]
    }

    @Test func codableTypesGoRound() throws {
        let oracle = try Oracle.shared.get()
        let twist = try oracle.schema("geometry_msgs/Twist")
        let sent = Twist(linear: Vector(x: 1, y: -2, z: 0.5), angular: nil)
        let bytes = try encoder.bytes(encoding: sent, as: twist)
        let back = try MessageDecoder.decode(Twist.self, from: bytes, as: twist)
        #expect(back.linear == sent.linear && back.angular == Vector(x: 0, y: 0, z: 0))
        let image = try oracle.schema("sensor_msgs/Image")
        let picture = Image(height: 3, data: [1, 2, 250])
        #expect(
            try MessageDecoder.decode(Image.self, from: encoder.bytes(encoding: picture, as: image), as: image)
                == picture)
        #expect(throws: DecodingError.self) {
            try MessageDecoder.decode(Image.self, from: bytes, as: twist)
        }
    }

    @Test func numbersBeyondTheirTypeAreRefused() throws {
        let schema = try Oracle.shared.get().schema("std_msgs/Float32")
        #expect(throws: MessageError.self) { try encoder.bytes(["data": 1e300], as: schema) }
        #expect(try encoder.bytes(["data": "NaN"], as: schema).readableBytes == 4)
    }

    @Test func elementsWithoutBytesAreBounded() throws {
        let schema = try MessageSchema.resolve(MessageName("p/Outer")) { name throws(MessageError) in
            ["Outer": "Inner[] inner", "Inner": "Nothing[] nothing", "Nothing": ""][name.name] ?? ""
        }
        var bytes = ByteBuffer()
        bytes.writeInteger(100 as UInt32, endianness: .little)
        for _ in 0..<100 { bytes.writeInteger(60_000 as UInt32, endianness: .little) }
        #expect(throws: MessageError.self) { try MessageDecoder.value(bytes, as: schema) }
    }

    @Test func bytesMayBeLists() throws {
        let value: Value = ["data": .bytes(ByteBuffer(bytes: [1, 2, 250]))]
        #expect(JSONWriter().text(value) == #"{"data":"AQL6"}"#)
        #expect(JSONWriter(bytesAsLists: true).text(value) == #"{"data":[1,2,250]}"#)
    }
}
