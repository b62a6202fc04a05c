// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel
import PharosTOML

/// Reads `pharos.toml`. Every key is known or refused by its path, so that a misspelled limit is no missing limit.
extension Deployment {
    /// A deployment from the text of a `pharos.toml`.
    ///
    /// - Parameters:
    ///   - text: the file.
    ///   - file: its name, for errors.
    ///   - environment: the supervisor's environment.
    /// - Throws: ``PharosError`` with `invalidValue`: line and column of what is no TOML, else the path of the key. At most
    ///   1 MiB is read.
    public init(toml text: String, file: String, environment: [String: String]) throws(PharosError) {
        let root = try TOMLSection(text: text, file: file)
        try root.only(["pharos", "node"])
        let general = try root.section("pharos")
        try general?.only(["runtime_dir", "executable"])
        guard let declared = try root.section("node"), !declared.keys.isEmpty else {
            throw PharosError(
                .invalidValue,
                "\(file) declares no node; write [node.robot] and below it name = \"ros://localhost:11311\"")
        }
        var nodes: [NodeDeclaration] = []
        for label in declared.keys {
            guard let section = try declared.section(label) else { continue }
            nodes.append(try NodeDeclaration(label, section, environment))
        }
        do {
            try self.init(
                nodes: nodes, runtimeDirectory: try general?.string("runtime_dir"),
                executable: try general?.string("executable"))
        } catch {
            throw PharosError(error.code, "\(file): \(error.message)", cause: error)
        }
    }
}

extension NodeDeclaration {
    init(_ label: String, _ section: TOMLSection, _ environment: [String: String]) throws(PharosError) {
        try section.only([
            "name", "profile", "after", "restart", "max_restarts", "restart_window", "health_period", "start_timeout",
            "stop_timeout", "environment", "inherit_environment", "expose", "limits",
        ])
        guard let name = try section.string("name") else {
            throw section.error("name", "a name like \"ros://robot:11311\" is required")
        }
        var own: [String: String] = [:]
        if let variables = try section.section("environment") {
            for key in variables.keys { own[key] = try variables.string(key) }
        }
        let inherits = try section.bool("inherit_environment") ?? true
        let all = (inherits ? environment : [:]).merging(own) { _, mine in mine }
        do {
            try self.init(label: label, name: name, profile: try section.string("profile") ?? "", environment: all)
        } catch {
            throw PharosError(error.code, "\(section.file): \(error.message)", cause: error)
        }
        self.environment = own
        inheritsEnvironment = inherits
        after = try section.strings("after") ?? []
        if let word = try section.string("restart") {
            guard let policy = RestartPolicy(rawValue: word) else {
                let known = RestartPolicy.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
                throw section.error("restart", "\(known) are known, \"\(word)\" came")
            }
            restart = policy
        }
        if let count = try section.count("max_restarts") { maximumRestarts = Int(count) }
        if let window = try section.duration("restart_window") { restartWindow = window }
        if let period = try section.duration("health_period") { healthPeriod = max(period, .milliseconds(100)) }
        if let limit = try section.duration("start_timeout") { startTimeout = limit }
        if let limit = try section.duration("stop_timeout") { stopTimeout = limit }
        if let lists = try section.section("expose") { exposure = try Exposure(lists) }
        if let limits = try section.section("limits") { self.limits = try ResourceLimits(limits) }
    }
}

extension ResourceLimits {
    init(_ section: TOMLSection) throws(PharosError) {
        try section.only(["memory", "open_files", "cpu_seconds", "core_dump"])
        self.init()
        memory = try section.bytes("memory")
        openFiles = try section.count("open_files")
        cpuSeconds = try section.count("cpu_seconds")
        coreDump = try section.bytes("core_dump")
    }
}

extension Exposure {
    init(_ section: TOMLSection) throws(PharosError) {
        try section.only(["publishers", "subscribers", "services", "parameters"])
        self.init(
            publishers: try Patterns(section, "publishers"), subscribers: try Patterns(section, "subscribers"),
            services: try Patterns(section, "services"), parameters: try Patterns(section, "parameters"))
    }
}

extension TOMLSection {
    fileprivate func patterns(_ key: String) throws(PharosError) -> [NamePattern]? {
        guard let texts = try strings(key) else { return nil }
        var patterns: [NamePattern] = []
        for text in texts {
            do { patterns.append(try NamePattern(text)) } catch { throw self.error(key, error.message) }
        }
        return patterns
    }
}

extension Exposure.Patterns {
    /// A list of patterns to show, or a table with `allow` and `deny`; everything when it is left out.
    init(_ section: TOMLSection, _ key: String) throws(PharosError) {
        guard section.keys.contains(key) else {
            self = .everything
            return
        }
        if let table = try? section.section(key) {
            try table.only(["allow", "deny"])
            self.init(
                allow: try table.patterns("allow") ?? [.everything], deny: try table.patterns("deny") ?? [])
        } else {
            self.init(allow: try section.patterns(key) ?? [])
        }
    }
}
