// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Testing
import XMLRPC

@testable import ROS1Master

struct ParameterTests {
    @Test func `a namespace is a dictionary and a leaf becomes one`() {
        var tree = ParameterTree()
        tree.set("/a", 1)
        tree.set("/a/b/c", 2)
        #expect(tree.value("/a") == .structure([.init("b", .structure([.init("c", 2)]))]))
        #expect(tree.names == ["/a/b/c"])
        tree.set("/a", .structure([.init("d", 3)]))
        #expect(tree.value("/a/b") == nil)
        let removed = [tree.remove("/a/b"), tree.remove("/"), tree.remove("/a/d")]
        #expect(removed == [false, false, true])
        #expect(tree.value("/a/") == .structure([]))
    }

    @Test func `search matches the first part upwards`() {
        var tree = ParameterTree()
        tree.set("/robot", .structure([.init("arm", 1)]))
        tree.set("/pr2/robot/base", 1)
        #expect(tree.search(from: "/pr2/foo", "robot/arm") == "/pr2/robot/arm")
        #expect(tree.search(from: "/other", "robot") == "/robot")
        #expect(tree.search(from: "/other", "nothing") == nil)
        #expect(tree.search(from: "/other", "/pr2/robot") == "/pr2/robot")
    }

    @Test func `subscribers hear of changes above, at and below`() {
        var registry = Registry(uri: "", processIdentifier: 1)
        let uri: XMLRPCValue = "http://s:1/"
        let answer = registry.handle("subscribeParam", ["/s", uri, "/w"])?.answer.array
        #expect(answer?.last == .structure([]))
        func told(_ method: String, _ parameters: XMLRPCValue...) -> [[XMLRPCValue]]? {
            registry.handle(method, parameters)?.notifications.map { Array($0.parameters.dropFirst()) }
        }
        #expect(told("setParam", "/x", "/w", 1) == [["/w/", 1]])
        #expect(told("setParam", "/x", "/w/x", 1) == [["/w/x/", 1]])
        #expect(told("setParam", "/s", "/w", 1) == [])
        #expect(told("setParam", "/x", "/wide", 1) == [])
        #expect(told("deleteParam", "/x", "/w") == [["/w/", .structure([])]])
        #expect(told("setParam", "/x", "/", .structure([.init("w", 5)])) == [["/w/", 5]])
        #expect(told("setParam", "/x", "/", .structure([])) == [["/w/", .structure([])]])
        registry.forgetParameterSubscriber(uri: "http://s:1/", key: "/w/")
        #expect(told("setParam", "/x", "/w", 1) == [])
    }

    @Test func `keys deeper than any reader takes are refused`() {
        var registry = Registry(uri: "", processIdentifier: 1)
        let key = String(repeating: "/a", count: 100_000)
        let answer = registry.handle("setParam", ["/x", .string(key), 1])?.answer.array
        #expect(answer?.first == -1)
    }
}
