// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import PharosModel
import PharosNode
import PharosWire

/// What a name means to a program: who is asked, and what the resource is called there.
struct Target: Sendable {
    var key: NodeKey
    var access: any ResourceAccess
    var reference: ResourceReference
}

extension Pharos {
    /// Who is asked for a name, and what the resource is called there.
    ///
    /// - Parameter isList: the path is a pattern, or empty.
    func target(_ text: String, isList: Bool = false) throws(PharosError) -> Target {
        if !isList, let known = targets.withLockedValue({ $0[text] }) { return known }
        let name: ResourceName
        do {
            name = try ResourceName(text)
        } catch {
            throw PharosError(.invalidName, "\(error)", resource: text, cause: error)
        }
        if !isList, name.path.isEmpty {
            throw PharosError(
                .invalidName, "the name stands for a whole authority; name a resource in it, like \(text)/chatter",
                resource: text)
        }
        let target = try target(name)
        if !isList {
            targets.withLockedValue {
                if $0.count >= Pharos.maximumTargets { $0 = [:] }
                $0[text] = target
            }
        }
        return target
    }

    private func target(_ name: ResourceName) throws(PharosError) -> Target {
        let authority = try Authorities.canonical(name, environment: environment)
        if let access = try embedding.access(name.scheme, authority: authority) {
            return Target(
                key: access.host.key, access: access,
                reference: ResourceReference(path: name.path, role: Role(query: name.query)))
        }
        let key = NodeKey(scheme: name.scheme, authority: authority, profile: configuration.profile)
        return Target(
            key: key, access: link(key), reference: ResourceReference(path: name.path, role: Role(query: name.query)))
    }
}
