// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel
import TOMLKit

/// Reads `pharos.toml`. Every key is known or refused by its path, so that a misspelled limit is no missing limit.
extension Deployment {
    /// The largest file that is read: 1 MiB.
    public static let maximumLength = 1 << 20

    /// A deployment from the text of a `pharos.toml`.
    ///
    /// - Parameters:
    ///   - text: the file.
    ///   - file: its name, for errors.
    ///   - environment: the supervisor's environment.
    /// - Throws: ``PharosError`` with `invalidValue`: line and column of what is no TOML, else the path of the key.
    public init(toml text: String, file: String, environment: [String: String]) throws(PharosError) {
        guard text.utf8.count <= Deployment.maximumLength else {
            throw PharosError(.invalidValue, "\(file) has \(text.utf8.count) bytes; at most 1 MiB is read")
        }
        try Deployment.refuseDottedTables(text, file)
        let root: TOMLSection
        do {
            root = TOMLSection(try TOMLTable(string: text), path: "", file: file)
        } catch let error as TOMLParseError {
            let place = error.source.begin
            throw PharosError(
                .invalidValue, "\(file):\(place.line):\(place.column): \(error.description)", cause: error)
        } catch {
            throw PharosError(.invalidValue, "\(file): \(error)", cause: error)
        }
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

extension Deployment {
    /// Refuses `[.name]`, which the TOML library answers with an assertion that ends the process.
    private static func refuseDottedTables(_ text: String, _ file: String) throws(PharosError) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let name = line.drop { $0 == " " || $0 == "\t" || $0 == "[" }
            guard name.first == ".", line.prefix(while: { $0 != "." }).contains("[") else { continue }
            throw PharosError(
                .invalidValue, "\(file):\(index + 1): a table's name begins with a letter, a digit or a quote, '.' came")
        }
    }
}
