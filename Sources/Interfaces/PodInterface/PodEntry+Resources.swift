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

extension PodEntry {
    /// The role of a pod as a whole.
    static let podRole = Role(rawValue: "pod")
    /// The role of what is called.
    static let functionRole = Role(rawValue: "function")
    /// The role of what is watched.
    static let streamRole = Role(rawValue: "stream")

    /// The pod and its functions for the list.
    var infos: [ResourceInfo] {
        var infos = [info(of: nil)]
        if case .success(let outline) = outline {
            infos += outline.functions.filter { !$0.isPrivate }.map { info(of: $0) }
        }
        return infos
    }

    private func info(of function: PodOutline.Function?) -> ResourceInfo {
        guard let function else {
            return ResourceInfo(path: pod.name, role: PodEntry.podRole, kind: .device, isReadable: false)
        }
        var revision: UInt32 = 0
        for byte in "\(function.signature)\(function.documentation ?? "")".utf8 { revision = revision &* 31 &+ UInt32(byte) }
        return ResourceInfo(
            path: "\(pod.name)/\(function.name)",
            role: function.isAttribute ? PodEntry.streamRole : PodEntry.functionRole,
            kind: function.isAttribute ? .attribute : .command, type: function.signature, isReadable: function.isAttribute,
            revision: revision)
    }

    /// All there is to say of the pod or of one of its functions.
    func description(of function: PodOutline.Function?) -> ResourceDescription {
        var details = ["file": function.map { $0.line > 0 ? "\(pod.script):\($0.line)" : pod.script } ?? pod.script]
        var configuration = AttributeConfiguration()
        switch (function, outline) {
        case (let function?, _):
            details["signature"] = function.signature
            configuration.description = function.documentation ?? ""
            if function.isAsync { details["asynchronous"] = "yes" }
        case (nil, .success(let outline)):
            details["functions"] = outline.functions.filter { !$0.isPrivate }.map(\.signature).joined(separator: ", ")
            configuration.description = outline.documentation ?? ""
        case (nil, .failure(let error)): details["problem"] = "\(error)"
        }
        return ResourceDescription(info: info(of: function), configuration: configuration, details: details)
    }
}
