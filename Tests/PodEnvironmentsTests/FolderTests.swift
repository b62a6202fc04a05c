// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FoundationEssentials
import Testing

@testable import PodEnvironments

/// A pods folder of its own for a test.
final class Scratch {
    let path: String
    let pods: PodsFolder

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/pods-test-\(UInt64.random(in: 0 ... .max))"
        try FileAccess.makeFolder("\(path)/pods")
        pods = try PodsFolder(path: "\(path)/pods")
    }

    deinit { try? FileAccess.remove(path) }

    func write(_ text: String, _ name: String) throws {
        let file = "\(path)/\(name)"
        try FileAccess.makeFolder(String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)]))
        try FileAccess.write(text, to: file)
    }
}

@Suite struct FolderTests {
    @Test(arguments: ["hello_world", "_a", "Größe", "x1", "数"]) func names(_ name: String) {
        #expect(PodName.isValid(name))
    }

    @Test(arguments: [
        "", "1a", "a-b", "a.b", "..", "../x", "a/b", "a b", "class", "a\u{0}b", "a\n", "٣a", String(repeating: "a", count: 129),
    ])
    func noNames(_ name: String) throws {
        #expect(!PodName.isValid(name))
        let scratch = try Scratch()
        let error = #expect(throws: PodEnvironmentError.self) { try scratch.pods.pod(name) }
        #expect(error?.code == .invalidName)
    }

    @Test func podsAreFoldersWithAPodFile() throws {
        let scratch = try Scratch()
        try scratch.write("", "pods/b/pod.py")
        try scratch.write("", "pods/a/pod.py")
        try scratch.write("", "pods/not_one/other.py")
        try scratch.write("", "pods/file")
        try scratch.write("", "pods/both/pod.py")
        try scratch.write("", "pods/both/pod.toml")
        try scratch.write("", "pods/program/pod.toml")
        #expect(try scratch.pods.pods().map(\.name) == ["a", "b", "both", "program"])
        #expect(try scratch.pods.pods().map(\.kind) == [.python, .python, .python, .program])
        #expect(scratch.pods.project == FileAccess.real(scratch.path))
        #expect(throws: PodEnvironmentError.self) { try scratch.pods.pod("not_one") }
        #expect(throws: PodEnvironmentError.self) { try scratch.pods.pod("missing") }
    }

    @Test func programsHaveNoPython() async throws {
        let scratch = try Scratch()
        try scratch.write("", "pods/program/pod.toml")
        let pod = try scratch.pods.pod("program")
        #expect(try pod.text(of: "pod.toml") == "" && pod.text(of: "missing") == nil)
        let outline = await #expect(throws: PodEnvironmentError.self) { try await pod.outline(environment: [:]) }
        #expect(outline?.code == .notPython)
        let cache = try PodEnvironmentCache(environment: ["XDG_CACHE_HOME": scratch.path])
        let environment = await #expect(throws: PodEnvironmentError.self) { try await cache.environment(for: pod) }
        #expect(environment?.code == .notPython)
    }

    @Test func linksDoNotLeadOut() throws {
        let scratch = try Scratch()
        try scratch.write("", "pods/inner/pod.py")
        try scratch.write("", "outer/pod.py")
        try FileManager.default.createSymbolicLink(
            atPath: "\(scratch.pods.path)/out", withDestinationPath: "\(scratch.path)/outer")
        try FileManager.default.createSymbolicLink(
            atPath: "\(scratch.pods.path)/again", withDestinationPath: "\(scratch.pods.path)/inner")
        try FileAccess.makeFolder("\(scratch.pods.path)/half")
        try FileManager.default.createSymbolicLink(
            atPath: "\(scratch.pods.path)/half/pod.py", withDestinationPath: "\(scratch.path)/outer/pod.py")
        #expect(try scratch.pods.pods().map(\.name) == ["again", "inner"])
        for name in ["out", "half"] {
            let error = #expect(throws: PodEnvironmentError.self) { try scratch.pods.pod(name) }
            #expect(error?.code == .invalidName)
        }
    }

    @Test func theDigestCoversWhatIsNamed() throws {
        let scratch = try Scratch()
        try scratch.write("", "pods/a/pod.py")
        let pod = try scratch.pods.pod("a")
        #expect(pod.requirements == .none)
        try scratch.write("[project]\n", "pods/a/pyproject.toml")
        #expect(pod.requirements == .project(path: "\(pod.folder)/pyproject.toml"))
        try scratch.write("x\n-r more.txt\n-r requirements.txt\n", "pods/a/requirements.txt")
        try scratch.write("y==1\n", "pods/a/more.txt")
        let digest = try pod.requirementsDigest()
        #expect(try pod.requirementsDigest() == digest)
        try scratch.write("y==2\n", "pods/a/more.txt")
        #expect(try pod.requirementsDigest() != digest)
    }

    @Test func onlyWhatMakesThePodCounts() throws {
        let scratch = try Scratch()
        try scratch.write("", "pods/a/pod.py")
        let pod = try scratch.pods.pod("a")
        let before = pod.files
        #expect(before?.count == 1)
        for name in ["data.csv", "requirements.lock", "venv/x.py", "__pycache__/y.py", ".hidden/z.py"] {
            try scratch.write("1", "pods/a/\(name)")
        }
        #expect(pod.files == before)
        for (index, name) in ["inner/module.py", "requirements.txt", ".python-version", "pyproject.toml", "pod.toml"].enumerated() {
            try scratch.write("1", "pods/a/\(name)")
            #expect(pod.files?.count == 2 + index)
        }
        try pod.remove()
        #expect(pod.files == nil)
    }

    @Test func wantedPython() throws {
        let scratch = try Scratch()
        try scratch.write("", "pods/a/pod.py")
        let pod = try scratch.pods.pod("a")
        #expect(try pod.wantedPython() == nil)
        try scratch.write("3.12\n", "pods/a/.python-version")
        #expect(try pod.wantedPython() == "3.12")
        try scratch.write("../../bin/sh\n", "pods/a/.python-version")
        #expect(throws: PodEnvironmentError.self) { try pod.wantedPython() }
    }
}
