// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos

/// `pharos schemes`.
struct SchemesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schemes", abstract: "List the kinds of system there are: built in, and plug-ins that were found.",
        discussion: """
            A plug-in is an executable pharos-node-<scheme> beside pharos or on PATH; the first counts. What it says of
            itself is read from pharos-node-<scheme>.json beside it or in ../share/pharos/schemes; without such a file
            it is started with --describe and has two seconds to answer. PROBLEM says why a scheme cannot be used.
            """)

    @Flag(name: .long, help: "Print JSON, one scheme a line, for programs.")
    var json = false

    func run() async throws {
        let schemes = await SchemeCatalogue.schemes(asksPlugIns: true)
        if json { return schemes.forEach { Output.json($0.json) } }
        Output.table(["SCHEME", "VERSION", "KINDS", "CASE", "FROM", "PROBLEM"], schemes.map(\.row))
    }
}

extension SchemeInfo {
    fileprivate var json: Value {
        var record: Record = [
            "scheme": .string(scheme), "version": .string(version), "description": .string(description),
            "kinds": .array(kinds.map { .string($0.rawValue) }), "case_sensitive": .bool(isCaseSensitive),
            "usable": .bool(problem == nil), "aliases": .array(aliases.map { .string($0) }),
        ]
        switch origin {
        case .builtIn: record["from"] = "built in"
        case .withinProgram: record["from"] = "within the program"
        case .plugIn(let path):
            record["from"] = "plug-in"
            record["path"] = .string(path)
        case .namesOnly: record["from"] = "names only"
        }
        if let problem { record["problem"] = .string(problem) }
        return .record(record)
    }

    fileprivate var row: [String] {
        [
            scheme + (aliases.isEmpty ? "" : " (\(aliases.joined(separator: ", ")))"),
            version.isEmpty ? "-" : version,
            kinds.isEmpty ? "-" : kinds.map(\.rawValue).joined(separator: " "),
            isCaseSensitive ? "matters" : "ignored", origin.description, problem ?? "",
        ]
    }
}
