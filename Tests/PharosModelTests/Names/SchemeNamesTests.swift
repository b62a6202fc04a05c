// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import Testing

/// The grammars that Taurus has no answers for.
@Suite struct SchemeNamesTests {
    private static let defaults: DefaultAuthorities = [
        "ros": "localhost:11311", "ros2": "0", "mqtt": "broker:1883", "tango": "dbhost:10000",
    ]
    private static let grammars = NameGrammars(defaultAuthorities: defaults)

    /// Name, what it names strictly, and its full, normal and simple names.
    @Test(arguments: [
        ("ros:/chatter", ElementKind.attribute, "ros://localhost:11311/chatter", "/chatter", "/chatter"),
        ("ros://robot/a/b_1", .attribute, "ros://robot:11311/a/b_1", "//robot:11311/a/b_1", "/a/b_1"),
        ("ros://localhost:11311/a", .attribute, "ros://localhost:11311/a", "/a", "/a"),
        ("ros://[::1]:11311/a", .attribute, "ros://[::1]:11311/a", "//[::1]:11311/a", "/a"),
        ("ros:/x?parameter", .attribute, "ros://localhost:11311/x?param", "/x?param", "/x"),
        ("ros:/?param", .attribute, "ros://localhost:11311/?param", "/?param", "/"),
        ("ros:/x?srv", .attribute, "ros://localhost:11311/x?service", "/x?service", "/x"),
        ("ros:/talker?node", .device, "ros://localhost:11311/talker?node", "/talker?node", "/talker"),
        ("ros://robot", .authority, "ros://robot:11311", "//robot:11311", "robot:11311"),
        ("ros://robot/", .authority, "ros://robot:11311", "//robot:11311", "robot:11311"),
        ("ros:", .authority, "ros://localhost:11311", "/", "localhost:11311"),
        ("ros2:/chatter", .attribute, "ros2://0/chatter", "/chatter", "/chatter"),
        ("ros2://42/a/_b", .attribute, "ros2://42/a/_b", "//42/a/_b", "/a/_b"),
        ("ros2://042/a", .attribute, "ros2://42/a", "//42/a", "/a"),
        ("ros2:/fib?action", .attribute, "ros2://0/fib?action", "/fib?action", "/fib"),
        ("ros2:/talker?node", .device, "ros2://0/talker?node", "/talker?node", "/talker"),
        ("ros2://232", .authority, "ros2://232", "//232", "232"),
        ("mqtt:/a/b", .attribute, "mqtt://broker:1883/a/b", "/a/b", "a/b"),
        ("mqtt://broker/a/b", .attribute, "mqtt://broker:1883/a/b", "/a/b", "a/b"),
        ("mqtt://other:8883//a", .attribute, "mqtt://other:8883//a", "//other:8883//a", "/a"),
        (
            "mqtt://other/$SYS/uptime?qos=1&retain=true", .attribute, "mqtt://other:1883/$SYS/uptime",
            "//other:1883/$SYS/uptime", "$SYS/uptime"
        ),
        ("mqtt://other", .authority, "mqtt://other:1883", "//other:1883", "other:1883"),
        (
            "pva:XF:31IDA-OP%7BTbl-Ax:X1%7DMtr", .attribute, "pva:XF:31IDA-OP{Tbl-Ax:X1}Mtr",
            "XF:31IDA-OP{Tbl-Ax:X1}Mtr", "XF:31IDA-OP{Tbl-Ax:X1}Mtr"
        ),
        ("pva:a{b}.VAL", .attribute, "pva:a{b}.VAL", "a{b}.VAL", "a{b}.VAL"),
        ("pva://host:5075/a", .attribute, "pva://host:5075/a", "//host:5075/a", "a"),
        ("ca://host/a%2Fb", .attribute, "ca://host/a/b", "//host/a/b", "a/b"),
        (
            "ca:a%7B%22arr%22:%7B%22s%22:1%7D%7D", .attribute, "ca:a{\"arr\":{\"s\":1}}", "a{\"arr\":{\"s\":1}}",
            "a{\"arr\":{\"s\":1}}"
        ),
        ("pod:hello_world", .device, "pod:hello_world", "hello_world", "hello_world"),
        ("pod:hello_world/foo", .attribute, "pod:hello_world/foo", "hello_world/foo", "foo"),
        (
            "pod:org.babashka.go-sqlite3/pod.go/execute!", .attribute, "pod:org.babashka.go-sqlite3/pod.go/execute!",
            "org.babashka.go-sqlite3/pod.go/execute!", "pod.go/execute!"
        ),
        (
            "spec://host:fourc/motor/rot/position", .attribute, "spec://host:fourc/motor/rot/position",
            "//host:fourc/motor/rot/position", "position"
        ),
        ("spec:/variable/TEST/value", .attribute, "spec:/variable/TEST/value", "/variable/TEST/value", "value"),
        ("spec://host:6510/motor/rot", .device, "spec://host:6510/motor/rot", "//host:6510/motor/rot", "rot"),
        ("spec://host:fourc", .authority, "spec://host:fourc", "//host:fourc", "host:fourc"),
        ("mock:/temperature", .attribute, "mock:/temperature", "/temperature", "temperature"),
        ("mock:/a/b?service", .attribute, "mock:/a/b?service", "/a/b?service", "b"),
        ("res:x_1", .attribute, "res:x_1", "x_1", "x_1"),
    ])
    func names(text: String, kind: ElementKind, full: String, normal: String, simple: String) throws {
        let name = try Self.grammars.parse(text, as: kind)
        #expect(name.fullName == full)
        #expect(name.normalName == normal)
        #expect(name.simpleName == simple)
        #expect(name.isStrict && name.deprecation == nil)
        #expect(Self.grammars.kinds(of: text).contains(kind))
        let again = try Self.grammars.parse(name.canonical, as: kind)
        #expect(again == name && again.canonical == name.canonical, "\(name.canonical)")
        let uri = try ResourceName(name)
        #expect(uri.canonical == name.canonical)
    }

