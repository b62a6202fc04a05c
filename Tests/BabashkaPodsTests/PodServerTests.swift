// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import NIOCore
import Testing

/// The pod's side, and both sides joined without a process between.
@Suite("Pod server")
struct PodServerTests {
    static func server(_ format: PodFormat = .edn) -> PodServer {
        PodServer(
            format: format,
            namespaces: [
                .init(
                    "pod.t",
                    functions: [
                        .init("echo", documentation: "Echoes.", argumentLists: "([& all])") { arguments, _ in
                            .list(arguments)
                        },
                        .init("fail") { _, _ in throw PodFailure("broken", data: ["why": 1]) },
                        .init("code", code: "(defn code [])"),
                    ]),
                .init("pod.t.later", isDeferred: true, functions: [.init("f") { _, _ in nil }]),
            ])
    }

    static func reply(_ message: Bencode, _ format: PodFormat = .edn) throws -> Bencode? {
        var session = PodServerSession(server(format))
        session.append(message.encoded)
        guard case .reply(let reply)? = try session.next() else { return nil }
        return reply
    }

    @Test("describe tells everything but what is deferred")
    func describe() throws {
        let reply = try #require(try Self.reply(["op": "describe", "id": "d"]))
        let description = try PodDescription(reply)
        #expect(reply["id"] == "d")
        #expect(description.format == .edn && description.operations == ["shutdown"])
        #expect(description.function("pod.t/echo")?.documentation == "Echoes.")
        #expect(description.function("pod.t/code")?.code == "(defn code [])")
        #expect(
            description.namespace("pod.t.later")?.isDeferred == true && description.function("pod.t.later/f") == nil)
        let loaded = try #require(try Self.reply(["op": "load-ns", "id": "1", "ns": "pod.t.later"]))
        #expect(loaded["vars"]?.list?.first?["name"] == "f" && loaded["status"] == ["done"])
    }

    @Test(
        "what cannot be done is refused with its id",
        arguments: [
            (["op": "load-ns", "id": "1", "ns": "nosuch"], "nosuch"),
            (["op": "invoke", "id": "1", "var": "pod.t/nosuch", "args": "[]"], "nosuch"),
            (["op": "invoke", "id": "1"], "''"),
            (["op": "invoke", "id": "1", "var": "pod.t/code", "args": "[]"], "source"),
            (["op": "invoke", "id": "1", "var": "pod.t/echo", "args": "5"], "sequence"),
            (["op": "invoke", "id": "1", "var": "pod.t/echo", "args": "(1"], "')'"),
            (["op": "dance", "id": "1"], "dance"), (["id": "1"], "none"),
        ] as [(Bencode, String)])
    func refused(message: Bencode, text: String) throws {
        let reply = try #require(try Self.reply(message))
        #expect(reply["id"] == "1" && reply["status"] == ["done", "error"])
        #expect(reply["ex-message"]?.text?.contains(text) == true, "\(reply)")
    }

    @Test("what is no message ends the session", arguments: ["x", "i1e", "le"])
    func violation(text: String) {
        var session = PodServerSession(Self.server())
        session.append(ByteBuffer(string: text))
        #expect(throws: BabashkaPodError.self) { try session.next() }
    }

    @Test("a client of ours and a server of ours understand each other", arguments: PodFormat.allCases)
    func together(format: PodFormat) async throws {
        let server = Self.server(format)
        var pod = PodServerSession(server)
        var client = PodSession(limit: 1, limits: .init(), description: server.description)
        var random = SeededRandom(seed: 29)
        for number in UInt64(1)...200 {
            let arguments = (0..<3).map { _ in ClojureValue.random(depth: 3, &random) }
            pod.append(
                client.invoke(
                    number, number.isMultiple(of: 7) ? "pod.t/fail" : "pod.t/echo", arguments, isStream: false
                ).encoded)
            guard case .call(let id, let body, let taken)? = try pod.next() else {
                Issue.record("no call")
                return
            }
            if format != .json { #expect(taken == arguments) }
            let written = Mailbox()
            try await PodCall(id: id, format: format) { await written.put($0) }.run(body, taken)
            var events: [PodSession.Event] = []
            for message in await written.messages { try client.receive(message.encoded) { events.append($0) } }
            if number.isMultiple(of: 7) {
                #expect(events == [.failed(number, BabashkaPodError(.failed, "broken", data: ["why": 1]))])
            } else if format == .json {
                // JSON has fewer kinds of values; what comes back is written the same.
                guard case .value(_, let value)? = events.first else {
                    Issue.record("no value")
                    return
                }
                #expect(format.encode(value) == format.encode(arguments: arguments))
            } else {
                #expect(events == [.value(number, .list(arguments))])
            }
        }
    }

    actor Mailbox {
        var messages: [Bencode] = []
        func put(_ message: Bencode) { messages.append(message) }
    }

    @Test(
        "no arguments come as nil, too",
        arguments: [(PodFormat.json, "null"), (.edn, "nil"), (.transit, #"["~#'",null]"#), (.edn, "()")])
    func noArguments(format: PodFormat, payload: String) throws {
        var session = PodServerSession(Self.server(format))
        let message: Bencode = ["op": "invoke", "id": "1", "var": "pod.t/echo", "args": .string(payload)]
        session.append(message.encoded)
        guard case .call(_, _, let arguments)? = try session.next() else {
            Issue.record("no call")
            return
        }
        #expect(arguments == [])
    }

    @Test("shutdown is seen behind other requests")
    func shutdown() throws {
        var session = PodServerSession(Self.server())
        for message: Bencode in [["op": "describe"], ["op": "shutdown", "id": "2"]] { session.append(message.encoded) }
        guard case .reply? = try session.next(), case .shutdown? = try session.next() else {
            Issue.record("no shutdown")
            return
        }
    }
}

@Suite("Registry manifest")
struct PodManifestTests {
    static let text = """
        {:pod/name huahaiy/datalevin
         :pod/description "A database"
         :pod/version "0.5.9"
         :pod/license "EPL"
         :pod/language "clojure"
         :pod/artifacts
         [{:os/name "Linux.*" :os/arch "amd64" :artifact/url "https://example.org/a.zip"
           :artifact/hash "sha256:AAAA" :artifact/executable "dtlv"}
          {:os/name "Mac.*" :os/arch "x86_64" :artifact/executable "dtlv-mac"}]}
        """

    @Test("the program for a system is found as babashka keeps it")
    func manifest() throws {
        let manifest = try PodManifest(Self.text)
        #expect(manifest.name == "huahaiy/datalevin" && manifest.version == "0.5.9" && manifest.language == "clojure")
        #expect(manifest.artifacts.first?.hash == "sha256:AAAA" && manifest.transport == .stdio)
        #expect(
            try manifest.program(in: "/p", system: "Linux", processor: "amd64")
                == "/p/huahaiy/datalevin/0.5.9/linux/x86_64/dtlv")
        #expect(
            try manifest.program(in: "/p", system: "Mac OS X", processor: "aarch64")
                == "/p/huahaiy/datalevin/0.5.9/mac_os_x/aarch64/dtlv-mac")
        let error = #expect(throws: BabashkaPodError.self) {
            try manifest.program(in: "/p", system: "Linux", processor: "riscv64")
        }
        #expect(error?.code == .notFound)
        #expect(
            try PodManifest("{:pod/name a/b :pod/version \"1\" :pod/options {:transport :socket}}").transport == .socket
        )
    }

    @Test(
        "what is wrong is told",
        arguments: [
            "{", "5", "{:pod/name a}", "{:pod/version \"1\"}", "{:pod/name \"../../x\" :pod/version \"1\"}",
            "{:pod/name a :pod/version \"..\"}",
            "{:pod/name a :pod/version \"1\" :pod/artifacts [{:os/name \"L\"}]}",
            "{:pod/name a :pod/version \"1\" :pod/artifacts [{:os/name \"L\" :os/arch \"x\" :artifact/executable \"../../bin/sh\"}]}",
        ])
    func wrong(text: String) {
        let error = #expect(throws: BabashkaPodError.self) { try PodManifest(text) }
        #expect(error?.code == .malformed)
    }

    @Test("a pattern that is none is told")
    func badPattern() throws {
        let manifest = try PodManifest(Self.text.replacing("Linux.*", with: "Linux("))
        let error = #expect(throws: BabashkaPodError.self) {
            try manifest.artifacts(system: "Linux", processor: "x86_64")
        }
        #expect(error?.code == .malformed)
    }
}
