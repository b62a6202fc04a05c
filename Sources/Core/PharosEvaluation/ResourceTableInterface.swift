// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore
package import PharosModel
package import PharosNode

/// The scheme `res` (Taurus): lists the keys of a table of names and says what each stands for.
///
/// Reading, writing and watching need no interface: the client follows a key to the name that it stands for, so that both
/// are the same resource.
package final class ResourceTableInterface: Interface {
    package static let scheme = "res"

    private let context: InterfaceContext
    private let table: [String: String]

    package init(context: InterfaceContext) throws {
        self.context = context
        table = [:]
    }

    package init(context: InterfaceContext, table: [String: String]) {
        self.context = context
        self.table = table
    }

    package func run() async throws {
        context.state("ready")
        context.resources.replaceAll(table.keys.map { info($0) })
        try await Task.sleep(for: .seconds(1_000_000_000))
    }

    package func describe(
        _ reference: ResourceReference, deadline: NIODeadline
    ) async throws -> ResourceDescription {
        guard let name = table[reference.path] else {
            throw PharosError(.notFound, "the table of resources has no such key", resource: reference.path)
        }
        return ResourceDescription(info: info(reference.path), details: ["name": name])
    }

    private func info(_ key: String) -> ResourceInfo {
        ResourceInfo(path: key, role: Role(rawValue: "alias"), kind: .attribute, type: table[key] ?? "")
    }
}
