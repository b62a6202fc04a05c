// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel
import PharosWire

/// A resource that a client offers, as its session keeps it. Confined to the event loop.
final class SessionOffer {
    let resource: any ServedResource

    init(_ resource: any ServedResource) { self.resource = resource }

    /// Takes the offer back, in the background: the system is told as soon as it listens.
    func withdraw() {
        let resource = resource
        Task { await resource.withdraw() }
    }
}

/// A call of the system that a client answers. Confined to the event loop.
final class ServedCall {
    let finish: (Result<Payload, PharosError>) -> Void

    init(_ finish: @escaping (Result<Payload, PharosError>) -> Void) { self.finish = finish }
}

/// Resources that clients offer to the system.
extension Session {
    func serve(_ request: Pharos_V1_Serve, _ stream: UInt32) {
        guard let role = Role(query: request.role) else {
            return fail(stream: stream, PharosError(.invalidValue, "an offer needs a role: topic or service"))
        }
        let offer = ServeOffer(
            path: request.path, role: role, type: request.type, definition: request.definition,
            isLatching: request.latching, takesOver: request.takeOver)
        let number = nextStream()
        let core = core
        let handler: ServedHandler = { request in
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Payload, any Error>) in
                core.onLoop { self.ask(number, request) { continuation.resume(with: $0) } }
            }
        }
        background(stream) { interface in
            try await interface.serve(offer, handler: handler)
        } abandoned: { resource in
            Task { await resource.withdraw() }
        } finish: { session, resource in
            session.served[number] = SessionOffer(resource)
            var message = Pharos_V1_Served()
            message.stream = number
            if let schema = resource.schema {
                let id = session.core.schemas.number(schema)
                session.announce(id)
                message.value = Pharos_V1_Schema(schema, id: id)
            }
            if let schema = resource.replySchema {
                let id = session.core.schemas.number(schema)
                session.announce(id)
                message.reply = Pharos_V1_Schema(schema, id: id)
            }
            session.reply(stream: stream, .served(message))
        }
    }

    /// Sends a call of the system to the client.
    private func ask(
        _ offer: UInt32, _ request: Payload, finish: @escaping @Sendable (Result<Payload, any Error>) -> Void
    ) {
        guard served[offer] != nil, servedCalls.count < core.configuration.maximumCalls else {
            return finish(.failure(PharosError(.busy, "the program that serves this resource takes no more calls")))
        }
        let number = nextStream()
        servedCalls[number] = ServedCall { finish($0.mapError { $0 }) }
        let schema = core.schemas.number(request.schema)
        announce(schema)
        var payload = ByteBufferAllocator().buffer(capacity: 8 + request.bytes.readableBytes)
        payload.writeMultipleIntegers(number, schema, endianness: .little)
        payload.writeImmutableBuffer(request.bytes)
        send(Frame(.servedCall, stream: offer, encoding: request.encoding, payload: payload))
    }

    func answerServedCall(_ frame: Frame) throws(PharosError) {
        var payload = frame.payload
        guard let schema: UInt32 = payload.readInteger(endianness: .little) else {
            throw PharosError(.protocolViolation, "the answer to a served call is cut short")
        }
        servedCalls.removeValue(forKey: frame.stream)?.finish(
            .success(Payload(encoding: frame.encoding, schema: core.schemas.schema(schema), bytes: payload)))
    }

    func failServedCall(_ frame: Frame) throws(PharosError) {
        let failure = try frame.message(Pharos_V1_Failure.self)
        servedCalls.removeValue(forKey: frame.stream)?.finish(.failure(failure.model))
    }
}
