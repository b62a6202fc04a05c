// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROS1
import ROSMessages
import Testing

struct NameTests {
    @Test func `remapping arguments give what rospy and roscpp give`() throws {
        let names = try NodeNames(
            "whatever", arguments: ["program", "__name:=foo", "pong:=/abs/x", "_priv:=5", "__ns:=/nn", "-x"])
        #expect(names.node == "/nn/foo")
        #expect(try names.resolve("pong") == "/abs/x")
        #expect(try names.resolve("/nn/pong") == "/abs/x")
        #expect(try names.resolve("~priv") == "/nn/foo/priv")
        #expect(try names.resolve("other") == "/nn/other")
        #expect(names.parameters.map(\.name) == ["priv"])
        #expect(names.parameters.map(\.text) == ["5"])
    }

    @Test(arguments: [
        ("a", "/ns/n", "/ns/a"), ("/a//b/", "/ns/n", "/a/b"), ("~a", "/ns/n", "/ns/n/a"), ("~", "/ns/n", "/ns/n"),
        ("a/b", "/n", "/a/b"), ("~/a", "/n", "/n/a"), ("", "/ns/n", "/ns"), ("/", "/n", "/"),
    ])
    func `names are resolved`(_ name: String, _ node: String, _ expected: String) throws {
        #expect(try GraphName.resolve(name, node: node) == expected)
    }

    @Test(arguments: ["1a", "a b", "a-b", "_a", "ä", "a~b", "/a.b", "a\0", "[a]", "a@"])
    func `illegal names are refused`(_ name: String) {
        #expect(!GraphName.isLegal(name))
        #expect(throws: ROS1Error.self) { try GraphName.resolve(name, node: "/n") }
    }

    @Test(arguments: ["", "/", "a b", "~a", "//"])
    func `a node needs a legal name`(_ name: String) {
        #expect(throws: ROS1Error.self) { try NodeNames(name) }
    }

    @Test func `the namespace comes from the argument, then the environment`() throws {
        #expect(try NodeNames("a", environment: ["ROS_NAMESPACE": "robot"]).node == "/robot/a")
        #expect(try NodeNames("a", environment: ["ROS_NAMESPACE": ""]).node == "/a")
        #expect(try NodeNames("a", arguments: ["__ns:=x"], environment: ["ROS_NAMESPACE": "robot"]).node == "/x/a")
        #expect(GraphName.namespace(of: "/a") == "/")
        #expect(GraphName.namespace(of: "/a/b/c") == "/a/b")
        #expect(GraphName.anonymous("talker", process: 12, milliseconds: 34) == "talker_12_34")
    }

    @Test func `addresses follow arguments, ROS_HOSTNAME, ROS_IP, then the way to the master`() {
        func find(
            _ specials: [String: String] = [:], _ environment: [String: String] = [:], master: String = "localhost"
        ) -> AdvertisedAddress {
            AdvertisedAddress.find(specials: specials, environment: environment, masterHost: master)
        }
        let both = ["ROS_HOSTNAME": "robot", "ROS_IP": "10.0.0.1"]
        #expect(find(["hostname": "h"], both) == AdvertisedAddress(host: "h", bind: "0.0.0.0"))
        #expect(find(["ip": "10.1.1.1"], both).host == "10.1.1.1")
        #expect(find([:], both) == AdvertisedAddress(host: "robot", bind: "0.0.0.0"))
        #expect(find([:], ["ROS_IP": "10.0.0.1"]).host == "10.0.0.1")
        #expect(find([:], ["ROS_IP": ""]).bind == "127.0.0.1")
        #expect(find([:], ["ROS_HOSTNAME": "localhost"]) == AdvertisedAddress(host: "localhost", bind: "127.0.0.1"))
        #expect(find() == AdvertisedAddress(host: "127.0.0.1", bind: "127.0.0.1"))
        #expect(find(master: "127.0.0.1").bind == "127.0.0.1")
        #expect(find([:], ["ROS_IPV6": "on", "ROS_IP": "fd00::1"]).uriHost == "[fd00::1]")
        #expect(find([:], ["ROS_IPV6": "on", "ROS_IP": "fd00::1"]).bind == "::")
    }

    @Test func `private parameters are read as YAML reads scalars`() {
        let read: [(String, Value)] = [
            ("5", .int(5)), ("-7", .int(-7)), ("0x10", .int(16)), ("1.5", .double(1.5)), ("1e3", .double(1000)),
            ("true", .bool(true)), ("off", .bool(false)), ("abc", .string("abc")), ("'5'", .string("5")),
            ("", .string("")),
            ("5 a", .string("5 a")), ("nano", .string("nano")), ("[1, 2]", .array([.int(1), .int(2)])),
        ]
        for (text, value) in read { #expect("\(ParameterValue.parse(text))" == "\(value)", "\(text)") }
    }

    @Test func `what the parameter server cannot keep is refused before it is sent`() throws {
        for value: Value in [.int(1 << 31), .int(-1 << 40), .uint(.max), .null, ["a": ["b": .null]], [.int(1), .null]] {
            #expect(throws: ROS1Error.self) { try ParameterValue.encode(value) }
        }
        for value: Value in [.int(0), .bool(false), .string(""), [], .double(.infinity), .int(Int64(Int32.min))] {
            #expect("\(ParameterValue.decode(try ParameterValue.encode(value)))" == "\(value)")
        }
    }
}
