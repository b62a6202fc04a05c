// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import PharosNode
import Testing

@testable import Pharos

/// Schemes and plug-ins: executables in directories of the test's own.
@Suite(.timeLimit(.minutes(5))) struct SchemeTests {
    private let manifest =
        #"{"version": "1.2", "description": "d", "protocol": {"lowest": 1, "highest": 1}, "names": {"scheme": "tst""#
        + #", "attribute": {"minimum": 1, "maximum": 2}, "isCaseSensitive": false}}"#

    @Test func builtInOnes() async {
        let schemes = await SchemeCatalogue.schemes(environment: ["PATH": ""])
        func find(_ scheme: String) -> SchemeInfo? { schemes.first { $0.scheme == scheme } }
        #expect(find("ros")?.origin == .builtIn && find("ros")?.problem == nil)
        #expect(find("mock")?.origin == .builtIn)
        #expect(find("eval")?.origin == .withinProgram && find("res")?.origin == .withinProgram)
        #expect(find("tango")?.origin == .namesOnly && find("tango")?.problem?.contains("no node is installed") == true)
        #expect(find("tango")?.isCaseSensitive == false && find("ros")?.isCaseSensitive == true)
        #expect(find("tango")?.kinds.contains(.device) == true)
        #expect(schemes.map(\.scheme) == schemes.map(\.scheme).sorted())
        // Another word for a scheme is no scheme of its own.
        #expect(find("epics") == nil && find("ca")?.aliases == ["epics"])
    }

    @Test func aPlugInWithAManifest() async throws {
        let place = try TestDirectory()
        try place.executable("pharos-node-tst", "exit 1")
        try place.write("pharos-node-tst.json", manifest)
        let environment = ["PATH": place.path]
        let found = try #require(await SchemeCatalogue.schemes(environment: environment).first { $0.scheme == "tst" })
        #expect(found.version == "1.2" && found.problem == nil && found.isCaseSensitive == false)
        #expect(found.origin == .plugIn(path: "\(place.path)/pharos-node-tst"))
        #expect(found.kinds == [.attribute, .authority])
        let grammars = SchemeCatalogue.grammars(environment: environment)
        #expect(grammars.isValid("tst:/a/b") && !grammars.isValid("tst:/a/b/c"))
        #expect(grammars.isValid("ros:/a"))
        // What is gone is forgotten, what changes is read again.
        try place.write(
            "pharos-node-tst.json", manifest.replacing(#""maximum": 2"#, with: #""maximum": 3"#))
        #expect(SchemeCatalogue.grammars(environment: environment).isValid("tst:/a/b/c"))
        place.remove("pharos-node-tst")
        #expect(!SchemeCatalogue.grammars(environment: environment).isValid("tst:/a/b"))
    }

    @Test func manifestsInShare() async throws {
        let place = try TestDirectory()
        try place.executable("bin/pharos-node-tst", "exit 1")
        try place.write("share/pharos/schemes/pharos-node-tst.json", manifest)
        let schemes = await SchemeCatalogue.schemes(environment: ["PATH": "\(place.path)/bin"])
        #expect(schemes.first { $0.scheme == "tst" }?.version == "1.2")
        // A link to the executable finds what lies beside the file itself.
        let links = try TestDirectory()
        try links.link("pharos-node-tst", to: "\(place.path)/bin/pharos-node-tst")
        let linked = await SchemeCatalogue.schemes(environment: ["PATH": links.path])
        #expect(linked.first { $0.scheme == "tst" }?.version == "1.2")
    }

    @Test(arguments: [
        ("", "it is no JSON"), ("{", "it is no JSON"), ("[]", "an object is expected"),
        (#"{"names": {"scheme": "tst"}}"#, "'protocol' is missing"),
        (#"{"protocol": {"lowest": 1, "highest": 1}}"#, "'names' is missing"),
        (#"{"protocol": {"lowest": 1, "highest": 1}, "names": {"scheme": "other"}}"#, "names.scheme: 'tst' is expected"),
        (#"{"protocol": {"lowest": 7, "highest": 9}, "names": {"scheme": "tst"}}"#, "version 7 to 9 of the protocol"),
        (#"{"protocol": {"lowest": -1, "highest": 1}, "names": {"scheme": "tst"}}"#, "protocol.lowest: an integer"),
        (#"{"protocol": {"lowest": 2, "highest": 1}, "names": {"scheme": "tst"}}"#, "lowest ≤ highest"),
        (#"{"version": 1, "protocol": {"lowest": 1, "highest": 1}, "names": {"scheme": "tst"}}"#, "version: a string"),
        (
            #"{"protocol": {"lowest": 1, "highest": 1}, "names": {"scheme": "tst", "attribute": {"minimum": 2, "maximum": 1}}}"#,
            "names.attribute: 1 ≤ minimum"
        ),
        (
            #"{"protocol": {"lowest": 1, "highest": 1}, "names": {"scheme": "tst", "authority": "perhaps"}}"#,
            "names.authority"
        ),
        (String(repeating: "[", count: 60_000), "it is no JSON"),
        (String(repeating: " ", count: 70_000), "at most 65536 bytes are expected"),
    ])
    func badManifests(text: String, problem: String) async throws {
        let place = try TestDirectory()
        try place.executable("pharos-node-tst", "exit 1")
        try place.write("pharos-node-tst.json", text)
        let environment = ["PATH": place.path]
        let found = try #require(await SchemeCatalogue.schemes(environment: environment).first { $0.scheme == "tst" })
        #expect(found.problem?.contains(problem) == true, "\(found.problem ?? "none")")
        #expect(!SchemeCatalogue.grammars(environment: environment).isValid("tst:/a"))
        let error = #expect(throws: PharosError.self) {
            try NodeExecutable.find(scheme: "tst", configuration: PharosConfiguration(), environment: environment)
        }
        #expect(error?.code == .nodeUnavailable && error?.message.contains("\(place.path)/pharos-node-tst") == true)
    }

    @Test func whatCannotBeRun() async throws {
        let place = try TestDirectory()
        try place.write("pharos-node-plain", "")
        try place.makeDirectory("pharos-node-folder")
        try place.link("pharos-node-gone", to: "/nowhere")
        try place.executable("pharos-node-Upper", "exit 0")
        try place.executable("pharos-node-", "exit 0")
        try place.executable("pharos-node-a b", "exit 0")
        try place.executable("pharos-node-eval", "exit 0")
        let all = await SchemeCatalogue.schemes(environment: ["PATH": place.path])
        func problem(_ scheme: String) -> String {
            all.first { $0.scheme == scheme && $0.origin == .plugIn(path: "\(place.path)/pharos-node-\(scheme)") }?.problem
                ?? "none"
        }
        #expect(problem("plain").contains("not executable"))
        #expect(!all.contains { $0.scheme == "folder" })
        #expect(problem("gone").contains("No such file"))
        #expect(problem("Upper").contains("no scheme") && problem("").contains("no scheme"))
        #expect(problem("a b").contains("no scheme"))
        #expect(problem("eval").contains("every program serves eval itself"))
        #expect(all.first { $0.scheme == "eval" }?.problem == nil)
    }

    @Test func theFirstOnPathWins() async throws {
        let first = try TestDirectory()
        let second = try TestDirectory()
        try first.write("pharos-node-tst", "not executable")
        try second.executable("pharos-node-tst", "exit 0")
        let third = try TestDirectory()
        try third.executable("pharos-node-tst", "exit 0")
        try third.executable("pharos-node-ros", "exit 0")
        let path = [first, second, third, second].map(\.path).joined(separator: ":")
        let all = await SchemeCatalogue.schemes(environment: ["PATH": path])
        let found = all.filter { $0.scheme == "tst" }
        #expect(found.count == 3)
        #expect(found.first?.origin == .plugIn(path: "\(second.path)/pharos-node-tst") && found.first?.problem == nil)
        #expect(found.contains { $0.problem == "\(second.path)/pharos-node-tst goes first" })
        let used = try NodeExecutable.find(scheme: "tst", configuration: PharosConfiguration(), environment: ["PATH": path])
        #expect(used.path == "\(second.path)/pharos-node-tst" && used.isPlugIn)
        // A plug-in takes the place of what is built in.
        let ros = all.filter { $0.scheme == "ros" }
        #expect(ros.first?.origin == .plugIn(path: "\(third.path)/pharos-node-ros"))
        #expect(ros.last?.origin == .builtIn && ros.last?.problem?.contains("goes first") == true)
    }

    @Test func lookingAgainIsCheap() async throws {
        let place = try TestDirectory()
        for number in 0..<50 { try place.executable("pharos-node-tst\(number)", "exit 1") }
        let environment = ["PATH": "\(place.path):/usr/local/bin:/usr/bin:/bin"]
        _ = SchemeCatalogue.grammars(environment: environment)
        let started = ContinuousClock.now
        for _ in 0..<100 { #expect(SchemeCatalogue.grammars(environment: environment).isValid("tst49:/a")) }
        #expect(ContinuousClock.now - started < .seconds(5))
    }

    @Test func unknownSchemes() {
        let error = #expect(throws: PharosError.self) {
            try NodeExecutable.find(
                scheme: "tango", configuration: PharosConfiguration(), environment: ["PATH": "/nowhere"])
        }
        #expect(error?.code == .unknownScheme && error?.message.contains("pharos-node-tango") == true)
    }

    @Test(arguments: [
        ("echo '{\"version\": \"3\", \"protocol\": {\"lowest\": 1, \"highest\": 1}, \"names\": {\"scheme\": \"tst\"}}'", ""),
        ("echo nonsense", "prints is no manifest"), ("exit 0", "prints is no manifest"),
        ("echo 'no licence' >&2; exit 3", "ended with exit code 3; it wrote: no licence"),
        ("kill -SEGV $$", "was killed by signal 11"), ("sleep 60", "did not end within 2.0 seconds and was killed"),
        ("sleep 60 & exec yes", "and was killed"),
    ])
    func asking(script: String, problem: String) async throws {
        let place = try TestDirectory()
        try place.executable("pharos-node-tst", script)
        let environment = ["PATH": "\(place.path):/usr/bin:/bin"]
        let started = ContinuousClock.now
        let all = await SchemeCatalogue.schemes(environment: environment, asksPlugIns: true)
        #expect(ContinuousClock.now - started < .seconds(20))
        let found = try #require(all.first { $0.scheme == "tst" })
        if problem.isEmpty {
            #expect(found.version == "3" && found.problem == nil)
        } else {
            #expect(found.problem?.contains(problem) == true, "\(found.problem ?? "none")")
        }
        // Without being asked it is just there.
        #expect(await SchemeCatalogue.schemes(environment: environment).first { $0.scheme == "tst" }?.problem == nil)
    }

    @Test func manifestsReadBack() throws {
        var names = DeclaredGrammar(scheme: "tst", attribute: .init(2, 4), device: .init(1, 1))
        names.authority = .wanted
        names.hasQuery = true
        let written = InterfaceManifest(version: "1", description: "ä \"quoted\"", names: names)
        #expect(try InterfaceManifest(json: Array(try written.json().utf8), scheme: "tst") == written)
    }
}
