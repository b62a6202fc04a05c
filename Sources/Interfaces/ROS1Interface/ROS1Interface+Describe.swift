// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
public import NIOCore
public import PharosModel
import PharosNode
import ROS1

extension ROS1Interface {
    /// Type, definition, fingerprint, publishers and subscribers, provider.
    public func describe(_ reference: ResourceReference, deadline: NIODeadline) async throws -> ResourceDescription {
        if reference.role == .parameter, !graph.withLockedValue({ $0.has(reference.path, .parameter) }) {
            // A parameter that is not set can still be set.
            return ResourceDescription(info: graph.withLockedValue { $0.info(reference.path, .parameter) })
        }
        let role = try await existingRole(reference, preferring: [.topic, .service, .action, .parameter, .node])
        let info = graph.withLockedValue { $0.info(reference.path, role) }
        do {
            switch role {
            case .topic: return try await describeTopic(info, deadline)
            case .service:
                let known = try await service(reference.path)
                var described = info
                described.type = known.type
                return ResourceDescription(
                    info: described, schema: known.request, replySchema: known.reply,
                    details: ["md5": known.md5, "provider": known.provider, "uri": known.uri])
            case .action:
                let known = try await action(reference.path)
                return ResourceDescription(
                    info: info, schema: known.goal, replySchema: known.result,
                    details: ["feedback": "\(reference.path)/feedback", "server": known.servers.joined(separator: ", ")])
            default: return ResourceDescription(info: info)
            }
        } catch {
            throw PharosError.ros(error, reference.path)
        }
    }

    private func describeTopic(_ info: ResourceInfo, _ deadline: NIODeadline) async throws -> ResourceDescription {
        let node = try await connection.node()
        if !info.publishers.isEmpty {
            // A publisher's own header is the truth, whatever is installed here.
            let limit = min(deadline, .now() + .seconds(2))
            if let header = try? await node.publisherConnection(info.path, deadline: limit) {
                let schema = try definitions.message(
                    type: header.type, md5: header.md5, definition: header.definition)
                var described = info
                described.type = header.type
                return ResourceDescription(
                    info: described, schema: schema, details: ["latching": header.isLatching ? "yes" : "no"])
            }
        }
        guard !info.type.isEmpty else {
            throw PharosError(
                .systemFailed, "nobody has said of which type this topic is: no publisher, and subscribers take any",
                resource: info.path)
        }
        return ResourceDescription(info: info, schema: try definitions.message(type: info.type))
    }
}
