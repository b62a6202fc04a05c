// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import PharosNode
import PharosTOML
package import PodEnvironments
import PodProcess

/// Reads settings. Every key is known or refused by its path, so that a misspelled limit is no missing limit.
extension PodSettings {
    /// The settings of a pod: those of its `pod.toml`, else the table `[tool.pharos]` of its `pyproject.toml`, else every
    /// standard.
    ///
    /// - Throws: ``PharosError`` with `invalidValue`, file and key when a file is not what it should be, or both have settings.
    package init(of pod: PodSource) throws(PharosError) {
        let own: String?
        let project: String?
        do {
            own = try pod.text(of: "pod.toml")
            project = try pod.text(of: "pyproject.toml")
        } catch {
            throw PharosError(pod: error, resource: pod.name)
        }
        let shared = try project.map { text throws(PharosError) in
            try PodSettings.projectSection(text, file: "\(pod.folder)/pyproject.toml")
        } ?? nil
        switch (own, shared) {
        case (nil, nil): self.init()
        case (let text?, nil):
            try self.init(
                try TOMLSection(text: text, file: "\(pod.folder)/pod.toml"), folder: pod.folder, kind: pod.kind)
        case (nil, let section?): try self.init(section, folder: pod.folder, kind: pod.kind)
        case (_?, _?):
            throw PharosError(
                .invalidValue,
                "\(pod.folder): settings are expected in one place, pod.toml or [tool.pharos] of pyproject.toml; both have some",
                resource: pod.name)
        }
    }

    /// The settings in the text of a `pod.toml`.
    ///
    /// - Parameters:
    ///   - text: the file.
    ///   - file: its name, for errors.
    ///   - folder: the pod's folder, from which paths are told.
    ///   - kind: what the folder holds.
    /// - Throws: ``PharosError`` with `invalidValue`, file and key.
    package init(toml text: String, file: String, folder: String, kind: PodSource.Kind) throws(PharosError) {
        try self.init(try TOMLSection(text: text, file: file), folder: folder, kind: kind)
    }

    /// The settings in the text of a `pyproject.toml`; `nil` when it has none.
    package init?(project text: String, file: String, folder: String) throws(PharosError) {
        guard let section = try PodSettings.projectSection(text, file: file) else { return nil }
        try self.init(section, folder: folder, kind: .python)
    }

    private static func projectSection(_ text: String, file: String) throws(PharosError) -> TOMLSection? {
        // The file is others' too: what is wrong in it counts when it speaks of us.
        guard text.contains("pharos") else { return nil }
        return try TOMLSection(text: text, file: file).section("tool")?.section("pharos")
    }

    private init(_ section: TOMLSection, folder: String, kind: PodSource.Kind) throws(PharosError) {
        try section.only([
            "workers", "requests_in_flight", "waiting_calls", "calls_per_worker", "call_deadline", "start_deadline",
            "health_period", "idle_stop", "state", "pass_environment", "environment", "limits", "sandbox", "babashka",
        ])
        self.init()
        workers = try section.number("workers", 1...64) ?? workers
        requestsInFlight = try section.number("requests_in_flight", 1...10_000)
        waitingCalls = try section.number("waiting_calls", 0...1_000_000) ?? waitingCalls
        callsPerWorker = try section.number("calls_per_worker", 1...Int(Int32.max))
        callDeadline = try section.span("call_deadline")
        startDeadline = try section.span("start_deadline") ?? startDeadline
        healthPeriod = try section.span("health_period").map { max($0, .milliseconds(100)) }
        idleStop = try section.span("idle_stop")
        state = try section.word("state") ?? state
        passedEnvironment = try section.strings("pass_environment") ?? []
        for name in passedEnvironment { try section.check(variable: name, of: "pass_environment") }
        if let variables = try section.section("environment") {
            for name in variables.keys {
                try variables.check(variable: name, of: name)
                environment[name] = try variables.string(name)
            }
        }
        if let limits = try section.section("limits") { self.limits = try PodLimits(limits) }
        if let sandbox = try section.section("sandbox") { self.sandbox = try PodSandbox(sandbox, folder: folder) }
        try readBabashka(section, folder, kind)
    }

