// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos

/// `pharos mock`.
struct MockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mock", abstract: "Make a mock system do what a test needs.",
        discussion: """
            mock: is a scheme without a foreign system: its resources appear, vanish, delay and fail on command.
              pharos mock add mock:/temperature --type float64 --value 21.5
              pharos mock add mock:/length --value 3 --unit mm --configuration '{"range": [0, 10]}'
              pharos mock configure mock:/length '{"unit": "cm"}'
              pharos mock add mock:/echo --role service
              pharos mock delay mock:/echo 2
              pharos mock fail mock:/temperature "sensor broken"
              pharos mock remove mock:/temperature
            """,
        subcommands: [Add.self, Remove.self, Set.self, Configure.self, Delay.self, Fail.self])

    struct Target: ParsableArguments {
        @Argument(help: "The resource, mock:/name.")
        var name: String

        @OptionGroup var options: ClientOptions

        /// Sends a control to the mock's node.
        func control(_ verb: String, _ more: Record) async throws {
            let parsed: ResourceName
            do { parsed = try ResourceName(name) } catch { throw PharosError(.invalidName, "\(error)", resource: name) }
            guard parsed.scheme == "mock" else {
                throw PharosError(.invalidName, "only resources of mock: can be controlled", resource: name)
            }
            var arguments = more
            arguments["path"] = .string(parsed.path)
            if let role = parsed.query { arguments["role"] = arguments["role"] ?? .string(role) }
            try await withPharos(options.configuration) { [arguments] pharos in
                _ = try await pharos.configure(name, verb: verb, .record(arguments))
            }
        }
    }

    /// `pharos mock add`.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a resource appear.")
        @OptionGroup var target: Target
        @Option(help: "topic, service or parameter.") var role = "topic"
        @Option(help: "A type of the ROS message language: float64, string, or fields as 'float64 x; string name'.")
        var type: String?
        @Option(help: "The first value, as JSON.") var value: String?
        @Option(help: "Seconds between two values that the mock publishes by itself.") var period: Double?
        @Option(help: "With --period: how many values each time.") var burst: Int?
        @Option(help: "The unit of its value.") var unit: String?
        @Option(name: .customLong("configuration"), help: "Label, unit, limits, as JSON; see pharos describe --json.")
        var properties: String?
        @Flag(help: "It has no events: its node asks for it.") var polled = false
        @Flag(help: "What is written is no set point: samples have the value alone, as a topic's do.") var noSetpoint = false
        func run() async throws {
            var record: Record = ["role": .string(role)]
            if let type { record["type"] = .string(type) }
            if let value { record["value"] = try JSONArgument.value(value) }
            if let period { record["period"] = .double(period) }
            if let burst { record["burst"] = .int(Int64(burst)) }
            if polled { record["polled"] = true }
            if noSetpoint { record["setpoint"] = false }
            var properties = try properties.map { try JSONArgument.value($0).record ?? [:] } ?? [:]
            if let unit { properties["unit"] = .string(unit) }
            if properties.count > 0 { record["configuration"] = .record(properties) }
            try await target.control("add", record)
        }
    }

    /// `pharos mock remove`.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a resource vanish.")
        @OptionGroup var target: Target
        func run() async throws { try await target.control("remove", [:]) }
    }

    /// `pharos mock set`.
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give a resource a value, as its system would.")
        @OptionGroup var target: Target
        @Argument(help: "The value as JSON.") var value: String
        func run() async throws { try await target.control("set", ["value": try JSONArgument.value(value)]) }
    }

    /// `pharos mock configure`.
    struct Configure: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change what is said of a resource: unit, limits, label.")
        @OptionGroup var target: Target
        @Argument(help: "What changes, as JSON: {\"unit\": \"cm\", \"alarms\": [null, 100]}.") var properties: String
        func run() async throws {
            try await target.control("configure", ["configuration": try JSONArgument.value(properties)])
        }
    }

    /// `pharos mock delay`.
    struct Delay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let reads, writes and calls of a resource take this long.")
        @OptionGroup var target: Target
        @Argument(help: "Seconds; 0 ends it.") var seconds: Double
        func run() async throws { try await target.control("delay", ["seconds": .double(seconds)]) }
    }

    /// `pharos mock fail`.
    struct Fail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let reads, writes and calls of a resource fail.")
        @OptionGroup var target: Target
        @Argument(help: "The error's text; without one the resource works again.") var message: String?
        func run() async throws {
            try await target.control("fail", message.map { ["message": .string($0)] } ?? [:])
        }
    }
}