    @Test(arguments: [
        "ros:/a-b", "ros:/a b", "ros:/a//b", "ros:/a/", "ros:~a", "ros:/ä", "ros:/a?no_such_role", "ros://robot:0/a",
        "ros:/a?node#units", "ros://robot:11311:1/a", "ros:///a",
        "ros2:/1a", "ros2:/a__b", "ros2:/a/1", "ros2://233/a", "ros2://-1/a", "ros2://1234567890123456789/a",
        "ros2:///a",
        "mqtt:/a/+", "mqtt:/a/%23", "mqtt:/", "mqtt://me:secret@host/a", "mqtt:/a?b", "mqtt:/a?=b",
        "pva:", "pva:a b", "pva:a%27b", "pva:a?b", "ca:a/b", "ca://host", "ca:a%20b",
        "pod:", "pod:../a", "pod:.hidden", "pod:a/", "pod:a/..", "pod:a/b/../c", "pod://host/a", "pod:a..b/c",
        "pod:a%2F..%2Fb",
        "spec://host/motor/rot", "spec:/engine/rot", "spec:/motor//position", "spec:/motor/rot/position/x",
        "mock:", "mock:/a//b", "mock:/a/", "res:a.b", "res://a",
        "nosuch:/a", "", ":", "::", "ros", "1:a", "ROS:/a", "ros:/%00", "ros:/a%0A", "ros:/%C0%AF", "ros:/%FF",
        "tango://foo%3A10000/a/b/c", "tango://foo%2F:10000/a/b/c", "tango://foo:١٢٣", "tango://foo:１２３",
        "tango://[::1]]:1/a/b/c", "tango://[::1:1/a/b/c", "tango://[1::2::3]:1", "tango://[::12345]:1",
        "tango://[1:2:3:4:5:6:7:8:9]:1", "tango://[:1]:1", "tango://[::1%25]:1", "tango:a/b/c\u{85}",
        "tango:a/b/c\u{7f}",
    ])
    func refuses(text: String) {
        #expect(Self.grammars.kinds(of: text).isEmpty)
        #expect(throws: NameError.self) { try Self.grammars.parse(text) }
    }

