// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore
import PharosModel
import PharosWire

/// A resource that this program offers to a system: what it is, who answers, and where it runs at the moment.
final class Offer: Sendable {
    let path: String
    let role: Role
    let type: String
    let definition: String
    let isLatching: Bool
    let takesOver: Bool
    let start = StreamStart()
    private let handler: (@Sendable (Payload, Schema?) async throws -> Payload)?

    private struct State {
        var place: (connection: NodeConnection, stream: UInt32)?
        var schema: Schema?
        var replySchema: Schema?
        var replySchemaNumber: UInt32 = 0
    }

    private let state = NIOLockedValueBox(State())

    init(
        path: String, role: Role, type: String, definition: String, isLatching: Bool, takesOver: Bool,
        handler: (@Sendable (Payload, Schema?) async throws -> Payload)?
    ) {
        self.path = path
        self.role = role
        self.type = type
        self.definition = definition
        self.isLatching = isLatching
        self.takesOver = takesOver
        self.handler = handler
    }

    var schema: Schema? { state.withLockedValue { $0.schema } }
    var replySchemaNumber: UInt32 { state.withLockedValue { $0.replySchemaNumber } }

    var request: Pharos_V1_Request {
        var request = Pharos_V1_Request()
        request.serve.path = path
        request.serve.role = role.rawValue
        request.serve.type = type
        request.serve.definition = definition
        request.serve.latching = isLatching
        request.serve.takeOver = takesOver
        return request
    }

    func runs(on connection: NodeConnection, _ served: Pharos_V1_Served) throws(PharosError) {
        let schema = served.hasValue ? try served.value.model() : nil
        let replySchema = served.hasReply ? try served.reply.model() : nil
        state.withLockedValue {
            $0.place = (connection, served.stream)
            $0.schema = schema
            $0.replySchema = replySchema
            $0.replySchemaNumber = served.reply.id
        }
    }

    /// Answers a call of the system; `finish` is called exactly once, from anywhere.
    func answer(_ request: Payload, finish: @escaping @Sendable (Result<Payload, PharosError>) -> Void) {
        guard let handler else {
            return finish(.failure(PharosError(.unsupported, "\(path) takes no calls")))
        }
        let replySchema = state.withLockedValue { $0.replySchema }
        Task {
            do {
                finish(.success(try await handler(request, replySchema)))
            } catch {
                finish(.failure(PharosError.wrap(error)))
            }
        }
    }

    func detach() async {
        let place = state.withLockedValue { state in
            defer { state.place = nil }
            return state.place
        }
        guard let (connection, stream) = place else { return }
        try? await connection.eventLoop.submit { connection.detachOffer(stream: stream) }.get()
    }
}
