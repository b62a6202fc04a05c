// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import NIOCore
import Testing

/// The client's side without a process: what the pod sends is what becomes of requests.
@Suite("Client session")
struct PodSessionTests {
    /// A session with a pod that said that it speaks JSON.
    static func session(limit: Int = 1) -> PodSession {
        PodSession(
            limit: limit, limits: .init(),
            description: PodDescription(format: .json, namespaces: [.init("p", vars: [.init("f")])]))
    }

    static func events(_ session: inout PodSession, _ messages: Bencode...) throws -> [PodSession.Event] {
        var events: [PodSession.Event] = []
        for message in messages { try session.receive(message.encoded) { events.append($0) } }
        return events
    }

    @Test("what a pod says of itself is read and can be kept")
    func description() throws {
        let answer: Bencode = [
            "format": "transit+json", "ops": ["shutdown": [:]], "readers": ["my/tag": "identity"], "stray": 5,
            "namespaces": [
                [
                    "name": "pod.x",
                    "vars": [
                        [
                            "name": "f", "meta": "{:doc \"it adds\" :arglists ([a] [a b])}", "async": "true",
                            "arg-meta": "true",
                        ],
                        ["name": "m", "code": "(defmacro m [])"], ["name": "odd", "meta": "{"],
                    ],
                ], ["name": "pod.y", "defer": "true"],
            ],
        ]
        var session = PodSession(limit: 1, limits: .init(), description: nil)
        #expect(!session.hasPlace)
        let events = try Self.events(&session, ["out": "hello"], answer)
        guard case .described(let description)? = events.last, events.count == 2 else {
            Issue.record("\(events)")
            return
        }
        #expect(events.first == .output("hello", isError: false))
        #expect(session.hasPlace)
        #expect(description.format == .transit && description.operations == ["shutdown"])
        #expect(description.function("pod.x/f")?.documentation == "it adds")
        #expect(description.function("pod.x/f")?.argumentLists == "([a] [a b])")
        #expect(
            description.function("pod.x/f")?.isAsync == true && description.function("pod.x/f")?.takesMetadata == true)
        #expect(description.function("pod.x/m")?.code == "(defmacro m [])")
        #expect(description.function("pod.x/odd")?.metadata == nil)
        #expect(description.function("pod.x/nosuch") == nil && description.function("f") == nil)
        #expect(description.namespace("pod.y")?.isDeferred == true)
        #expect(try PodDescription(BencodeReader.value(description.message.encoded)) == description)
    }

    @Test("requests are written as the JVM's client writes them")
    func requests() {
        let arguments: [ClojureValue] = [1, .keyword("a")]
        for (format, text) in [(PodFormat.json, #"[1,"a"]"#), (.edn, "(1 :a)"), (.transit, #"["~#list",[1,"~:a"]]"#)] {
            var session = PodSession(
                limit: 1, limits: .init(), description: PodDescription(format: format, namespaces: []))
            let message = session.invoke(7, "p/f", arguments, isStream: false)
            #expect(message == ["op": "invoke", "id": "7", "var": "p/f", "args": .string(text)])
        }
        var session = Self.session()
        #expect(session.load(8, "p.later") == ["op": "load-ns", "id": "8", "ns": "p.later"])
    }

    @Test("a call takes its place until it is answered, a stream until it begins")
    func places() throws {
        var session = Self.session()
        _ = session.invoke(1, "p/f", [], isStream: false)
        #expect(!session.hasPlace)
        #expect(try Self.events(&session, ["id": "1", "value": "5", "status": ["done"]]) == [.value(1, 5)])
        #expect(session.hasPlace)
        _ = session.invoke(2, "p/f", [], isStream: true)
        #expect(!session.hasPlace)
        #expect(try Self.events(&session, ["id": "2", "value": "5"]) == [.value(2, 5)])
        #expect(session.hasPlace)
        #expect(
            try Self.events(&session, ["id": "2", "value": "6"], ["id": "2", "status": ["done"]]) == [
                .value(2, 6), .done(2),
            ])
        _ = session.invoke(3, "p/f", [], isStream: true)
        session.freePlace(3)
        #expect(session.hasPlace)
    }

    @Test("an abandoned call keeps its place until the pod answers")
    func abandoned() throws {
        var session = Self.session(limit: 2)
        _ = session.invoke(1, "p/f", [], isStream: false)
        _ = session.invoke(2, "p/f", [], isStream: false)
        session.abandon(1)
        #expect(!session.hasPlace && !session.isStuck)
        session.abandon(2)
        #expect(session.isStuck)
        let events = try Self.events(&session, ["id": "1", "value": "5", "status": ["done"]])
        #expect(session.hasPlace && !session.isStuck)
        guard case .ignored? = events.first, events.count == 1 else {
            Issue.record("\(events)")
            return
        }
    }

    static let kinds: [(Bencode, [PodSession.Event])] = [
        (
            ["id": "1", "value": "[1]", "status": ["done"], "out": "o", "err": "e"],
            [.output("o", isError: false), .output("e", isError: true), .value(1, [1])]
        ),
        (["id": "1", "value": "5"], [.value(1, 5)]),
        (["id": 1, "value": "5"], [.value(1, 5)]),
        (["id": "1", "value": "5", "status": #"["done"]"#], [.value(1, 5)]),
        (["id": "1", "status": ["done"]], [.done(1)]),
        (
            ["id": "1", "status": ["error"]],
            [.failed(1, BabashkaPodError(.failed, "the function failed without saying why"))]
        ),
        (
            ["id": "1", "status": ["done", "error"], "ex-message": "m", "ex-data": "", "ex-data,omitempty": ""],
            [.failed(1, BabashkaPodError(.failed, "m"))]
        ),
        (
            ["id": "1", "status": ["error"], "ex-message": "m", "ex-data": "{\"a\":1}"],
            [.failed(1, BabashkaPodError(.failed, "m", data: ["a": 1]))]
        ),
        (
            ["id": "1", "status": ["error"], "ex-message": "m", "ex-data": "{what"],
            [.failed(1, BabashkaPodError(.failed, "m", data: "{what"))]
        ),
        (["id": "1", "out": "o"], [.output("o", isError: false)]),
        (["out": "o"], [.output("o", isError: false)]),
        (["id": "1"], []), (["id": "1", "status": 5], []), (["id": "1", "value": 5], []),
    ]

    @Test("answers of all kinds", arguments: kinds)
    func answers(message: Bencode, events: [PodSession.Event]) throws {
        var session = Self.session()
        _ = session.invoke(1, "p/f", [], isStream: false)
        #expect(try Self.events(&session, message) == events)
    }

    @Test("what cannot be read fails the call alone")
    func unreadable() throws {
        var session = Self.session()
        for payload in ["{", "", String(repeating: "[", count: 1000)] {
            _ = session.invoke(1, "p/f", [], isStream: false)
            let events = try Self.events(&session, ["id": "1", "value": .string(payload), "status": ["done"]])
            guard case .failed(1, let error)? = events.first, error.code == .malformed || error.code == .limitExceeded
            else {
                Issue.record("\(events)")
                return
            }
            #expect(session.hasPlace)
        }
    }

    @Test("what is no message ends the session", arguments: ["x", "hello\n", "i1e", "le", "3:abc", "1073741824:"])
    func violation(text: String) {
        var session = Self.session()
        var events: [PodSession.Event] = []
        #expect(throws: BabashkaPodError.self) {
            let good: Bencode = ["out": "o"]
            try session.receive(ByteBuffer(string: String(buffer: good.encoded) + text)) { events.append($0) }
        }
        #expect(events == [.output("o", isError: false)], "what came before is not lost")
    }

    @Test(
        "a description that is none ends the session",
        arguments: [
            ["id": "1"], ["format": "yaml"], ["format": "edn", "namespaces": [["vars": []]]],
            ["format": "edn", "namespaces": [["name": "n", "vars": [["meta": "x"]]]]],
        ] as [Bencode])
    func badDescription(message: Bencode) {
        var session = PodSession(limit: 1, limits: .init(), description: nil)
        let error = #expect(throws: BabashkaPodError.self) { try session.receive(message.encoded) { _ in } }
        #expect(error?.code == .protocolViolation)
    }

    @Test("random messages never trap")
    func random() {
        var random = SeededRandom(seed: 23)
        let names = ["id", "value", "status", "out", "err", "vars", "name", "ex-message", "ex-data", "format"]
        let values: [Bencode] = [
            "1", "2", "x", 1, -1, ["done"], ["error"], [["name": "v"]], [:], "[1]", .integer(.min), [[]],
        ]
        for _ in 0..<5000 {
            var session = Self.session(limit: 3)
            _ = session.invoke(1, "p/f", [], isStream: false)
            _ = session.invoke(2, "p/f", [], isStream: true)
            _ = session.load(3, "p.later")
            for _ in 0..<4 {
                var entries: [String: Bencode] = [:]
                for _ in 0..<Int.random(in: 0..<5, using: &random) {
                    entries[names.randomElement(using: &random) ?? ""] = values.randomElement(using: &random) ?? ""
                }
                _ = try? Self.events(&session, .dictionary(entries))
            }
        }
    }
}
