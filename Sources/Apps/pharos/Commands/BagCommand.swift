// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PharosWire
import ROSMessages
import RosBag

/// `pharos bag`.
struct BagCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bag", abstract: "Look into bags, check, repair and convert them.",
        subcommands: [Info.self, Check.self, Reindex.self, Convert.self])

    /// `pharos bag info`.
    struct Info: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "info", abstract: "What a bag holds: times, topics, types, compression.")

        @Argument(help: "The bag.", completion: .file(extensions: ["bag"]))
        var file: String

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        func run() throws {
            var options = BagReader.Options()
            options.allowsUnindexed = true
            let summary = try BagSummary(file, try BagReader(path: file, options: options))
            if json { Output.json(summary.json) } else { for line in summary.lines { Output.line(line) } }
        }
    }

    /// `pharos bag check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Read every chunk and message of a bag and tell what is wrong; ends with 1 when something is.")

        @Argument(help: "The bag.", completion: .file(extensions: ["bag"]))
        var file: String

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        func run() throws {
            let report = BagCheck.check(try BagReader(path: file))
            if json {
                Output.json([
                    "file": .string(file), "chunks": Value(report.chunks), "messages": Value(report.messages),
                    "findings": .array(report.findings.map(\.json)), "unlisted": Value(report.unlisted),
                ])
            } else {
                for finding in report.findings { Output.line("\(finding)") }
                if report.unlisted > 0 { Output.line("and \(report.unlisted) more") }
                let count = report.findings.count + report.unlisted
                let verdict = count == 0 ? "sound" : "\(count) findings"
                Output.line("\(file): \(report.messages) messages in \(report.chunks) chunks, \(verdict)")
            }
            if !report.findings.isEmpty { throw ExitCode(1) }
        }
    }

    /// `pharos bag reindex`.
    struct Reindex: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reindex",
            abstract: "Make a whole bag of one that was not closed, was cut off or is damaged.",
            discussion: """
                pharos bag reindex drive.bag.active        makes drive.bag
                pharos bag reindex drive.bag               makes drive.reindexed.bag
                The damaged file stays as it is.
                """)

        @Argument(help: "The bag.", completion: .file())
        var file: String

        @Option(name: [.short, .long], help: "The new file.", completion: .file())
        var output: String?

        @Flag(name: .long, help: "Replace a file of that name.")
        var force = false

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        func run() throws {
            let target = output ?? Reindex.target(file)
            guard target != file else { throw ValidationError("the new file cannot be the damaged one") }
            let report = try BagRepair.repair(file, to: target, replaces: force)
            if json {
                return Output.json([
                    "file": .string(target), "chunks": Value(report.chunks), "messages": Value(report.messages),
                    "losses": .array(report.losses.map(\.json)),
                ])
            }
            for loss in report.losses { StandardError.print("pharos: \(loss)") }
            Output.line("\(target): \(report.messages) messages in \(report.chunks) chunks")
        }

        static func target(_ file: String) -> String {
            if file.hasSuffix(".active") { return String(file.dropLast(7)) }
            return (file.hasSuffix(".bag") ? String(file.dropLast(4)) : file) + ".reindexed.bag"
        }
    }
}

extension RosBagError {
    var json: Value {
        ["code": .string(code.description), "message": .string(message), "offset": offset.map { Value($0) } ?? .null]
    }
}
