// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import Quantities

/// `pharos write`.
struct WriteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write", abstract: "Set a resource: publish a message, store a parameter.",
        discussion: """
            The value is JSON. What is left out has its default; unknown fields are refused by name.
              pharos write ros:/cmd '{"data": "hi"}'
              pharos write ros:/cmd_vel '{"linear": {"x": 0.5}}' --rate 10 --count 50
              pharos write 'ros:/x?param' 0
              pharos write 'ros:/x?param' null          deletes the parameter
              pharos write mock:/length '2 cm'          converted to the attribute's unit
            """)

    @Argument(help: "The resource.")
    var name: String

    @Argument(help: "The value as JSON; text that is no JSON is taken as a string.")
    var value: String

    @Option(name: .long, help: "Write again and again, this many times a second.")
    var rate: Double?

    @Option(name: [.short, .long], help: "With --rate: end after this many.")
    var count: Int?

    @OptionGroup var options: ClientOptions

    func validate() throws {
        if let rate, !(rate > 0) { throw ValidationError("--rate takes a number above 0") }
        if count != nil, rate == nil { throw ValidationError("--count goes with --rate") }
    }

    func run() async throws {
        let text = value
        let value = try JSONArgument.value(value)
        try await withPharos(options.configuration) { pharos in
            if case .string = value, let quantity = try? Quantity(parsing: text), !quantity.unit.isOne {
                let attribute = try pharos.attribute(name)
                // `2 cm` is a text for an attribute of texts.
                if try await attribute.configuration(timeout: options.duration).unit.isEmpty == false {
                    try await attribute.write(quantity, timeout: options.duration)
                    return
                }
            }
            try await pharos.write(name, value, timeout: options.duration)
            guard let rate else { return }
            var written = 1
            var next = ContinuousClock.now
            while count.map({ written < $0 }) ?? true {
                next += .seconds(1 / rate)
                try await Task.sleep(until: next, clock: .continuous)
                try await pharos.write(name, value, timeout: options.duration)
                written += 1
            }
        }
    }
}

/// A value on the command line.
enum JSONArgument {
    /// JSON; a single word that is none is a string, anything that begins like JSON must be it.
    static func value(_ text: String) throws -> Value {
        do {
            return try JSONReader().value(text)
        } catch {
            guard let first = text.first, !"{[\"".contains(first) else {
                throw PharosError(.invalidValue, "the value is no JSON: \(error)", cause: error)
            }
            return .string(text)
        }
    }
}
