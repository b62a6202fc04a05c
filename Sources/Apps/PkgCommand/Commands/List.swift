// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import RosPkg

extension Pkg {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List every package.")

        @OptionGroup var options: IndexOptions

        @Flag(name: .long, help: "Stacks and metapackages instead.")
        var stacks = false

        @Flag(name: .long, help: "Names only.")
        var names = false

        @Flag(name: .long, help: "Also the paths that another of the same name hides.")
        var duplicates = false

        func run() throws {
            try reporting {
                let index = options.index(try options.environment())
                let shown = stacks ? index.stacks : index.packages
                let hidden = duplicates ? index.duplicates : [:]
                if options.json {
                    Output.out(JSONText.list(shown.map { PackageText.json($0, hidden[$0.name]) }).line)
                } else if names {
                    Output.out(shown.map(\.name).joined(separator: "\n"))
                } else {
                    var table = Table(head: ["NAME", "VERSION", "KIND", "PATH"])
                    for package in shown {
                        table.rows.append(PackageText.row(package))
                        for path in hidden[package.name]?.dropFirst() ?? [] {
                            table.rows.append(["", "", "hidden", path])
                        }
                    }
                    Output.out(table.text)
                }
                let errors = index.problems.count { $0.severity == .error }
                if errors > 0 { Output.error("\(errors) broken: see `pkg problems`") }
            }
        }
    }

    struct Find: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the directory of a package.")

        @OptionGroup var options: IndexOptions

        @Argument(help: "A package, stack or metapackage.")
        var name: String

        @Option(name: .long, help: "Print the file that defines this message instead.")
        var message: String?

        @Option(name: .long, help: "Print the file that defines this service instead.")
        var service: String?

        func run() throws {
            try reporting {
                let index = options.index(try options.environment())
                let package = try index.entry(named: name) ?? index.find(name)
                var path = package.path
                if let definition = message ?? service {
                    let kind = message == nil ? "srv" : "msg"
                    guard let found = index.definitionPath(package: name, kind: kind, name: definition) else {
                        throw RosPkgError(
                            .notFound, "No definition \(definition).\(kind) in \(name).",
                            searched: [package.path + "/" + kind])
                    }
                    path = found
                }
                Output.out(options.json ? PackageText.json(package, nil, path: path).line : path)
            }
        }
    }
}

/// How a package is shown.
enum PackageText {
    static func row(_ package: Package) -> [String] {
        [package.name, package.version ?? "-", package.kind.rawValue, package.path]
    }

    static func json(_ package: Package, _ duplicates: [String]?, path: String? = nil) -> JSONText {
        var fields: [(String, JSONText)] = [
            ("name", .text(package.name)), ("path", .text(path ?? package.path)),
            ("kind", .text(package.kind.rawValue)), ("version", .optional(package.version)),
            ("format", .number(package.format)), ("root", .text(package.root.path)),
        ]
        if let problem = package.problem { fields.append(("problem", .text(problem))) }
        if let duplicates { fields.append(("hides", .strings(Array(duplicates.dropFirst())))) }
        return .object(fields)
    }
}
