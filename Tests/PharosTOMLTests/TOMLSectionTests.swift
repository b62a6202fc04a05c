// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import PharosTOML
import Testing

@Suite struct TOMLSectionTests {
    @Test(arguments: [
        ("[.a]", 1, "'.'"), ("x = 1\n[ . a]", 2, "'.'"), ("[!]", 1, "'!'"), ("[[é]]", 1, "'é'"), ("[\n", 1, "the end of the line"),
        ("[\r\n", 1, "the end of the line"), ("[[ \n", 1, "the end of the line"), ("[=]", 1, "'='"), ("[\u{1}", 1, "an invisible"),
        ("\u{feff}[.a]", 1, "'.'"), ("x = \"\"\"\n[.a]\n\"\"\"\n[.b]", 4, "'.'"), ("x = '''a'''''\n[.b]", 2, "'.'"),
        ("x = [\"\"\"a\"\"\"\"\", 'b']\n[.b]", 2, "'.'"), ("x = [ # ]\n1]\n[{]", 3, "'{'"), ("x = \"a\\\"\"\n[+]", 2, "'+'"),
        ("\"a[\" = 1\n[+]", 2, "'+'"), ("[\"a]\"]\n[+]", 2, "'+'"),
    ])
    func namesThatTheLibraryCannotBeGiven(_ text: String, _ line: Int, _ found: String) {
        let error = #expect(throws: PharosError.self) { try TOMLSection(text: text, file: "f") }
        #expect(error?.message.hasPrefix("f:\(line): a table's name begins with a letter, a digit or a quote, \(found)") == true)
    }

    @Test(arguments: [
        "x = [\n[\n1],\n[{a=1}],\n['[']]\n[a]", "x = \"\"\"\n[.a]\n[!NOTE]\n\"\"\"", "x = '''\n[.a]'''", "# [.a]\n", "x = 1 # [\n[a]",
        "[a]\n[[b]]\n['.c']\n[ \"d\" ]\n[-]\n[_]\n[1]\n", "[a] # [.b]", "[a.'b]']\n", "x = 'a\\'\n[a]", "",
    ])
    func whatIsRight(_ text: String) throws { _ = try TOMLSection(text: text, file: "f") }

    @Test(arguments: ["[", "[[", "[]", "[[]]", "[a", "[a.", "[a.]", "[a.!]", "x = [", "x = \"", "x = \"\"\"", "[a]\n[a]", "x", "="])
    func whatIsNoTOML(_ text: String) {
        let error = #expect(throws: PharosError.self) { try TOMLSection(text: text, file: "f") }
        #expect(error?.code == .invalidValue && error?.message.hasPrefix("f:") == true)
    }

    /// Pieces of TOML in any order are read or refused.
    @Test func piecesInAnyOrder() {
        let pieces = [
            "[", "]", "[[", "]]", "{", "}", "\"", "\"\"\"", "'", "'''", "\\", "#", "\n", "\r\n", " ", ".", ",", "=", "a", "-", "1", "é",
            "\u{0}", "\u{a0}", "1e5", "0x", "inf", "true", "1979-05-27", "07:32:00", "_", "+", "!",
        ]
        var state: UInt64 = 5
        func random(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(count))
        }
        for _ in 0..<20_000 {
            let text = (0..<random(12)).map { _ in pieces[random(pieces.count)] }.joined()
            do throws(PharosError) {
                _ = try TOMLSection(text: text, file: "f")
            } catch {
                #expect(error.code == .invalidValue && error.message.hasPrefix("f:"))
            }
        }
    }
}
