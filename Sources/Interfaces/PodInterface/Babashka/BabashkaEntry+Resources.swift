// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import PharosNode
import PodEnvironments

extension PodVar {
    /// Whether it is a stream that can be watched: it sends several values, and needs no arguments or does not say.
    var isAttribute: Bool {
        guard isAsync else { return false }
        guard let lists = metadata?["arglists"]?.elements, !lists.isEmpty else { return true }
        return lists.contains { list in
            guard let first = list.elements?.first else { return true }
            return first == .symbol("&")
        }
    }

    /// The function and what it takes, as its documentation has them: `(add [a b] [a b & more])`.
    var signature: String {
        let lists = metadata?["arglists"]?.elements?.map { " \($0)" }.joined() ?? ""
        return "(\(name)\(lists))"
    }

    /// Whether it can be called from here, by a name that is one.
    var isOffered: Bool { code == nil && !name.isEmpty && !name.contains("/") && !name.contains(" ") }
}

extension BabashkaEntry {
    var infos: [ResourceInfo] {
        let functions = (known?.namespaces ?? []).flatMap { space in
            space.vars.filter(\.isOffered).map { info(of: $0, "\(space.name)/\($0.name)") }
        }
        return [ResourceInfo(pod: pod.name)] + functions
    }

    private func info(of function: PodVar, _ path: String) -> ResourceInfo {
        ResourceInfo(
            pod: pod.name, function: path, isAttribute: function.isAttribute, signature: function.signature,
            documentation: function.documentation)
    }

    func describe(_ function: String?, deadline: NIODeadline) async throws -> ResourceDescription {
        var configuration = AttributeConfiguration()
        if let function {
            let known = try await self.function(function, until: deadline)
            configuration.description = known.documentation ?? ""
            var details = ["file": "\(pod.folder)/pod.toml", "signature": known.signature]
            if known.isAsync { details["asynchronous"] = "yes" }
            return ResourceDescription(info: info(of: known, function), configuration: configuration, details: details)
        }
        var details = ["file": "\(pod.folder)/pod.toml"]
        do {
            let description = try await description(until: deadline)
            details["format"] = description.format.rawValue
            details["namespaces"] = description.namespaces.map { $0.name + ($0.isDeferred ? " (on demand)" : "") }
                .joined(separator: ", ")
            details["functions"] = infos.dropFirst().map { String($0.path.dropFirst(pod.name.count + 1)) }.joined(separator: ", ")
        } catch {
            details["problem"] = PharosError.wrap(error, resource: pod.name).message
        }
        details.take(settings)
        return ResourceDescription(info: ResourceInfo(pod: pod.name), configuration: configuration, details: details)
    }
}
