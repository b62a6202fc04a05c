// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages
import Testing
import XMLRPC

@testable import ROS1

@Suite struct ParameterValueTests {
    @Test(
        arguments: [
            .bool(false), .int(0), .int(Int64(Int32.max)), .int(Int64(Int32.min)), .double(0.5), .string(""),
            .string("x"), [],
            [1, "a", [true]], ["a": ["b": 1], "c": []], .bytes(ByteBuffer(bytes: [0, 255])),
        ] as [Value])
    func roundTrip(value: Value) throws {
        #expect(ParameterValue.decode(try ParameterValue.encode(value)) == value)
    }

    @Test(
        arguments: [
            (.int(Int64(Int32.max) + 1), "2147483648"), (.int(.min), "-9223372036854775808"), (.uint(.max), "32 bits"),
            (.null, "null"), (["a": ["b": [1, .null]]], "/a/b[1]"), (["big": 3_000_000_000], "/big"),
        ] as [(Value, String)])
    func refusesWithPlace(value: Value, words: String) {
        let error = #expect(throws: ROS1Error.self) { try ParameterValue.encode(value) }
        #expect(error?.code == .unrepresentable)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test func convertsWhatXmlHasNoWordFor() throws {
        #expect(try ParameterValue.encode(.float(0.5)) == .double(0.5))
        #expect(try ParameterValue.encode(.doubles([1, 2])) == .array([.double(1), .double(2)]))
        #expect(ParameterValue.decode(.dateTime("20260101T00:00:00")) == .string("20260101T00:00:00"))
    }
}

@Suite struct GraphWatcherTests {
    private let system: XMLRPCValue = [
        [["/chatter", ["/b", "/a"]]], [["/chatter", ["/c"]], ["/odd", []]], [["/add", ["/d"]]],
    ]

    @Test func parses() throws {
        let state = try GraphWatcher.state(
            system: system, types: [["/chatter", "std_msgs/String"], ["/short"]], parameters: ["/x", "/y"])
        #expect(state.publishers == ["/chatter": ["/a", "/b"]])
        #expect(state.subscribers == ["/chatter": ["/c"], "/odd": []])
        #expect(state.services == ["/add": ["/d"]])
        #expect(state.types == ["/chatter": "std_msgs/String"])
        #expect(state.parameters == ["/x", "/y"])
        #expect(state.nodes == ["/a", "/b", "/c", "/d"])
    }

    @Test(
        arguments: [
            .string("x"), [], [[], []], [[], [], [], []], [[["/a"]], [], []], [[[1, []]], [], []],
            [[["/a", "/n"]], [], []],
            [[["/a", [1]]], [], []], [["/a"], [], []],
        ] as [XMLRPCValue])
    func refuses(system: XMLRPCValue) {
        let error = #expect(throws: ROS1Error.self) {
            try GraphWatcher.state(system: system, types: [], parameters: [])
        }
        #expect(error?.code == .malformed)
    }
}