    /// Spellings that are accepted when not strict, with the modern one.
    @Test(arguments: [
        ("ros:chatter", "ros:/chatter"), ("ros://robot//a//b/", "ros://robot/a/b"), ("mqtt:a/b", "mqtt:/a/b"),
        ("mock:temperature#units", "mock:/temperature#units"), ("ca:a{b}.EGU$", "ca:a%7Bb%7D.EGU%24"),
        ("ca:a/b#label", "ca:a%2Fb#label"), ("tango://a/b/c/d", "tango:a/b/c/d"),
        ("tango://foo:10000/a/b/c/d?configuration=label", "tango://foo:10000/a/b/c/d#label"),
        ("eval://dev=foo;x*2?x={tango://a/b/c/d}", "eval:@foo/x=%7Btango:a/b/c/d%7D;x*2"),
    ])
    func modernises(text: String, modern: String) throws {
        #expect(!Self.grammars.isValid(text))
        let name = try Self.grammars.parse(text, strict: false)
        #expect(!name.isStrict)
        #expect(name.canonical == modern)
        #expect(name.deprecation?.contains(modern) == true)
        #expect(try Self.grammars.parse(modern).fullName == name.fullName)
    }

    @Test func caseMattersWhereTheSchemeSaysSo() throws {
        let tango = try ["tango:SYS/tg_test/1", "tango:sys/TG_TEST/1"].map { try Self.grammars.parse($0).identity }
        #expect(tango[0] == tango[1])
        let ros = try ["ros:/A", "ros:/a"].map { try Self.grammars.parse($0).identity }
        #expect(ros[0] != ros[1])
    }

    @Test func configurationsAreAttributesWithAKnownFragment() throws {
        #expect(Self.grammars.kinds(of: "ros:/a#units") == [.attribute, .configuration])
        #expect(Self.grammars.kinds(of: "tango:a/b/c/d#write(3)") == [.attribute])
        #expect(Self.grammars.kinds(of: "tango:a/b/c/d#") == [.attribute])
        #expect(Self.grammars.kinds(of: "tango:a/b/c") == [.device])
        let name = try Self.grammars.parse("ca:m1#range%5B0%5D", as: .configuration)
        #expect(name.kind == .configuration)
        #expect(name.configurationKey == "range[0]")
        #expect(name.canonical == "ca:m1#range%5B0%5D")
        #expect(try name.selector() == FragmentSelector(.range, [.elements([.index(0)])]))
    }

    @Test func schemesAndDefaults() throws {
        #expect(Self.grammars.scheme(of: "nosuch:a") == "nosuch")
        #expect(Self.grammars.scheme(of: "a/b:c") == nil)
        #expect(Self.grammars.schemes.contains("tango-nodb"))
        #expect(Self.grammars["ca"]?.schemes == ["ca", "epics"])
        let tango = NameGrammars(defaultScheme: "tango")
        #expect(tango.scheme(of: "a/b/c") == "tango")
        #expect(tango.kinds(of: "a/b/c") == [.device])
        #expect(try tango.parse("a/b/c").fullName == "tango:a/b/c")
        #expect(tango.kinds(of: "foo:10000/a/b/c").isEmpty)
        #expect(tango.kinds(of: "foo:10000/a/b/c", strict: false) == [.device])
        #expect(try tango.parse("foo:10000/a/b/c", strict: false).canonical == "tango://foo:10000/a/b/c")
        let defaults = DefaultAuthorities(environment: [
            "TANGO_HOST": "db:10000", "ROS_MASTER_URI": "http://robot:11312/", "ROS_DOMAIN_ID": "7",
        ])
        #expect(defaults["tango-nodb"] == "db:10000" && defaults["ros"] == "robot:11312" && defaults["ros2"] == "7")
        #expect(DefaultAuthorities(environment: ["ROS_MASTER_URI": "nonsense"])["ros"] == "localhost:11311")
    }
}
