// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import PharosModel
import PharosNode
import PharosWire

/// What a name means to a program: who is asked, and what the resource is called there.
struct Target: Sendable {
    /// The name as the program wrote it, or what it stands for in a table.
    var text: String
    var key: NodeKey
    var access: any ResourceAccess
    var reference: ResourceReference
    /// What the name's fragment takes of the value.
    var selector: FragmentSelector?
}

extension Pharos {
    /// Who is asked for a name, and what the resource is called there.
    ///
    /// - Parameter isList: the path is a pattern, or empty.
    func target(_ text: String, isList: Bool = false) throws(PharosError) -> Target {
        if !isList, let known = targets.withLockedValue({ $0[text] }) { return known }
        let target: Target
        do {
            target = try resolved(text, isList: isList)
        } catch let error as NameError {
            throw PharosError(.invalidName, "\(error)", resource: text, cause: error)
        } catch {
            throw PharosError.wrap(error, as: .invalidName, resource: text)
        }
        if !isList {
            targets.withLockedValue {
                if $0.count >= Pharos.maximumTargets { $0 = [:] }
                $0[text] = target
            }
        }
        return target
    }

    private func resolved(_ text: String, isList: Bool) throws -> Target {
        switch NameGrammars.builtIn.scheme(of: text) ?? configuration.defaultScheme {
        case "eval" where !isList, "evaluation" where !isList: return try expression(text)
        case "res" where !isList: return try alias(text)
        default: break
        }
        let name = try ResourceName(text, defaultScheme: configuration.defaultScheme)
        if !isList, name.path.isEmpty {
            throw PharosError(
                .invalidName, "the name stands for a whole authority; name a resource in it, like \(text)/chatter",
                resource: text)
        }
        let authority = try Authorities.canonical(name, environment: environment)
        let selector = try name.fragment.flatMap { $0.isEmpty ? nil : try FragmentSelector($0) }
        let reference = ResourceReference(path: name.path, role: Role(query: name.query))
        if let access = try embedding.access(name.scheme, authority: authority) {
            return Target(text: text, key: access.host.key, access: access, reference: reference, selector: selector)
        }
        let key = NodeKey(scheme: name.scheme, authority: authority, profile: try profile(name.scheme))
        return Target(text: text, key: key, access: link(key), reference: reference, selector: selector)
    }

    /// The exposure profile of a scheme's node. Pods have no authority: which folder of pods is meant stands here.
    private func profile(_ scheme: String) throws(PharosError) -> String {
        guard scheme == "pod" else { return configuration.profile }
        let folder = try podsFolder.get()
        return configuration.profile.isEmpty ? folder : "\(configuration.profile) of \(folder)"
    }

    /// An expression: its path is what stands behind the evaluator, in the modern spelling.
    private func expression(_ text: String) throws -> Target {
        let name = try names.parse(text, as: .attribute, strict: false)
        if let evaluator = name.parts["evaldotname"] {
            throw PharosError(
                .unsupported,
                "the evaluator '@\(evaluator)' is a Python module; expressions run no foreign code. Put the code into a pod "
                    + "and refer to its attributes: {pod:name/attribute}", resource: text)
        }
        guard let access = try embedding.access("eval", authority: "") else {
            throw PharosError(.unknownScheme, "this program does not evaluate expressions", resource: text)
        }
        return Target(
            text: text, key: access.host.key, access: access,
            reference: ResourceReference(path: name.attributeName ?? name.path), selector: try name.selector())
    }

    /// What a name of the table stands for, which may be another name of the table. A circle is found by the grammar.
    private func alias(_ text: String) throws -> Target {
        if let problem = aliases.problem { throw problem }
        let name = try ResourceName(text)
        _ = try names.parse(text, strict: false)
        guard let meant = aliases.table[name.path] else {
            throw PharosError(.notFound, "the table of resources has no key '\(name.path)'", resource: text)
        }
        return try resolved(meant, isList: false)
    }
}
