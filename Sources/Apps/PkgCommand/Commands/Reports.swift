// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import RosPkg

extension Pkg {
    struct Profile: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "How long finding the packages takes.")

        @OptionGroup var options: IndexOptions

        func run() throws {
            try reporting {
                let environment = try options.environment()
                let clock = ContinuousClock()
                var index: PackageIndex?
                let scan = clock.measure { index = options.index(environment) }
                guard let index else { return }
                var closures = 0
                let graph = clock.measure {
                    closures = index.graph(context: environment.conditionContext).allClosures().reduce(0) {
                        $0 + $1.count
                    }
                }
                let fields: [(String, JSONText)] = [
                    ("packages", .number(index.packages.count)), ("stacks", .number(index.stacks.count)),
                    ("fromCache", .flag(index.isFromCache)), ("scanMicroseconds", .number(scan.microseconds)),
                    ("closureMicroseconds", .number(graph.microseconds)), ("closureEntries", .number(closures)),
                    ("roots", .strings(index.roots.map(\.path))),
                ]
                if options.json {
                    Output.out(JSONText.object(fields).line)
                } else {
                    Output.out(Table(head: ["WHAT", "VALUE"], rows: fields.map { [$0.0, $0.1.line] }).text)
                }
            }
        }
    }

    struct Problems: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Broken manifests, duplicates, unreadable directories. Exit code 1 if there are errors.")

        @OptionGroup var options: IndexOptions

        func run() throws {
            try reporting {
                let problems = options.index(try options.environment()).problems
                if options.json {
                    Output.out(
                        JSONText.list(
                            problems.map {
                                .object([
                                    ("severity", .text($0.severity.rawValue)), ("rule", .text($0.rule)),
                                    ("path", .text($0.path)), ("message", .text($0.message)),
                                ])
                            }
                        ).line)
                } else {
                    Output.out(problems.map(\.description).joined(separator: "\n"))
                }
                if problems.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
            }
        }
    }

    struct Versions: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The versions of packages and stacks.")

        @OptionGroup var options: IndexOptions

        @Argument(help: "Packages or stacks; all if none are named.")
        var names: [String] = []

        func run() throws {
            try reporting {
                let index = options.index(try options.environment())
                let wanted = names.isEmpty ? index.packages.map(\.name) : names
                let rows = try wanted.map { name -> (String, String?) in
                    if index.entry(named: name) == nil { _ = try index.find(name) }
                    return (name, try index.version(of: name))
                }
                if options.json {
                    Output.out(JSONText.object(rows.map { ($0.0, .optional($0.1)) }).line)
                } else {
                    Output.out(
                        Table(head: ["NAME", "VERSION"], rows: rows.map { [$0.0, $0.1 ?? "-"] }).text)
                }
            }
        }
    }

    struct Environment: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "env",
            abstract: "The environment that sourcing the setup files would give, and what came from where.")

        @OptionGroup var options: IndexOptions

        @Flag(name: .long, help: "Lines to be sourced by a shell.")
        var shell = false

        func run() throws {
            try reporting {
                let environment = try options.environment()
                let names = Set(environment.changes.map(\.name)).sorted()
                if shell {
                    let lines = names.map { "export \($0)=\(Environment.quoted(environment.variables[$0] ?? ""))" }
                    Output.out(lines.joined(separator: "\n"))
                } else if options.json {
                    Output.out(
                        JSONText.object([
                            ("distro", .optional(environment.distro)),
                            ("variables", .object(names.map { ($0, .text(environment.variables[$0] ?? "")) })),
                            ("prefixes", .list(environment.prefixes.map(Environment.json))),
                            ("changes", .list(environment.changes.map(Environment.json))),
                            ("notes", .strings(environment.notes)),
                            ("roots", .strings(environment.roots.map(\.path))),
                        ]).line)
                } else {
                    var table = Table(head: ["WHAT", "VARIABLE", "VALUE", "FROM"])
                    for change in environment.changes {
                        table.rows.append([change.action.rawValue, change.name, change.value, change.source])
                    }
                    for prefix in environment.prefixes {
                        table.rows.append(["prefix", prefix.kind.rawValue, prefix.path, prefix.reason])
                    }
                    for root in environment.roots { table.rows.append(["root", root.style.rawValue, root.path, ""]) }
                    Output.out(table.text)
                    for note in environment.notes { Output.error("note: " + note) }
                }
            }
        }

        private static func json(_ prefix: InstallPrefix) -> JSONText {
            .object([
                ("path", .text(prefix.path)), ("kind", .text(prefix.kind.rawValue)), ("reason", .text(prefix.reason)),
            ])
        }

        private static func json(_ change: ROSEnvironment.Change) -> JSONText {
            .object([
                ("action", .text(change.action.rawValue)), ("name", .text(change.name)),
                ("value", .text(change.value)), ("source", .text(change.source)),
            ])
        }

        private static func quoted(_ text: String) -> String {
            "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        }
    }

    struct System: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "os", abstract: "The operating system, as rosdep names it; what to install for rosdep keys.")

        @OptionGroup var options: IndexOptions

        @Argument(help: "rosdep keys to resolve.")
        var keys: [String] = []

        func run() throws {
            try reporting {
                let variables = ROSEnvironment.current().variables
                let system = try OperatingSystem.detect(variables: variables)
                guard !keys.isEmpty else { return show(system) }
                let distro = options.distro ?? variables["ROS_DISTRO"]
                let rules = RosdepDatabase(variables: variables, system: system, distro: distro)
                for problem in rules.problems { Output.error(problem.description) }
                for key in keys {
                    let found = try rules.resolve(key, on: system)
                    Output.out("#\(found.installer)\n\(found.packages.joined(separator: " "))")
                }
            }
        }

        private func show(_ system: OperatingSystem) {
            if options.json {
                Output.out(
                    JSONText.object([
                        ("name", .text(system.name)), ("version", .text(system.version)),
                        ("codename", .text(system.codename)), ("like", .strings(system.parents.map(\.name))),
                    ]).line)
            } else {
                Output.out([system.name, system.version, system.codename].joined(separator: " ").trimmedEnd)
            }
        }
    }
}

extension Duration {
    /// Whole microseconds.
    var microseconds: Int {
        Int(clamping: components.seconds) * 1_000_000 + Int(clamping: components.attoseconds / 1_000_000_000_000)
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = self
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
