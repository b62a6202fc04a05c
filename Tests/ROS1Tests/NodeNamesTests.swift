// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROS1
import Testing

@Suite struct GraphNameTests {
    @Test(arguments: [
        ("a", true), ("/a/b", true), ("~a", true), ("/", true), ("~", true), ("A_1/b", true), ("", false),
        ("1a", false),
        ("_a", false), ("a-b", false), ("a b", false), ("a~b", false), ("ä", false), ("[a", false), ("a\u{0}", false),
        ("@a", false), (String(repeating: "a", count: 4097), false),
    ])
    func legal(name: String, expected: Bool) { #expect(GraphName.isLegal(name) == expected, "\(name)") }

    @Test(arguments: [
        ("a", "/ns/node", "/ns/a"), ("/a", "/ns/node", "/a"), ("~a", "/ns/node", "/ns/node/a"),
        ("a/b", "/node", "/a/b"),
        ("", "/ns/node", "/ns"), ("~", "/ns/node", "/ns/node"), ("/a//b/", "/n", "/a/b"), ("~/a", "/n", "/n/a"),
        ("/", "/n", "/"),
    ])
    func resolves(name: String, node: String, expected: String) throws {
        #expect(try GraphName.resolve(name, node: node) == expected)
    }
}

@Suite struct NodeNamesTests {
    @Test func remappings() throws {
        let names = try NodeNames(
            "talker",
            arguments: [
                "prog", "__name:=foo", "pong:=/abs/x", "_priv:=5", "__ns:=/nn", "__ip:=10.0.0.1", "a:=~b", "-v",
            ])
        #expect(names.node == "/nn/foo")
        #expect(try names.resolve("pong") == "/abs/x")
        #expect(try names.resolve("/nn/pong") == "/abs/x")
        #expect(try names.resolve("/pong") == "/pong")
        #expect(try names.resolve("~priv") == "/nn/foo/priv")
        #expect(try names.resolve("a") == "/nn/foo/b")
        #expect(names.parameters.map(\.name) == ["priv"] && names.parameters.map(\.text) == ["5"])
        #expect(names.specials["ip"] == "10.0.0.1")
    }

    @Test(
        arguments: [
            ("n", [], nil, "/n"), ("n", [], "/env", "/env/n"), ("n", [], "env", "/env/n"),
            ("n", ["__ns:=arg"], "/env", "/arg/n"), ("/g/n", [], "/env", "/g/n"), ("n", ["__name:=m"], nil, "/m"),
            ("n", ["__ns:=/a//b/"], nil, "/a/b/n"), ("n", ["__ns:="], nil, "/n"),
        ] as [(String, [String], String?, String)])
    func node(name: String, arguments: [String], namespace: String?, expected: String) throws {
        let environment = namespace.map { ["ROS_NAMESPACE": $0] } ?? [:]
        #expect(try NodeNames(name, arguments: arguments, environment: environment).node == expected)
    }

    @Test(arguments: ["", "/", "a b", "~n", "n-1"])
    func refusesBadNodeNames(name: String) {
        let error = #expect(throws: ROS1Error.self) { try NodeNames(name) }
        #expect(error?.code == .invalidName)
    }

    @Test func refusesBadRemappings() {
        #expect(throws: ROS1Error.self) { try NodeNames("n", arguments: ["a b:=c"]) }
        #expect(throws: ROS1Error.self) { try NodeNames("n", arguments: ["a:=c d"]) }
    }

    @Test func valuesMayHoldTheSign() throws {
        let names = try NodeNames("n", arguments: ["_text:=a:=b", "_empty:="])
        #expect(names.parameters.map(\.text) == ["a:=b", ""])
    }
}

@Suite struct AdvertisedAddressTests {
    private func find(
        _ specials: [String: String] = [:], _ environment: [String: String] = [:], master: String = "127.0.0.1"
    ) -> AdvertisedAddress {
        AdvertisedAddress.find(specials: specials, environment: environment, masterHost: master)
    }

    @Test func precedence() {
        let all = ["ROS_HOSTNAME": "c", "ROS_IP": "10.0.0.4"]
        #expect(find(["hostname": "a", "ip": "10.0.0.2"], all).host == "a")
        #expect(find(["ip": "10.0.0.2"], all).host == "10.0.0.2")
        #expect(find([:], all).host == "c")
        #expect(find([:], ["ROS_HOSTNAME": "", "ROS_IP": "10.0.0.4"]).host == "10.0.0.4")
    }

    @Test(arguments: [
        ("a", "off", "0.0.0.0"), ("a", "on", "::"), ("localhost", "off", "127.0.0.1"),
        ("127.0.1.1", "off", "127.0.1.1"),
        ("::1", "on", "::1"),
    ])
    func binding(host: String, ipv6: String, expected: String) {
        let found = find(["hostname": host], ["ROS_IPV6": ipv6])
        #expect(found.host == host && found.bind == expected)
    }

    @Test(arguments: [("localhost", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("::1", "::1")])
    func followsALocalMaster(master: String, expected: String) {
        #expect(find(master: master) == AdvertisedAddress(host: expected, bind: expected))
    }
}
