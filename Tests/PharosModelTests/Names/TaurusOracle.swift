// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import PharosModel
import Testing

/// What the name validators of Taurus 5.4.1 said, recorded name by name.
struct TaurusOracle {
    /// What they said of one name as one kind of thing.
    struct Details: Decodable {
        var groups: [String: String]
        var references: [String]?
        var full: String?
        var normal: String?
        var simple: String?
        var fragment: String?
    }

    /// What they said of one name.
    struct Record: Decodable {
        var scheme: String
        var name: String
        var strict: [String]
        var loose: [String]
        var details: [String: Details]?

        /// The name with the scheme that the validator asked fills in when there is none. It looks for the first colon
        /// before any of `/?#`, whatever stands before it; the validators of EPICS fill in nothing.
        var explicit: String {
            let head = name.prefix { !":/?#".contains($0) }
            let hasScheme = name.dropFirst(head.count).first == ":" && !head.contains("{")
            return hasScheme || scheme == "epics" ? name : "\(scheme):\(name)"
        }
    }

    private struct Environment: Decodable {
        var resources: [String: String]
        var tango: String
    }

    /// All records.
    let records: [Record]
    /// The grammars as Taurus was set up: names without scheme are Tango's.
    let grammars: NameGrammars

    /// Reads the recorded answers.
    init() throws {
        let url = try #require(
            Bundle.module.url(forResource: "taurus-names", withExtension: "jsonl", subdirectory: "Resources"))
        let lines = try Data(contentsOf: url).split(separator: UInt8(ascii: "\n"))
        let environment = try JSONDecoder().decode(Environment.self, from: try #require(lines.first))
        records = try lines.dropFirst().map { try JSONDecoder().decode(Record.self, from: $0) }
        grammars = NameGrammars(
            defaultScheme: "tango",
            defaultAuthorities: ["tango": environment.tango, "tango-nodb": environment.tango],
            resources: environment.resources)
    }
}
