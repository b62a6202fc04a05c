// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PodEnvironments
import PodInterface

/// `pharos pod describe`.
struct PodDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Print what a pod's functions are, and how it is run.",
        discussion: "Nothing of a Python pod is run. A babashka pod is asked, for only the program knows what it has.")

    @Argument(help: "The pod.")
    var name: String

    @Argument(help: "One of its functions. Default: all.")
    var function: String?

    @Flag(name: .long, help: "Print JSON, for programs.")
    var json = false

    func run() async throws {
        try await PodPlace.words {
            let pod = try PodPlace.folder().pod(name)
            guard pod.kind == .python else { return try await describeProgram(pod) }
            let settings = try PodSettings(of: pod)
            let outline = try await pod.outline(environment: PodPlace.environment)
            let shown = outline.functions.filter { one in function.map { one.name == $0 } ?? !one.isPrivate }
            if let function, shown.isEmpty {
                throw PodEnvironmentError(.notFound, "the pod '\(name)' defines no function '\(function)'")
            }
            if json { return Output.json(value(outline, shown, settings)) }
            if function == nil, let text = outline.documentation { Output.line(text + "\n") }
            for function in shown {
                let kind = (function.isAsync ? "async " : "") + (function.isGenerator ? "stream " : "")
                show(kind + function.signature, function.documentation)
            }
            if function == nil { show(settings) }
        }
    }

    private func show(_ signature: String, _ documentation: String?) {
        Output.line(signature)
        guard let documentation, !documentation.isEmpty else { return }
        for line in documentation.split(separator: "\n", omittingEmptySubsequences: false) {
            Output.line(line.isEmpty ? "" : "    \(line)")
        }
    }

    private func show(_ settings: PodSettings) {
        if !settings.summary.isEmpty { Output.line("\nsettings: \(settings.summary)") }
    }

    /// What the node of the pods knows of a program, which it asked.
    private func describeProgram(_ pod: PodSource) async throws {
        let settings = try PodSettings(of: pod)
        try await withPharos { pharos in
            let whole = try await pharos.describe("pod:\(name)", timeout: PodOverview.patience)
            if let problem = whole.details["problem"] { throw PharosError(.systemUnreachable, problem, resource: name) }
            var functions: [(path: String, description: ResourceDescription)] = []
            for path in function.map({ [$0] }) ?? whole.podFunctions ?? [] {
                let resource = Pod(named: name, of: pharos).resource(path)
                functions.append((path, try await pharos.describe(resource, timeout: PodOverview.patience)))
            }
            if json { return Output.json(value(whole, functions, settings)) }
            for (path, description) in functions {
                let kind = description.info.kind == .attribute ? "stream " : ""
                show("\(kind)\(path) \(description.details["signature"] ?? "")", description.configuration.description)
            }
            if function == nil { show(settings) }
        }
    }

    private func value(
        _ whole: ResourceDescription, _ functions: [(path: String, description: ResourceDescription)], _ settings: PodSettings
    ) -> Value {
        [
            "pod": .string(name), "format": .string(whole.details["format"] ?? ""), "settings": settings.value,
            "functions": .array(
                functions.map { path, description in
                    [
                        "name": .string(path), "signature": .string(description.details["signature"] ?? ""),
                        "async": .bool(description.details["asynchronous"] != nil),
                        "documentation": .string(description.configuration.description),
                    ]
                }),
        ]
    }

    private func value(_ outline: PodOutline, _ functions: [PodOutline.Function], _ settings: PodSettings) -> Value {
        func text(_ text: String?) -> Value { text.map { .string($0) } ?? .null }
        return [
            "pod": .string(outline.name), "documentation": text(outline.documentation), "settings": settings.value,
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
