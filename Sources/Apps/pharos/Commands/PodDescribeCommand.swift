// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PodEnvironments

/// `pharos pod describe`.
struct PodDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Print what a pod's functions are, without running anything of it.")

    @Argument(help: "The pod.")
    var name: String

    @Argument(help: "One of its functions. Default: all.")
    var function: String?

    @Flag(name: .long, help: "Print JSON, for programs.")
    var json = false

    func run() async throws {
        try await PodPlace.words {
            let outline = try await PodPlace.folder().pod(name).outline(environment: PodPlace.environment)
            let shown = outline.functions.filter { one in function.map { one.name == $0 } ?? !one.isPrivate }
            if let function, shown.isEmpty {
                throw PodEnvironmentError(.notFound, "the pod '\(name)' defines no function '\(function)'")
            }
            if json { return Output.json(value(outline, shown)) }
            if function == nil, let text = outline.documentation { Output.line(text + "\n") }
            for function in shown {
                let kind = (function.isAsync ? "async " : "") + (function.isGenerator ? "stream " : "")
                Output.line(kind + function.signature)
                for line in (function.documentation ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
                    Output.line(line.isEmpty ? "" : "    \(line)")
                }
            }
        }
    }

    private func value(_ outline: PodOutline, _ functions: [PodOutline.Function]) -> Value {
        func text(_ text: String?) -> Value { text.map { .string($0) } ?? .null }
        return [
            "pod": .string(outline.name), "documentation": text(outline.documentation),
            "functions": .array(
                functions.map { function in
                    [
                        "name": .string(function.name), "signature": .string(function.signature),
                        "async": .bool(function.isAsync), "generator": .bool(function.isGenerator),
                        "returns": text(function.returns), "documentation": text(function.documentation),
                        "line": Value(function.line),
                        "parameters": .array(
                            function.parameters.map { parameter in
                                [
                                    "name": .string(parameter.name), "kind": .string(parameter.kind.rawValue),
                                    "annotation": text(parameter.annotation), "default": text(parameter.defaultValue),
                                ]
                            }),
                    ]
                }),
        ]
    }
}
