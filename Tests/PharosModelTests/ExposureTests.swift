// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import Testing

@Suite struct NamePatternTests {
    @Test(arguments: [
        ("/cmd_vel", "/cmd_vel", true), ("/cmd_vel", "/cmd_vel2", false), ("/cmd_vel", "/ns/cmd_vel", false),
        ("/arm/*", "/arm/joint", true), ("/arm/*", "/arm/joint/state", false), ("/arm/*", "/arm", false),
        ("/arm/*", "/arm/", true), ("/sensors/**", "/sensors/a/b/c", true), ("**", "", true),
        ("**", "/any/thing", true),
        ("/a?c", "/abc", true), ("/a?c", "/a/c", false), ("/a?c", "/ac", false), ("*", "/a", false),
        ("/**/state", "/a/b/state", true), ("/**/state", "/state", false), ("/a***", "/a/b", true),
        ("/x.y*", "/xzy", false), ("/*/*", "/a/b", true),
        ("~/simple", "/simple", true), ("~/simple", "/simple_server/get_loggers", false),
        ("~/simple", "/a/simple", false),
        ("~/a|/b", "/a", true), ("~/a|/b", "/bc", false), ("~.*", "/anything/at/all", true),
        ("/ü*", "/über", true), ("/?", "/ü", false),
    ])
    func matches(pattern: String, name: String, expected: Bool) throws {
        #expect(try NamePattern(pattern).matches(name) == expected, "\(pattern) against \(name)")
    }

    @Test(arguments: ["", "~(", "~[a", String(repeating: "a", count: 1025)])
    func refusesBadPatterns(text: String) {
        let error = #expect(throws: PharosError.self) { try NamePattern(text) }
        #expect(error?.code == .invalidValue)
    }

    @Test func keepsItsText() throws {
        #expect(try NamePattern("/a/*").description == "/a/*")
        #expect(NamePattern.everything.description == "**")
        #expect(NamePattern.everything.matches("/x"))
    }

    /// A backtracking matcher would need longer than the universe has.
    @Test(.timeLimit(.minutes(5))) func needsBoundedTimeWhateverThePattern() throws {
        let pattern = try NamePattern(String(repeating: "a*", count: 500) + "b")
        let name = String(repeating: "a", count: 4096)
        #expect(!pattern.matches(name))
        #expect(try NamePattern(String(repeating: "*a", count: 500)).matches(name))
    }
}

@Suite struct ExposureTests {
    private func patterns(_ allow: [String], deny: [String] = []) throws -> Exposure.Patterns {
        Exposure.Patterns(allow: try allow.map { try NamePattern($0) }, deny: try deny.map { try NamePattern($0) })
    }

    private let topic = ResourceInfo(path: "/x", role: .topic, kind: .attribute, isReadable: true, isWritable: true)
    private let service = ResourceInfo(path: "/x", role: .service, kind: .command)
    private let parameter = ResourceInfo(path: "/x", role: .parameter, kind: .attribute, isWritable: true)

    @Test(arguments: [
        // publishers, subscribers, services, parameters shown → topic (read, write), service, parameter
        (true, true, true, true), (true, false, false, false), (false, true, false, false), (false, false, true, false),
        (false, false, false, true), (false, false, false, false),
    ])
    func showsWhatTheListsSay(publishers: Bool, subscribers: Bool, services: Bool, parameters: Bool) {
        func list(_ shows: Bool) -> Exposure.Patterns { shows ? .everything : .nothing }
        let exposure = Exposure(
            publishers: list(publishers), subscribers: list(subscribers), services: list(services),
            parameters: list(parameters))
        let shown = exposure.shown(topic)
        #expect(shown?.isReadable ?? false == publishers)
        #expect(shown?.isWritable ?? false == subscribers)
        #expect((shown == nil) == (!publishers && !subscribers))
        #expect((exposure.shown(service) != nil) == services)
        #expect((exposure.shown(parameter) != nil) == parameters)
        #expect(exposure.allowsReading("/x", role: .topic) == publishers)
        #expect(exposure.allowsWriting("/x", role: .topic) == subscribers)
        #expect(exposure.allowsReading("/x", role: .parameter) == parameters)
        #expect(exposure.allowsWriting("/x", role: .parameter) == parameters)
        #expect(exposure.allowsReading("/x", role: nil) == (publishers || parameters))
        #expect(exposure.allowsWriting("/x", role: nil) == (subscribers || parameters))
        #expect(exposure.allowsReading("/x", role: .service) == services)
        #expect(exposure.allowsCalling("/x") == services)
    }

    @Test func denialWins() throws {
        let list = try patterns(["/a/**", "/a/secret"], deny: ["/a/sec*"])
        #expect(list.shows("/a/open"))
        #expect(!list.shows("/a/secret"))
        #expect(!list.shows("/b"))
        #expect(!(try patterns(["/x"], deny: ["**"]).shows("/x")))
    }

    @Test func aTopicMayBeHiddenInOneDirectionOnly() throws {
        let exposure = Exposure(publishers: try patterns(["/y"]), subscribers: try patterns(["/x"]))
        let shown = try #require(exposure.shown(topic))
        #expect(!shown.isReadable && shown.isWritable)
        var readOnly = topic
        readOnly.isWritable = false
        #expect(exposure.shown(readOnly) == nil)
    }

    @Test func otherRolesFollowTheirKind() {
        let exposure = Exposure(publishers: .nothing, services: .nothing)
        #expect(exposure.shown(ResourceInfo(path: "/x", role: Role(rawValue: "pod"), kind: .command)) == nil)
        #expect(exposure.shown(ResourceInfo(path: "/x", role: Role(rawValue: "channel"), kind: .attribute)) == nil)
        #expect(exposure.shown(ResourceInfo(path: "/n", role: .node, kind: .device)) != nil)
    }

    @Test(
        arguments: [
            (nil, nil), ("", nil), ("param", "parameter"), ("parameter", "parameter"), ("srv", "service"),
            ("service", "service"), ("topic", "topic"), ("node", "node"), ("other", "other"),
        ] as [(String?, String?)])
    func rolesFromQueries(query: String?, expected: String?) {
        #expect(Role(query: query)?.rawValue == expected)
    }
}
