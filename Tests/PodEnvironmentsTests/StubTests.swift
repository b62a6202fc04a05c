// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Testing

@testable import PodEnvironments

@Suite struct StubTests {
    @Test(arguments: [
        (nil, "Value"), ("int", "Int"), ("float", "Double"), ("str", "String"), ("bool", "Bool"), ("bytes", "[UInt8]"),
        ("None", "Void"), ("'int'", "Int"), ("list[int]", "[Int]"), ("typing.List[str]", "[String]"),
        ("List[List[float]]", "[[Double]]"), ("tuple[int, ...]", "[Int]"), ("tuple[int, str]", "Value"),
        ("dict[str, list[int]]", "[String: [Int]]"), ("dict[int, str]", "Value"), ("Optional[int]", "Int?"),
        ("int | None", "Int?"), ("Union[int, None]", "Int?"), ("int | str", "Value"), ("Optional[Any]", "Value"),
        ("list[int | None]", "[Int?]"), ("np.ndarray", "Value"), ("", "Value"), ("list[", "Value"), ("]][[", "Value"),
        ("list", "Value"), (String(repeating: "list[", count: 90) + "int" + String(repeating: "]", count: 90), "Value"),
    ] as [(String?, String)])
    func types(_ python: String?, _ swift: String) {
        let type = SwiftType(python: python).text
        // What is nested too deep is a Value somewhere inside.
        #expect(type == swift || python?.hasPrefix("list[list[") == true)
    }

    private func function(_ name: String, _ parameters: [PodOutline.Parameter], returns: String? = nil) -> PodOutline.Function {
        PodOutline.Function(name: name, parameters: parameters, returns: returns)
    }

    @Test func signaturesReadAsPython() {
        let all = function(
            "f",
            [
                .init(name: "a", kind: .positional), .init(name: "b", kind: .ordinary, annotation: "int", defaultValue: "1"),
                .init(name: "c", kind: .keyword), .init(name: "d", kind: .keywords),
            ], returns: "str")
        #expect(all.signature == "f(a, /, b: int = 1, *, c, **d) -> str")
        #expect(function("g", [.init(name: "r", kind: .rest), .init(name: "k", kind: .keyword, defaultValue: "2")]).signature
            == "g(*r, k=2)")
    }

    @Test func methodsOfAPod() {
        let outline = PodOutline(
            name: "hello_world", documentation: "Says\u{2028}hello.",
            functions: [
                function("add", [.init(name: "x", kind: .ordinary, annotation: "int"), .init(name: "where", kind: .ordinary)]),
                function("switch", [.init(name: "case", kind: .keyword, defaultValue: "None")], returns: "None"),
                function("all", [.init(name: "r", kind: .rest)]), function("_hidden", []), function("pod", []),
                PodOutline.Function(name: "count", parameters: [], isGenerator: true),
            ])
        let text = PodStubs(outline).swift()
        for line in [
            "public struct HelloWorldPod: Sendable {", "/// Says", "/// hello.",
            "    public func add(_ x: Int, _ `where`: Value) async throws -> Value {",
            "    public func `switch`(`case`: Value? = nil) async throws {",
            "        if let `case` { keywords[\"case\"] = try ValueEncoder.encode(`case`) }",
            "    // all(*r): takes any arguments; call pod.all(…)", "    public var count: PodValues { pod.stream(\"count\") }",
            "    // pod(): this type has something else of that name; call pod.call(\"pod\", …)",
        ] { #expect(text.split(separator: "\n").contains { $0 == line }, "\(line) in\n\(text)") }
        #expect(!text.contains("_hidden"))
    }

    @Test func templatesAreNotWrittenOver() throws {
        let scratch = try Scratch()
        let paths = try PodTemplate(name: "one").write(to: scratch.pods.path)
        #expect(paths.count == 4)
        #expect(try scratch.pods.pods().map(\.name) == ["one"])
        let error = #expect(throws: PodEnvironmentError.self) { try PodTemplate(name: "one").write(to: scratch.pods.path) }
        #expect(error?.code == .alreadyThere)
        #expect(throws: PodEnvironmentError.self) { try PodTemplate(name: "../two") }
    }
}
