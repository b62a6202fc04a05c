// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import Testing

@Suite struct FragmentSelectorTests {
    @Test(arguments: [
        ("units", FragmentSelector(.units)), ("data_format", FragmentSelector(.dataFormat)),
        ("rvalue[1:3]", FragmentSelector(.rvalue, [.elements([.slice(from: 1, to: 3, by: nil)])])),
        ("rvalue[1:3].m", FragmentSelector(.rvalue, [.elements([.slice(from: 1, to: 3, by: nil)]), .member("m")])),
        ("rvalue[::2]", FragmentSelector(.rvalue, [.elements([.slice(from: nil, to: nil, by: 2)])])),
        ("rvalue[:]", FragmentSelector(.rvalue, [.elements([.slice(from: nil, to: nil, by: nil)])])),
        (
            "rvalue[-1,1::-1]",
            FragmentSelector(.rvalue, [.elements([.index(-1), .slice(from: 1, to: nil, by: -1)])])
        ),
        ("rvalue.magnitude[-1]", FragmentSelector(.rvalue, [.member("magnitude"), .elements([.index(-1)])])),
        ("rvalue%5B0%5D", FragmentSelector(.rvalue, [.elements([.index(0)])])),
        ("rvalue.to('m')", FragmentSelector(.rvalue, [.unit("m")])),
        ("rvalue.to(\"km/h\").units", FragmentSelector(.rvalue, [.unit("km/h"), .member("units")])),
        ("wvalue.to(mm)", FragmentSelector(.wvalue, [.unit("mm")])),
        ("rvalue.to", FragmentSelector(.rvalue, [.member("to")])),
    ])
    func reads(text: String, selector: FragmentSelector) throws {
        #expect(try FragmentSelector(text) == selector)
        #expect(try FragmentSelector(selector.description) == selector)
    }

    @Test(arguments: [
        "", "nosuch", "Units", "__class__", "factory()", "rvalue()", "rvalue.", "rvalue..m", "rvalue[", "rvalue[]",
        "rvalue[1", "rvalue[1:2:3:4]", "rvalue[::0]", "rvalue[a]", "rvalue[99999999999999999999]", "rvalue[--1]",
        "rvalue[-]",
        "rvalue.to(", "rvalue.to()", "rvalue.to('m'", "rvalue.to('m)", "rvalue x", "rvalue[1] ", "rvalue.m()",
        "rvalue%",
        "rvalue%00", "rvalue[1, 3]", String(repeating: "rvalue", count: 2),
        "rvalue" + String(repeating: ".a", count: 17),
        "rvalue[" + String(repeating: "1,", count: 17) + "1]",
    ])
    func refuses(text: String) {
        #expect(throws: NameError.self) { try FragmentSelector(text) }
    }

    @Test func errorsTellWhatThereIs() {
        let error = #expect(throws: NameError.self) { try FragmentSelector("nosuch") }
        #expect(error?.hint?.contains("data_format") == true)
        let later = #expect(throws: NameError.self) { try FragmentSelector("rvalue%5B1%5D!") }
        #expect(later?.position == 13)
    }

    @Test(arguments: ["rvalue.to('mm')", "rvalue.to(%25)", "rvalue.to('%2541')", "rvalue.to(\"a'b\")", "rvalue[1:3].m"])
    func writtenAndReadAgain(_ text: String) throws {
        let selector = try FragmentSelector(text)
        #expect(try FragmentSelector(selector.description) == selector)
    }

    @Test(arguments: ["rvalue.to(a'b\"c)", "rvalue.to(a\"b)"])
    func quotesWithinAWord(_ text: String) {
        #expect(throws: NameError.self) { try FragmentSelector(text) }
    }
}
