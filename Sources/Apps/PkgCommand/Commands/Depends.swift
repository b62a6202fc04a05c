// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import RosPkg

extension Pkg {
    struct Depends: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a package needs, each after what it needs itself.")

        @OptionGroup var options: IndexOptions
        @OptionGroup var kinds: KindOptions

        @Argument(help: "A package.")
        var name: String

        @Flag(name: .long, help: "Only what its own manifest names.")
        var direct = false

        @Flag(name: .long, help: "The rosdep keys instead of the packages.")
        var keys = false

        func run() throws {
            try reporting {
                let environment = try options.environment()
                let found = try options.index(environment).dependencies(
                    of: name, kinds.parsed(), transitive: !direct, context: environment.conditionContext)
                if options.json {
                    Output.out(
                        JSONText.object([
                            ("package", .text(name)), ("packages", .strings(found.packages)),
                            ("keys", .strings(found.keys)), ("unresolved", .strings(found.unresolved)),
                            ("invalid", .strings(found.invalid)), ("cycles", .list(found.cycles.map(JSONText.strings))),
                        ]).line)
                } else {
                    Output.out((keys ? found.keys : found.packages).joined(separator: "\n"))
                }
                for cycle in found.cycles { Output.error("circle: \(cycle.joined(separator: ", "))") }
                for name in found.unresolved { Output.error("not found: \(name)") }
                for name in found.invalid { Output.error("invalid manifest: \(name)") }
                if !found.cycles.isEmpty || !found.unresolved.isEmpty { throw ExitCode(1) }
            }
        }
    }

    struct DependsOn: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Which packages need a package or rosdep key.")

        @OptionGroup var options: IndexOptions
        @OptionGroup var kinds: KindOptions

        @Argument(help: "A package or rosdep key.")
        var name: String

        @Flag(name: .long, help: "Only those that name it themselves.")
        var direct = false

        func run() throws {
            try reporting {
                let environment = try options.environment()
                let names = try options.index(environment).dependents(
                    on: name, kinds.parsed(), transitive: !direct, context: environment.conditionContext)
                Output.out(options.json ? JSONText.strings(names).line : names.joined(separator: "\n"))
            }
        }
    }

    struct Why: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "By which chains one package needs another.")

        @OptionGroup var options: IndexOptions
        @OptionGroup var kinds: KindOptions

        @Argument(help: "Who needs.")
        var from: String

        @Argument(help: "Who is needed.")
        var to: String

        @Option(name: .long, help: "At most so many chains.")
        var limit = 100

        func run() throws {
            try reporting {
                let environment = try options.environment()
                let graph = options.index(environment).graph(
                    try kinds.parsed(), context: environment.conditionContext)
                let chains = try graph.chains(from: from, to: to, limit: max(1, limit))
                if options.json {
                    Output.out(JSONText.list(chains.map(JSONText.strings)).line)
                } else {
                    Output.out(chains.map { $0.joined(separator: " -> ") }.joined(separator: "\n"))
                }
                if chains.isEmpty { throw ExitCode(1) }
            }
        }
    }

    struct Plugins: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What other packages export to a package: its plug-ins.")

        @OptionGroup var options: IndexOptions

        @Argument(help: "The package exported to.")
        var name: String

        @Option(name: .long, help: "The attribute to print.")
        var attribute = "plugin"

        func run() throws {
            try reporting {
                let environment = try options.environment()
                let found = options.index(environment).exports(
                    to: name, attribute: attribute, context: environment.conditionContext)
                if options.json {
                    Output.out(
                        JSONText.list(
                            found.map { .object([("package", .text($0.package)), ("value", .text($0.value))]) }
                        ).line)
                } else {
                    Output.out(found.map { "\($0.package) \($0.value)" }.joined(separator: "\n"))
                }
            }
        }
    }
}
