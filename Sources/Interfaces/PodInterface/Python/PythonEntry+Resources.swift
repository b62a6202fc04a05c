// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosNode
import PodEnvironments
import Pods

extension PodOutline.Function {
    /// Whether it is a stream that can be watched: a generator that needs no arguments.
    var isAttribute: Bool {
        isGenerator && parameters.allSatisfy { $0.defaultValue != nil || $0.kind == .rest || $0.kind == .keywords }
    }

    /// A function as the running pod tells it.
    init(_ told: PodFunctionDescription) {
        let parameters = (told.parameters ?? []).map { parameter in
            let kind: PodOutline.Parameter.Kind =
                switch parameter.kind {
                case .positionalOnly: .positional
                case .positionalOrKeyword: .ordinary
                case .variadicPositional: .rest
                case .keywordOnly: .keyword
                case .variadicKeyword: .keywords
                }
            return PodOutline.Parameter(
                name: parameter.name, kind: kind, annotation: parameter.annotation, defaultValue: parameter.defaultText)
        }
        self.init(
            name: told.name, parameters: parameters, returns: told.returns, documentation: told.documentation,
            line: told.line ?? 0, isAsync: told.kind == .asynchronous || told.kind == .asynchronousGenerator,
            isGenerator: told.isStream)
    }
}

extension PythonEntry {
    var infos: [ResourceInfo] {
        guard case .success(let outline) = outline else { return [ResourceInfo(pod: pod.name)] }
        return [ResourceInfo(pod: pod.name)] + outline.functions.filter { !$0.isPrivate }.map { info(of: $0) }
    }

    private func info(of function: PodOutline.Function) -> ResourceInfo {
        ResourceInfo(
            pod: pod.name, function: function.name, isAttribute: function.isAttribute, signature: function.signature,
            documentation: function.documentation)
    }

    func describe(_ function: String?, deadline: NIODeadline) async throws -> ResourceDescription {
        var configuration = AttributeConfiguration()
        if let function {
            let known = try await self.function(function)
            var details = ["file": known.line > 0 ? "\(pod.script):\(known.line)" : pod.script]
            details["signature"] = known.signature
            configuration.description = known.documentation ?? ""
            if known.isAsync { details["asynchronous"] = "yes" }
            return ResourceDescription(info: info(of: known), configuration: configuration, details: details)
        }
        var details = ["file": pod.script]
        switch outline {
        case .success(let outline):
            details["functions"] = outline.functions.filter { !$0.isPrivate }.map(\.signature).joined(separator: ", ")
            configuration.description = outline.documentation ?? ""
        case .failure(let error): details["problem"] = "\(error)"
        }
        details.take(settings)
        return ResourceDescription(info: ResourceInfo(pod: pod.name), configuration: configuration, details: details)
    }
}

extension [String: String] {
    /// Says how a pod is run, or what is wrong with what its files say of that.
    mutating func take(_ settings: Result<PodSettings, PharosError>) {
        switch settings {
        case .success(let settings): if !settings.summary.isEmpty { self["settings"] = settings.summary }
        case .failure(let error): self["problem"] = error.message
        }
    }
}
