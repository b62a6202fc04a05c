// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel
import PharosWire

/// Calls of the system that this program answers.
extension NodeConnection {
    func serveCall(_ frame: Frame) throws(PharosError) {
        var payload = frame.payload
        guard let (call, schema) = payload.readMultipleIntegers(endianness: .little, as: (UInt32, UInt32).self) else {
            throw PharosError(.protocolViolation, "a served call is cut short")
        }
        guard let offer = offers[frame.stream] else {
            return answer(call, .failure(PharosError(.notFound, "the resource is not served any more")), schema: 0)
        }
        let request = Payload(encoding: frame.encoding, schema: schemas[schema], bytes: payload)
        let replyNumber = offer.replySchemaNumber
        let loop = eventLoop
        offer.answer(request) { result in
            loop.execute { self.answer(call, result, schema: replyNumber) }
        }
    }

    private func answer(_ call: UInt32, _ result: Result<Payload, PharosError>, schema: UInt32) {
        switch result {
        case .success(let reply):
            var payload = ByteBufferAllocator().buffer(capacity: 4 + reply.bytes.readableBytes)
            payload.writeInteger(schema, endianness: .little)
            payload.writeImmutableBuffer(reply.bytes)
            write(Frame(.servedResult, stream: call, encoding: reply.encoding, payload: payload).serialized())
        case .failure(let error):
            guard let frame = try? Frame(.failure, stream: call, message: Pharos_V1_Failure(error)) else { return }
            write(frame.serialized())
        }
    }
}
