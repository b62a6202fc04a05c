// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Testing
import XMLRPC

@testable import ROS1Master

struct RegistryTests {
    private let one: XMLRPCValue = "http://one:1/"
    private let two: XMLRPCValue = "http://two:2/"

    private func registry() -> Registry { Registry(uri: "http://localhost:11311/", processIdentifier: 7) }

    private func value(_ registry: inout Registry, _ method: String, _ parameters: XMLRPCValue...) -> XMLRPCValue? {
        registry.handle(method, parameters)?.answer.array?.last
    }

    @Test func `publishers and subscribers find each other`() {
        var registry = registry()
        #expect(value(&registry, "registerSubscriber", "/s", "/t", "*", one) == [])
        #expect(value(&registry, "getTopicTypes", "/x") == [])
        let outcome = registry.handle("registerPublisher", ["/p", "/t", "std_msgs/String", two])
        #expect(outcome?.answer == [1, "Registered [/p] as publisher of [/t]", [one]])
        #expect(
            outcome?.notifications
                == [.publisherUpdate("http://one:1/", topic: "/t", publishers: ["http://two:2/"])])
        #expect(value(&registry, "getTopicTypes", "/x") == [["/t", "std_msgs/String"]])
        #expect(value(&registry, "getSystemState", "/x") == [[["/t", ["/p"]]], [["/t", ["/s"]]], []])
        #expect(value(&registry, "getPublishedTopics", "/x", "") == [["/t", "std_msgs/String"]])
        #expect(value(&registry, "getPublishedTopics", "/x", "/u") == [])
        #expect(value(&registry, "unregisterPublisher", "/p", "/t", one) == 0)
        #expect(value(&registry, "unregisterPublisher", "/p", "/t", two) == 1)
        #expect(value(&registry, "lookupNode", "/x", "/p") == "")
        #expect(value(&registry, "lookupNode", "/x", "/s") == one)
    }

    @Test func `the newest publisher's type counts, a star does not`() {
        var registry = registry()
        _ = registry.handle("registerPublisher", ["/p", "/t", "*", one])
        #expect(value(&registry, "getTopicTypes", "/x") == [["/t", "*"]])
        _ = registry.handle("registerPublisher", ["/p", "/t", "a/A", one])
        _ = registry.handle("registerSubscriber", ["/p", "/t", "a/B", one])
        _ = registry.handle("registerPublisher", ["/p", "/t", "*", one])
        #expect(value(&registry, "getTopicTypes", "/x") == [["/t", "a/A"]])
    }

    @Test func `a clash of names shuts the old node down`() {
        var registry = registry()
        _ = registry.handle("registerPublisher", ["/dup", "/t", "a/A", one])
        let outcome = registry.handle("registerPublisher", ["/dup", "/u", "a/A", two])
        #expect(outcome?.notifications == [.shutdown("http://one:1/", node: "/dup")])
        #expect(
            outcome?.notifications.first?.parameters
                == ["/master", "[/dup] Reason: new node registered with same name"])
        #expect(value(&registry, "getSystemState", "/x") == [[["/u", ["/dup"]]], [], []])
    }

    @Test func `an innocent node at a dead one's address is left alone`() {
        var registry = registry()
        _ = registry.handle("registerPublisher", ["/a", "/t", "a/A", one])
        _ = registry.handle("registerPublisher", ["/b", "/t", "a/A", one])
        let outcome = registry.handle("registerPublisher", ["/a", "/u", "a/A", two])
        #expect(outcome?.notifications == [])
    }

    @Test func `the newest provider of a service counts`() {
        var registry = registry()
        _ = registry.handle("registerService", ["/a", "/s", "rosrpc://a:1", one])
        _ = registry.handle("registerService", ["/b", "/s", "rosrpc://b:1", two])
        #expect(value(&registry, "lookupService", "/x", "s") == "rosrpc://b:1")
        #expect(value(&registry, "unregisterService", "/b", "/s", "rosrpc://a:1") == 0)
        #expect(value(&registry, "unregisterService", "/b", "/s", "rosrpc://b:1") == 1)
        let outcome = registry.handle("lookupService", ["/x", "/s"])
        #expect(outcome?.answer == [-1, "no provider", ""])
    }

    private static let answers: [(String, [XMLRPCValue], XMLRPCValue)] = [
        ("getPid", [], [-1, "missing required caller_id parameter", -1]),
        ("getPid", [1], [-1, "caller_id must be a string", -1]),
        ("getPid", ["/x"], [1, "", 7]),
        ("getPid", ["/x", 1], [-1, "Error: bad call arity", -1]),
        ("getParam", ["/x", "/no"], [-1, "Parameter [/no] is not set", 0]),
        ("getParam", ["/x", ""], [-1, "ERROR: parameter [key] must be specified and non-empty", 0]),
        ("hasParam", ["/n/x", "~k/"], [1, "/n/x/k", false]),
        ("deleteParam", ["/n/x", "k"], [-1, "parameter [/n/k] is not set", 0]),
        ("registerPublisher", ["/x", "http://t", "a/A", "http://a:1"],
            [-1, "ERROR: parameter [topic] contains illegal chars", []]),
        ("registerPublisher", ["/x", "/t", "a/A", "a:1"], [-1, "ERROR: parameter [caller_api] is not an RPC URI", []]),
    ]

    @Test(arguments: answers)
    func `answers are rosmaster's`(method: String, parameters: [XMLRPCValue], answer: XMLRPCValue) {
        var registry = registry()
        let outcome = registry.handle(method, parameters)
        #expect(outcome?.answer == answer)
    }

    @Test func `unknown methods are not answered`() {
        var registry = registry()
        let outcome = registry.handle("noSuch", ["/x"])
        #expect(outcome?.answer == nil)
    }
}
