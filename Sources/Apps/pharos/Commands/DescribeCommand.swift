// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos

/// `pharos describe`.
struct DescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Print all that is known of a resource: type, definition, fingerprint, publishers, subscribers.",
        discussion: "pharos describe ros:/chatter")

    @Argument(help: "The resource.")
    var name: String

    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await withPharos(options.configuration) { pharos in
            pharos.noticeOldSpelling(of: name)
            let description = try await pharos.describe(name, timeout: options.duration)
            if options.json { Output.json(json(description)) } else { show(description) }
        }
    }

    private func json(_ description: ResourceDescription) -> Value {
        guard case .record(var record) = description.info.json else { return .null }
        func schema(_ schema: Schema) -> Value {
            [
                "type": .string(schema.type), "encoding": .string(schema.encoding.description),
                "md5": .string(schema.fingerprint), "definition": .string(schema.definition),
            ]
        }
        record["schema"] = description.schema.map(schema)
        record["reply"] = description.replySchema.map(schema)
        if description.configuration != AttributeConfiguration() {
            record["configuration"] = description.configuration.value
        }
        for detail in description.details.sorted(by: { $0.key < $1.key }) { record[detail.key] = .string(detail.value) }
        return .record(record)
    }

    private func show(_ description: ResourceDescription) {
        let info = description.info
        Output.line("\(info.role) \(info.path)")
        func line(_ title: String, _ text: String) {
            guard !text.isEmpty else { return }
            Output.line("  \(title):\(String(repeating: " ", count: max(1, 12 - title.count)))\(text)")
        }
        line("type", info.type)
        line("access", info.row[3])
        if case .record(let properties) = description.configuration.value {
            for property in properties.entries where property.name != "type" || info.type != property.value.string {
                line(property.name, property.value.string ?? property.value.description)
            }
        }
        line("md5", info.kind == .command ? "" : description.schema?.fingerprint ?? "")
        for detail in description.details.sorted(by: { $0.key < $1.key }) { line(detail.key, detail.value) }
        line(info.kind == .command ? "provider" : "publishers", description.details["provider"] == nil ? info.publishers.joined(separator: ", ") : "")
        line("subscribers", info.subscribers.joined(separator: ", "))
        definition(info.kind == .command ? "request" : "definition", description.schema)
        definition("reply", description.replySchema)
    }

    private func definition(_ title: String, _ schema: Schema?) {
        guard let schema else { return }
        Output.line("  \(title):")
        let text = schema.definition
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { Output.line("    \(line)") }
    }
}
