// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FoundationEssentials
import PharosModel
import PodEnvironments
import PodProcess
import Pods
import Testing

@testable import PodInterface

@Suite struct SettingsTests {
    private func settings(_ text: String, _ kind: PodSource.Kind = .python) throws(PharosError) -> PodSettings {
        try PodSettings(toml: text, file: "pod.toml", folder: "/project/pods/p", kind: kind)
    }

    @Test func everythingIsRead() throws {
        let settings = try settings(
            """
            workers = 4
            requests_in_flight = 8
            waiting_calls = 100
            calls_per_worker = 1000
            call_deadline = 30
            start_deadline = 2.5
            health_period = 5
            idle_stop = 300
            state = "fresh"
            pass_environment = ["TOKEN"]
            environment = { MODE = "test" }
            [limits]
            memory = "512 MiB"
            cpu_seconds = 60
            open_files = 256
            processes = 64
            [sandbox]
            readable = ["/data"]
            writable = ["data", "/tmp"]
            network = false
            required = false
            """)
        #expect(settings.workers == 4 && settings.requestsInFlight == 8 && settings.waitingCalls == 100)
        #expect(settings.callsPerWorker == 1000 && settings.state == .fresh)
        #expect(settings.callDeadline == .seconds(30) && settings.startDeadline == .milliseconds(2500))
        #expect(settings.idleStop == .seconds(300) && settings.healthPeriod == .seconds(5))
        #expect(settings.limits == PodLimits(memory: 512 << 20, processorSeconds: 60, openFiles: 256, processes: 64))
        #expect(settings.sandbox.writableFolders == ["/project/pods/p/data", "/tmp"])
        #expect(settings.sandbox.readablePaths == ["/data"])
        #expect(settings.sandbox.deniesNetwork && !settings.sandbox.isRequired)

        var configuration = Pod.Configuration(root: "/project", name: "p")
        configuration.take(settings, from: ["TOKEN": "secret", "OTHER": "x"])
        #expect(configuration.workers == 4 && configuration.callsInFlight == 8 && configuration.callsPerWorker == 1000)
        #expect(configuration.environment == ["TOKEN": "secret", "MODE": "test"])
        #expect(configuration.limits == settings.limits && configuration.sandbox == settings.sandbox)
        #expect(configuration.startTimeout == .milliseconds(2500) && configuration.deadline == .seconds(30))
    }

    @Test func nothingIsEveryStandard() throws {
        #expect(try settings("") == PodSettings())
        #expect(try settings("# nothing\n[limits]\n[sandbox]\n") == PodSettings())
        var configuration = Pod.Configuration(root: "/project", name: "p")
        configuration.take(PodSettings(), from: ["TOKEN": "secret"])
        #expect(configuration.workers == 1 && configuration.callsInFlight == 32 && configuration.environment.isEmpty)
        #expect(configuration.sandbox == PodSandbox() && configuration.limits == PodLimits())
    }

    @Test func programs() throws {
        let settings = try settings(
            """
            requests_in_flight = 4
            [babashka]
            command = ["bin/pod", "--json"]
            transport = "socket"
            keys = "strings"
            """, .program)
        #expect(settings.babashka?.command == ["/project/pods/p/bin/pod", "--json"])
        #expect(settings.babashka?.transport == .socket && settings.babashka?.keys == .strings)
        let named = try self.settings("[babashka]\ncommand = [\"pod-a-b\"]", .program)
        #expect(named.babashka == BabashkaSettings(command: ["pod-a-b"]))
    }

