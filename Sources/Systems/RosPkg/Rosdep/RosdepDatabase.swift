// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The rules that turn rosdep keys into packages of an operating system (REP-111), from files only.
public struct RosdepDatabase: Sendable {
    /// What to install for a key.
    public struct Resolution: Hashable, Sendable {
        /// `apt`, `pip`, `yum` …
        public var installer: String
        /// May be empty: the system has it without a package.
        public var packages: [String]
    }

    /// Rules by key, then by operating system.
    private var rules: [String: [YAMLValue.Pair]] = [:]
    /// Sources that could not be read.
    public private(set) var problems: [Problem] = []

    public init() {}

    /// The rules that a machine is set up with: every `*.list` of `ROSDEP_SOURCE_PATH`, else of
    /// `/etc/ros/rosdep/sources.list.d`, in sorted order. Only `file://` addresses and those found in `mirror`.
    ///
    /// - Parameters:
    ///   - system: Lines whose tags do not fit it are left out.
    ///   - mirror: A directory with copies of what the addresses name, by their last components.
    public init(
        variables: [String: String], system: OperatingSystem, distro: String?, mirror: String? = nil
    ) {
        let path = variables["ROSDEP_SOURCE_PATH"] ?? "/etc/ros/rosdep/sources.list.d"
        let tags = [distro, system.name, system.codename, system.version].compactMap { $0 }.filter { !$0.isEmpty }
        for directory in path.parts(":") {
            for name in Files.list(directory) ?? [] where name.hasSuffix(".list") {
                for line in (Files.text(directory + "/" + name) ?? "").split(whereSeparator: \.isNewline) {
                    add(line: String(line), tags: tags, mirror: mirror, list: directory + "/" + name)
                }
            }
        }
        if let distro, let index = variables["ROSDISTRO_INDEX_URL"], index.hasPrefix("file://") {
            add(index: String(index.dropFirst(7)), distro: distro)
        }
    }

    private mutating func add(line: String, tags: [String], mirror: String?, list: String) {
        let words = line.trimmed.split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.count >= 2, words[0] == "yaml" else { return }
        guard words.dropFirst(2).allSatisfy(tags.contains) else { return }
        var path: String?
        if words[1].hasPrefix("file://") {
            path = String(words[1].dropFirst(7))
        } else if let mirror {
            path = mirror + "/" + Files.lastComponent(words[1])
        }
        guard let path else {
            problems.append(Problem(.warning, "offline", path: list, "\(words[1]) is not a file: skipped."))
            return
        }
        add(file: path)
    }

    /// Adds the rules of one file; what is already there stays (per key and operating system).
    public mutating func add(file: String) {
        do {
            merge(try YAMLReader.read(file))
        } catch {
            problems.append(Problem(.error, "malformed", path: file, "\(error)"))
        }
    }

    /// Adds the rules of a text.
    ///
    /// - Throws: `malformed`, `limit`.
    public mutating func add(yaml: String) throws { merge(try YAMLReader.parse(yaml)) }

    private mutating func merge(_ document: YAMLValue) {
        for pair in document.pairs {
            var systems = rules[pair.key] ?? []
            for system in pair.value.pairs where !systems.contains(where: { $0.key == system.key }) {
                systems.append(system)
            }
            rules[pair.key] = systems
        }
    }

    /// Adds a rule for every released package of a distribution: `ros-<distro>-<name>` on its release platforms.
    public mutating func add(index: String, distro: String) {
        do {
            merge(try DistroIndex(file: index).distribution(distro).rosdepRules)
        } catch {
            problems.append(Problem(.error, "malformed", path: index, "\(error)"))
        }
    }

    /// All keys, sorted.
    public var keys: [String] { rules.keys.sorted() }

    /// True if there is a rule for the key, for whatever system.
    public func contains(_ key: String) -> Bool { rules[key] != nil }

    /// What to install.
    ///
    /// - Throws: `unresolvedKey`, in the words of rosdep: no rule, no definition for the system or its version, or
    ///   "not available".
    public func resolve(_ key: String, on system: OperatingSystem) throws -> Resolution {
        guard let systems = rules[key] else { throw unresolved("no rosdep rule for '\(key)'") }
        do {
            return try RosdepRule(key: key, systems: systems).resolve(system)
        } catch {
            // A derivative takes its parent's rules where it has none of its own.
            for parent in system.parents where systems.contains(where: { $0.key == parent.name }) {
                if let resolution = try? RosdepRule(key: key, systems: systems).resolve(parent) { return resolution }
            }
            throw error
        }
    }

    private func unresolved(_ message: String) -> RosPkgError {
        RosPkgError(.unresolvedKey, message, similar: [])
    }
}