    private mutating func readBabashka(
        _ section: TOMLSection, _ folder: String, _ kind: PodSource.Kind
    ) throws(PharosError) {
        guard let table = try section.section("babashka") else {
            guard kind == .python else {
                throw section.error("babashka", "a table with the command is expected where there is no pod.py")
            }
            return
        }
        guard kind == .program else {
            throw section.error("babashka", "the pod has a pod.py; a folder is one or the other")
        }
        for key in ["workers", "calls_per_worker", "health_period", "state"] where section.keys.contains(key) {
            throw section.error(key, "has no meaning for a babashka pod, which is one lasting process")
        }
        babashka = try BabashkaSettings(table, folder: folder)
    }
}

extension PodLimits {
    fileprivate init(_ section: TOMLSection) throws(PharosError) {
        try section.only(["memory", "cpu_seconds", "open_files", "processes"])
        self.init()
        memory = try section.bytes("memory")
        processorSeconds = try section.count("cpu_seconds")
        openFiles = try section.count("open_files")
        processes = try section.count("processes")
    }
}

extension PodSandbox {
    fileprivate init(_ section: TOMLSection, folder: String) throws(PharosError) {
        try section.only(["readable", "writable", "network", "required"])
        self.init()
        readablePaths = try section.paths("readable", from: folder)
        writableFolders = try section.paths("writable", from: folder)
        deniesNetwork = !(try section.bool("network") ?? true)
        isRequired = try section.bool("required") ?? true
    }
}

extension BabashkaSettings {
    fileprivate init(_ section: TOMLSection, folder: String) throws(PharosError) {
        try section.only(["command", "transport", "keys"])
        let words = try section.strings("command") ?? []
        guard let program = words.first, !program.isEmpty else {
            throw section.error("command", "a program and its arguments are expected, like [\"pod-lispyclouds-sqlite\"]")
        }
        let isRelative = program.contains("/") && !program.hasPrefix("/")
        self.init(command: [isRelative ? "\(folder)/\(program)" : program] + words.dropFirst())
        transport = try section.word("transport") ?? transport
        keys = try section.word("keys") ?? keys
    }
}

extension TOMLSection {
    fileprivate func number(_ key: String, _ range: ClosedRange<Int>) throws(PharosError) -> Int? {
        guard let count = try count(key) else { return nil }
        guard let number = Int(exactly: count), range.contains(number) else {
            throw error(key, "a number from \(range.lowerBound) to \(range.upperBound) is expected, \(count) came")
        }
        return number
    }

    /// A number of seconds above 0.
    fileprivate func span(_ key: String) throws(PharosError) -> Duration? {
        guard let span = try duration(key) else { return nil }
        guard span > .zero else { throw error(key, "a number of seconds above 0 is expected; 1 ms is the least") }
        return span
    }

    fileprivate func word<Word: RawRepresentable<String> & CaseIterable>(_ key: String) throws(PharosError) -> Word? {
        guard let text = try string(key) else { return nil }
        guard let word = Word(rawValue: text) else {
            let known = Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
            throw error(key, "\(known) is expected, \"\(text.prefix(40))\" came")
        }
        return word
    }

    /// Paths, absolute ones and such as begin in the pod's folder.
    fileprivate func paths(_ key: String, from folder: String) throws(PharosError) -> [String]? {
        guard let texts = try strings(key) else { return nil }
        var paths: [String] = []
        for text in texts {
            guard !text.isEmpty else { throw error(key, "paths are expected, an empty text came") }
            paths.append(text.hasPrefix("/") ? text : "\(folder)/\(text)")
        }
        return paths
    }

    fileprivate func check(variable name: String, of key: String) throws(PharosError) {
        guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "=")) else {
            throw error(key, "'\(name.prefix(40))' cannot name an environment variable")
        }
    }
}
