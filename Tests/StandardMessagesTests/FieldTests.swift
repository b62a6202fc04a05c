// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages
import StandardMessages
import Testing

@Suite struct FieldTests {
    @Test func constantsHaveTheirTypesAndValues() {
        #expect(OddMsgs.Words.MINIMUM == -5 && OddMsgs.Words.HEX == 31 && OddMsgs.Words.PLUS == 7)
        #expect(OddMsgs.Words.SMALL == Int64.min && OddMsgs.Words.LARGE == UInt64.max)
        #expect(OddMsgs.Words.PI == Float(3.14) && OddMsgs.Words.TINY == 0.001)
        #expect(OddMsgs.Words.YES && !OddMsgs.Words.NO)
        #expect(OddMsgs.Words.QUOTE == #"it's "quoted" \ # kept"#)
        #expect(OddMsgs.Words.type == "odd_msgs/Words")
        #expect(OddMsgs.Words.type_ == "a constant that the protocol needs the name of")
        #expect(SensorMsgs.BatteryState.POWER_SUPPLY_TECHNOLOGY_LIMN == UInt8(6))
        #expect(SensorMsgs.NavSatStatus.STATUS_NO_FIX == Int8(-1))
    }

    @Test func wordsOfTheLanguageAreNamesToo() throws {
        let words = OddMsgs.Words(
            default: 1, self_: 2, init_: 3, in: 4, Type_: 5, class: 6, func: "f", is: true, nil: 7)
        let value = try words.value()
        #expect(value["default"].int == 1 && value["self"].int == 2 && value["init"].int == 3 && value["in"].int == 4)
        #expect(
            value["Type"].int == 5 && value["class"].int == 6 && value["func"].string == "f" && value["nil"].double == 7
        )
        #expect(try OddMsgs.Words(value) { ROSTime(secs: 0, nsecs: 0) } == words)
    }

    @Test func fixedArraysAreInline() throws {
        var imu = SensorMsgs.Imu()
        imu.orientation_covariance[8] = 2.5
        let other = SensorMsgs.Imu(orientation_covariance: [0, 0, 0, 0, 0, 0, 0, 0, 2.5])
        #expect(imu == other && imu.hashValue == other.hashValue && imu != SensorMsgs.Imu())
        let value = try imu.value()
        #expect(value.orientation_covariance[8].double == 2.5)
    }

    @Test func byteArraysAreSlices() throws {
        let image = SensorMsgs.Image(height: 2, width: 2, data: ByteBuffer(bytes: [1, 2, 3, 4]))
        let bytes = try image.encoded()
        let back = try SensorMsgs.Image(decoding: bytes)
        #expect(back == image)
        let whole = bytes.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) }
        let slice = back.data.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) }
        #expect(slice == whole + UInt(bytes.readableBytes - 4), "the pixels were copied")
    }

    @Test func everyTruthButZeroIsTrue() throws {
        #expect(try StdMsgs.Bool(decoding: ByteBuffer(bytes: [2])).data)
        let arrays = try OddMsgs.Arrays(many_flags: [true, false]).encoded()
        #expect(try OddMsgs.Arrays(decoding: arrays).many_flags == [true, false])
    }

    @Test func textThatIsNoUTF8IsMended() throws {
        let bytes = ByteBuffer(bytes: [2, 0, 0, 0, 0xff, 0x41])
        #expect(try StdMsgs.String(decoding: bytes).data == "\u{fffd}A")
    }

    @Test func actionsNameTheirMessages() {
        #expect(OddMsgs.CountAction.Goal.type == "odd_msgs/CountGoal")
        #expect(Tf2Msgs.LookupTransformAction.ActionResult.type == "tf2_msgs/LookupTransformActionResult")
    }

    @Test func aServiceBesideAMessageOfItsNameIsTold() {
        #expect(OddMsgs.FooService.type == "odd_msgs/Foo")
        #expect(OddMsgs.FooService.Request.type == "odd_msgs/FooRequest")
        #expect(StdSrvs.SetBool.md5 == "09fb03525b03e7ea1fd3992bafd87e16")
    }

    @Test func valuesBecomeMessagesAsStrictly() throws {
        let now = ROSTime(secs: 5, nsecs: 6)
        let header = try StdMsgs.Header(["stamp": "now", "frame_id": "map"]) { now }
        #expect(header == StdMsgs.Header(stamp: now, frame_id: "map"))
        let error = #expect(throws: MessageError.self) { try GeometryMsgs.Twist(["linear": ["w": 1]]) { now } }
        #expect(error?.message == "geometry_msgs/Twist.linear (geometry_msgs/Vector3) has no field 'w'; it has x, y, z")
    }
}
