// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import Testing

@Suite struct ResourceNameTests {
    @Test func bracesHideDelimiters() throws {
        let name = try ResourceName("eval:{ros:/a?param}*{tango:a/b/c/d#label}+1#units")
        #expect(name.path == "{ros:/a?param}*{tango:a/b/c/d#label}+1")
        #expect(name.query == nil)
        #expect(name.fragment == "units")
        #expect(try ResourceName(name.canonical) == name)
        #expect(try ResourceName(name.display) == name)
    }

    @Test func innerNamesAreDecodedOnce() throws {
        let name = try NameGrammars.builtIn.parse("eval:{mock:/a%23b}*2")
        #expect(name.references.first?.name.path == "/a#b")
        #expect(name.canonical == "eval:%7Bmock:/a%2523b%7D*2")
        #expect(try NameGrammars.builtIn.parse(name.canonical).references.first?.name.path == "/a#b")
    }

    @Test(arguments: [
        ("eval:5%2", "eval:5%252"), ("mock:/a b", "mock:/a%20b"), ("mock:/ü", "mock:/%C3%BC"),
        ("mock:/%7e%2d", "mock:/~-"),
        ("mqtt:/%2Fa", "mqtt:/%2Fa"), ("ca:a%2Fb", "ca:a%2Fb"), ("ca://h/a%2Fb", "ca://h/a%2Fb"),
        ("spec://Host:fourc/motor/rot", "spec://host:fourc/motor/rot"), ("ROS:/a", "ros:/a"),
    ])
    func canonical(text: String, expected: String) throws {
        let name = try ResourceName(text)
        #expect(name.canonical == expected)
        #expect(try ResourceName(name.canonical) == name)
        #expect(try ResourceName(name.display) == name)
    }

    @Test(arguments: ["mock:/%00", "mock:/%0a", "mock:/%FF", "mock:/%C0%AF", "mock:/a\n", "ros://h:0/a", "ros://h:x/a"])
    func refuses(text: String) {
        #expect(throws: NameError.self) { try ResourceName(text) }
    }
}