    @Test func whatDiffersIsShown() throws {
        #expect(PodSettings().summary.isEmpty)
        let settings = try settings(
            """
            workers = 2
            idle_stop = 1.5
            environment = { TOKEN = "secret" }
            limits.memory = "1 KiB"
            sandbox = { network = false, writable = [] }
            """)
        #expect(
            settings.summary
                == "workers=2 idle_stop=1.5 environment=[\"TOKEN\"] limits.memory=1024 sandbox.writable=[] sandbox.network=false")
    }

    @Test(arguments: [
        ("worker = 2", "pod.toml: worker: there is no such key; known here are workers, "),
        ("workers = 'two'", "workers: a whole number from 0 is expected, string came"),
        ("workers = 0", "workers: a number from 1 to 64 is expected, 0 came"),
        ("workers = -1", "workers: a whole number from 0 is expected"),
        ("workers = 9223372036854775807", "workers: a number from 1 to 64"),
        ("workers = 1e300", "workers: a whole number from 0 is expected"),
        ("requests_in_flight = 0", "requests_in_flight: a number from 1 to 10000"),
        ("call_deadline = 0", "call_deadline: a number of seconds above 0"),
        ("call_deadline = nan", "call_deadline: a number of seconds from 0"),
        ("idle_stop = inf", "idle_stop: a number of seconds from 0"),
        ("idle_stop = -5", "idle_stop: a number of seconds from 0"),
        ("state = 'new'", "state: \"kept\" or \"fresh\" is expected, \"new\" came"),
        ("pass_environment = ['A=B']", "pass_environment: 'A=B' cannot name"),
        ("pass_environment = [1]", "pass_environment: a list of strings"),
        ("environment = { '' = 'x' }", "environment.: '' cannot name"),
        ("environment = { A = 1 }", "environment.A: a string is expected, integer came"),
        ("environment = { A = \"a\\u0000b\" }", "pod.toml: texts without NUL"),
        ("limits = 5", "limits: a table is expected"),
        ("[limits]\nmemory = '5 lightyears'", "limits.memory: a number of bytes"),
        ("[limits]\nmemory = '99999999999 GiB'", "limits.memory: a number of bytes"),
        ("[limits]\nfiles = 1", "limits.files: there is no such key; known here are memory, "),
        ("[sandbox]\nnetwork = 'off'", "sandbox.network: true or false is expected"),
        ("[sandbox]\nwritable = ['']", "sandbox.writable: paths are expected"),
        ("[sandbox]\nwritable = \"/tmp\"", "sandbox.writable: a list of strings"),
        ("[babashka]\ncommand = ['x']", "babashka: the pod has a pod.py"),
        ("workers = 1\nworkers = 2", "pod.toml:2:"),
        ("workers =", "pod.toml:1:"),
        ("[.a]", "pod.toml:1: a table's name"),
        ("workers = 2\n\u{0}\nworker = 1", "pod.toml: texts without NUL"),
        (String(repeating: "#", count: 1 << 20 + 1), "at most 1 MiB"),
    ])
    func whatIsWrongIsNamed(_ text: String, _ words: String) {
        let error = #expect(throws: PharosError.self) { try settings(text) }
        #expect(error?.code == .invalidValue && error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        ("", "babashka: a table with the command is expected"),
        ("[babashka]", "babashka.command: a program and its arguments"),
        ("[babashka]\ncommand = []", "babashka.command: a program and its arguments"),
        ("[babashka]\ncommand = ['']", "babashka.command: a program and its arguments"),
        ("[babashka]\ncommand = \"x\"", "babashka.command: a list of strings"),
        ("[babashka]\ncommand = [\"x\\u0000\"]", "pod.toml: texts without NUL"),
        ("[babashka]\ncommand = ['x']\ntransport = 'udp'", "babashka.transport: \"stdio\" or \"socket\""),
        ("[babashka]\ncommand = ['x']\nformat = 'edn'", "babashka.format: there is no such key"),
        ("workers = 2\n[babashka]\ncommand = ['x']", "workers: has no meaning for a babashka pod"),
    ])
    func whatIsWrongOfAProgramIsNamed(_ text: String, _ words: String) {
        let error = #expect(throws: PharosError.self) { try settings(text, .program) }
        #expect(error?.code == .invalidValue && error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    /// Cut and changed at random, settings are read or refused, and nothing else happens.
    @Test func damagedFiles() {
        let text = Array(
            """
            workers = 2
            environment = { A = "b" }
            [limits]
            memory = "512 MiB"
            [sandbox]
            writable = ["data", "/tmp"]
            """.utf8)
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            var bytes = Array(text.prefix(Int.random(in: 0...text.count, using: &random)))
            for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do throws(PharosError) {
                _ = try settings(String(decoding: bytes, as: UTF8.self))
            } catch {
                #expect(error.code == .invalidValue && error.message.hasPrefix("pod.toml"))
            }
        }
    }

    // MARK: Files

    /// The settings of a pod with these files, and the pod.
    private func settings(of files: [String: String]) throws -> (pod: PodSource, settings: PodSettings) {
        let project = FileManager.default.temporaryDirectory.path + "/pods-test-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: project) }
        try FileManager.default.createDirectory(atPath: "\(project)/pods/p", withIntermediateDirectories: true)
        for (name, text) in files {
            try text.write(toFile: "\(project)/pods/p/\(name)", atomically: true, encoding: .utf8)
        }
        let pod = try PodsFolder(path: "\(project)/pods").pod("p")
        return (pod, try PodSettings(of: pod))
    }

    @Test func settingsStandInOneOfTwoFiles() throws {
        let project = "[project]\nname = 'p'\n[tool.pharos]\nworkers = 3\n[tool.pharos.limits]\nopen_files = 9\n"
        #expect(try settings(of: ["pod.py": ""]).settings == PodSettings())
        #expect(try settings(of: ["pod.py": "", "pod.toml": "workers = 2"]).settings.workers == 2)
        let shared = try settings(of: ["pod.py": "", "pyproject.toml": project]).settings
        #expect(shared.workers == 3 && shared.limits.openFiles == 9)
        let both = #expect(throws: PharosError.self) {
            try settings(of: ["pod.py": "", "pyproject.toml": project, "pod.toml": ""])
        }
        #expect(both?.message.contains("both have some") == true)
    }

    @Test func theProjectFileIsOthersToo() throws {
        #expect(try settings(of: ["pod.py": "", "pyproject.toml": "[project\n"]).settings == PodSettings())
        let named = "[dependency-groups]\nx = ['pharos-client']\n"
        #expect(try settings(of: ["pod.py": "", "pyproject.toml": named]).settings == PodSettings())
        let error = #expect(throws: PharosError.self) {
            try settings(of: ["pod.py": "", "pyproject.toml": "[tool.pharos]\nworkers = 'x'\n"])
        }
        #expect(error?.message.contains("pyproject.toml: tool.pharos.workers: ") == true, "\(error?.message ?? "")")
    }

    @Test func aFolderWithoutPythonIsAProgram() throws {
        let (pod, settings) = try settings(of: ["pod.toml": "[babashka]\ncommand = ['./run']"])
        #expect(pod.kind == .program && settings.babashka?.command == ["\(pod.folder)/./run"])
    }
}
