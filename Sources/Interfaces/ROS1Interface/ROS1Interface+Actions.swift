// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore
import PharosModel
import PharosNode
import ROS1
import ROS1Actions
import ROSMessages

extension Role {
    /// Goals with feedback and results, as actionlib has them.
    static let action = Role(rawValue: "action")
}

/// Actions as commands: a call sends the goal and gives the result; when its deadline passes or its caller goes away,
/// the goal is cancelled. Feedback is the topic `<action>/feedback`, as it is.
extension ROS1Interface {
    /// Whether a call of that name means an action.
    func isAction(_ reference: ResourceReference) async throws -> Bool {
        if let role = reference.role { return role == .action }
        // The common case costs no look at the graph.
        if services.withLockedValue({ $0[reference.path] != nil }) { return false }
        if let role = role(reference, preferring: [.service, .action]) { return role == .action }
        return (try? await existingRole(reference, preferring: [.service, .action])) == .action
    }

    func callAction(_ path: String, _ payload: Payload, deadline: NIODeadline) async throws -> Payload {
        let known = try await action(path)
        let goal: ByteBuffer
        if payload.encoding == .ros1 {
            goal = payload.bytes
        } else {
            goal = try Payload.encode(try payload.value(), as: known.goal).bytes
        }
        let client = try await actions.client(path, known.type, try await connection.node())
        defer { actions.release(path) }
        let outcome = try await client.call(goal, deadline: deadline)
        return Payload(try outcome.get(), as: known.result)
    }

    /// An action's types: the master has their names, the installed packages their definitions.
    func action(_ path: String) async throws -> KnownAction {
        let reference = ResourceReference(path: path, role: .action)
        _ = try await existingRole(reference, preferring: [.action])
        guard let found = graph.withLockedValue({ $0.action(path) }) else {
            throw PharosError(.notFound, "its server is gone", resource: path)
        }
        do {
            let schema = try definitions.action(type: found.type)
            return KnownAction(
                type: .raw(schema), typeName: found.type, goal: Schema(encoding: .ros1, message: schema.goal),
                result: Schema(encoding: .ros1, message: schema.result), servers: found.servers)
        } catch {
            throw PharosError(
                .systemFailed,
                "its type \(found.type) is not known here: \(error). Install the package that has it.", resource: path,
                cause: error)
        }
    }
}

/// What was learned of an action.
struct KnownAction: Sendable {
    var type: ActionType<ByteBuffer, ByteBuffer, ByteBuffer>
    var typeName: String
    var goal: Schema
    var result: Schema
    var servers: [String]
}

/// The actions that clients have called: each has one client, which stays for a while.
final class ActionPool: Sendable {
    typealias Client = ActionClient<ByteBuffer, ByteBuffer, ByteBuffer>

    private struct Entry {
        var schema: ActionSchema
        var opening: Task<Client, any Error>
        var users = 0
        var lastUse = NIODeadline.now()
    }

    private let entries = NIOLockedValueBox<[String: Entry]>([:])

    /// The client of an action; one of another type takes the place of what is there. To be released.
    func client(
        _ path: String, _ type: ActionType<ByteBuffer, ByteBuffer, ByteBuffer>, _ node: Node
    ) async throws -> Client {
        let opening = entries.withLockedValue { entries -> Task<Client, any Error> in
            if let known = entries[path], known.schema == type.schema {
                entries[path]?.users += 1
                return known.opening
            }
            let replaced = entries[path]
            let opening = Task {
                if let replaced { try? await replaced.opening.value.close() }
                return try await node.actionClient(path, as: type)
            }
            entries[path] = Entry(schema: type.schema, opening: opening, users: 1)
            return opening
        }
        do { return try await opening.value } catch {
            entries.withLockedValue { $0[path] = nil }
            throw error
        }
    }

    func release(_ path: String) {
        entries.withLockedValue {
            $0[path]?.users -= 1
            $0[path]?.lastUse = .now()
        }
    }

    /// Closes clients that were not used for a while.
    func expire() async {
        let limit = NIODeadline.now() - PublisherPool.idleTime
        let old = entries.withLockedValue { entries -> [Task<Client, any Error>] in
            let old = entries.filter { $0.value.users <= 0 && $0.value.lastUse < limit }
            for path in old.keys { entries[path] = nil }
            return old.values.map(\.opening)
        }
        for opening in old { try? await opening.value.close() }
    }
}
