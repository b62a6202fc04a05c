// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a package needs another for (REP-140), as a set.
public struct DependencyKinds: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// To be compiled: `build_depend`, `depend`.
    public static let build = DependencyKinds(rawValue: 1 << 0)
    /// For others to compile against it: `build_export_depend`, `run_depend`, `depend`.
    public static let buildExport = DependencyKinds(rawValue: 1 << 1)
    /// A tool of the build: `buildtool_depend`.
    public static let buildtool = DependencyKinds(rawValue: 1 << 2)
    /// A tool that others need to build against it: `buildtool_export_depend`.
    public static let buildtoolExport = DependencyKinds(rawValue: 1 << 3)
    /// To run: `exec_depend`, `run_depend`, `depend`.
    public static let exec = DependencyKinds(rawValue: 1 << 4)
    /// For its tests: `test_depend`.
    public static let test = DependencyKinds(rawValue: 1 << 5)
    /// For its documentation: `doc_depend`.
    public static let doc = DependencyKinds(rawValue: 1 << 6)
    /// On the members of a group (REP-149): `group_depend`.
    public static let group = DependencyKinds(rawValue: 1 << 7)

    /// What the C++ `rospack` calls dependencies: to run.
    public static let run: DependencyKinds = [.exec]
    /// What the Python `rospkg` calls dependencies: all but documentation, build tool export and groups.
    public static let rospkg: DependencyKinds = [.build, .buildExport, .buildtool, .exec, .test]
    /// What must be built before it.
    public static let buildOrder: DependencyKinds = [.build, .buildtool, .test, .group]
    /// All of them.
    public static let all = DependencyKinds(rawValue: 0xFF)

    static let names: [(String, DependencyKinds)] = [
        ("build", .build), ("build_export", .buildExport), ("buildtool", .buildtool),
        ("buildtool_export", .buildtoolExport), ("exec", .exec), ("test", .test), ("doc", .doc), ("group", .group),
    ]

    /// The kinds of a list such as `build,exec`, or of a preset `run`, `rospkg`, `all`; nil for an unknown word.
    public init?(named list: String) {
        var kinds: DependencyKinds = []
        for word in list.parts(",") {
            switch word.trimmed {
            case "run": kinds.formUnion(.run)
            case "rospkg": kinds.formUnion(.rospkg)
            case "all": kinds.formUnion(.all)
            case let name:
                guard let kind = DependencyKinds.names.first(where: { $0.0 == name })?.1 else { return nil }
                kinds.formUnion(kind)
            }
        }
        guard !kinds.isEmpty else { return nil }
        self = kinds
    }

    /// The names of the kinds in it, in the order of REP-140.
    public var words: [String] { DependencyKinds.names.filter { contains($0.1) }.map(\.0) }
}
