// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The variables of a ROS environment, as a value: what sourcing the setup files of some prefixes would give.
///
/// It never changes the environment of this process. Start a child process with `variables`, or hand `roots` to
/// `PackageIndex.scan`.
public struct ROSEnvironment: Sendable {
    /// One thing that was done to one variable, and on whose word.
    public struct Change: Hashable, Sendable {
        /// What was done.
        public enum Action: String, Hashable, Sendable { case set, prepend, append }
        public var action: Action
        public var name: String
        public var value: String
        /// The prefix or file that asked for it.
        public var source: String
    }

    /// All variables, those of the base included.
    public private(set) var variables: [String: String]
    /// What was changed against the base, in order.
    public private(set) var changes: [Change] = []
    /// The prefixes it was made of, the topmost overlay first.
    public internal(set) var prefixes: [InstallPrefix] = []
    /// What was left out or had to be guessed.
    public internal(set) var notes: [String] = []

    public init(_ variables: [String: String]) { self.variables = variables }

    /// The environment of this process, unchanged.
    public static func current() -> ROSEnvironment { ROSEnvironment(Files.processEnvironment) }

    public subscript(name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    mutating func set(_ name: String, _ value: String, source: String) {
        if variables[name] == value { return }
        variables[name] = value
        changes.append(Change(action: .set, name: name, value: value, source: source))
    }

    mutating func setIfUnset(_ name: String, _ value: String, source: String) {
        if self[name] == nil { set(name, value, source: source) }
    }

    /// Puts a path in front of a list, once, and drops empty elements (to a loader they mean the current directory).
    mutating func prepend(_ name: String, _ value: String, source: String) {
        let parts = (variables[name] ?? "").parts(":")
        guard !parts.contains(value) else { return }
        variables[name] = ([value] + parts).joined(separator: ":")
        changes.append(Change(action: .prepend, name: name, value: value, source: source))
    }

    mutating func append(_ name: String, _ value: String, source: String) {
        let parts = (variables[name] ?? "").parts(":")
        guard !parts.contains(value) else { return }
        variables[name] = (parts + [value]).joined(separator: ":")
        changes.append(Change(action: .append, name: name, value: value, source: source))
    }

    // MARK: - What it says

    /// The name of the distribution, such as `noetic`.
    public var distro: String? { self["ROS_DISTRO"] }

    /// 1 or 2.
    public var rosVersion: Int? { self["ROS_VERSION"].flatMap { Int($0) } }

    /// Where to look for packages: `ROS_PACKAGE_PATH` (not the deprecated `ROS_ROOT`), then `AMENT_PREFIX_PATH`.
    public var roots: [SearchRoot] {
        var roots = SearchRoot.list(self["ROS_PACKAGE_PATH"] ?? "")
        for prefix in (self["AMENT_PREFIX_PATH"] ?? "").parts(":") where Files.isDirectory(prefix) {
            let root = SearchRoot(prefix, style: .ament)
            if !roots.contains(root) { roots.append(root) }
        }
        return roots
    }

    /// The prefixes of `AMENT_PREFIX_PATH` that exist, in order.
    public var amentPrefixes: [AmentIndex] {
        (self["AMENT_PREFIX_PATH"] ?? "").parts(":").filter(Files.isDirectory).map(AmentIndex.init)
    }

    /// `$ROS_HOME`, else `~/.ros`.
    public var home: String { self["ROS_HOME"] ?? (self["HOME"] ?? "") + "/.ros" }

    /// `$ROS_LOG_DIR`, else `log` in the home.
    public var logDirectory: String { self["ROS_LOG_DIR"] ?? home + "/log" }

    /// `$ROS_TEST_RESULTS_DIR`, else `test_results` in the home.
    public var testResultsDirectory: String { self["ROS_TEST_RESULTS_DIR"] ?? home + "/test_results" }

    /// `$ROS_ETC_DIR`, else `/etc/ros`.
    public var etcDirectory: String { self["ROS_ETC_DIR"] ?? "/etc/ros" }

    /// The variables that conditions in manifests may ask for. Without a sourced environment the version follows from
    /// the distribution.
    public var conditionContext: [String: String] {
        var context: [String: String] = [:]
        for (name, value) in variables where !value.isEmpty { context[name] = value }
        if let distro, let known = Distribution.known(distro) {
            context["ROS_VERSION"] = context["ROS_VERSION"] ?? String(known.rosVersion)
            context["ROS_PYTHON_VERSION"] = context["ROS_PYTHON_VERSION"] ?? String(known.pythonVersion)
        }
        return context
    }

    /// True if a path lies below one of the search roots, links resolved on both sides (`on_ros_path`).
    public func contains(_ path: String) -> Bool {
        var path = path
        if path.hasPrefix("~/"), let home = self["HOME"] { path = home + path.dropFirst() }
        let real = Files.realPath(path) ?? Files.absolute(path)
        return roots.contains { root in
            let top = Files.realPath(root.share) ?? root.share
            return real == top || real.hasPrefix(top + "/")
        }
    }
}

/// A distribution of ROS whose properties do not change any more.
public struct Distribution: Hashable, Sendable {
    public var name: String
    public var rosVersion: Int
    public var pythonVersion: Int

    /// In order of release.
    static let all: [Distribution] = [
        ("hydro", 1, 2), ("indigo", 1, 2), ("jade", 1, 2), ("kinetic", 1, 2), ("lunar", 1, 2), ("melodic", 1, 2),
        ("noetic", 1, 3), ("ardent", 2, 3), ("bouncy", 2, 3), ("crystal", 2, 3), ("dashing", 2, 3),
        ("eloquent", 2, 3), ("foxy", 2, 3), ("galactic", 2, 3), ("humble", 2, 3), ("iron", 2, 3), ("jazzy", 2, 3),
        ("kilted", 2, 3), ("lyrical", 2, 3), ("rolling", 2, 3),
    ].map { Distribution(name: $0.0, rosVersion: $0.1, pythonVersion: $0.2) }

    static func known(_ name: String) -> Distribution? { all.first { $0.name == name } }

    /// Higher is newer; unknown names are newer than all known.
    static func age(_ name: String) -> Int { all.firstIndex { $0.name == name } ?? all.count }
}
