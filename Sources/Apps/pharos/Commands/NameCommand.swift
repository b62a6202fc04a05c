// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos

/// `pharos name`.
struct NameCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "name", abstract: "Tell what a name means, in any scheme, without asking anybody.",
        discussion: """
            No process is started and no name server asked. Old spellings are understood, and the modern one is told.
              pharos name tango:sys/tg_test/1/ampli#rvalue.units
              pharos name 'eval:x=2;{ros:/a}*x'
              pharos name tango://dbhost:10000/a/b/c --json
            """)

    @Argument(help: "The name.")
    var name: String

    @Flag(name: .long, help: "Refuse old and loose spellings.")
    var strict = false

    @Flag(name: .long, help: "Print JSON, for programs.")
    var json = false

    func run() async throws {
        let strict = strict
        let name = name
        let json = json
        try await withPharos { pharos in
            let parsed: ParsedName
            do {
                parsed = try pharos.names.parse(name, strict: strict)
            } catch {
                throw PharosError(.invalidName, "\(error)", resource: name, cause: error)
            }
            let kinds = pharos.names.kinds(of: name, strict: strict)
            if json { Output.json(parsed.json(kinds)) } else { parsed.show(kinds) }
        }
    }
}

extension ParsedName {
    /// The parts that are there, in the order in which they are read.
    private var known: [(String, String)] {
        let fixed: [(String, String?)] = [
            ("scheme", scheme), ("authority", authority), ("path", path), ("query", query), ("fragment", fragment),
            ("device", deviceName), ("attribute", attributeName), ("property", configurationKey), ("full", fullName),
            ("normal", normalName), ("simple", simpleName), ("canonical", canonical), ("deprecation", deprecation),
        ]
        return fixed.compactMap { name, text in text.map { (name, $0) } }
    }

    fileprivate func json(_ kinds: [ElementKind]) -> Value {
        var record = Record(known.map { (name: $0.0, value: .string($0.1)) })
        record["kinds"] = .array(kinds.map { .string($0.rawValue) })
        record["parts"] = .record(Record(parts.sorted { $0.key < $1.key }.map { (name: $0.key, value: .string($0.value)) }))
        record["references"] = .array(references.map { .string($0.name.canonical) })
        return .record(record)
    }

    fileprivate func show(_ kinds: [ElementKind]) {
        Output.line("\(kinds.map(\.rawValue).joined(separator: " or ")) \(canonical)")
        func line(_ title: String, _ text: String) {
            Output.line("  \(title):\(String(repeating: " ", count: max(1, 14 - title.count)))\(text)")
        }
        for (title, text) in known where title != "canonical" && !text.isEmpty { line(title, text) }
        for (title, text) in parts.sorted(by: { $0.key < $1.key }) { line(title, text) }
        for reference in references { line("refers to", reference.name.canonical) }
    }
}
