// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FoundationEssentials
import NIOCore
import PharosModel
import PharosWire

/// What a program asks of a node once: each is a request with an answer.
extension NodeLink: ResourceAccess {
    nonisolated func read(
        _ reference: ResourceReference, timeout: TimeAmount
    ) async throws(PharosError) -> Sample {
        try await operate(.read, reference, nil, timeout) { (connection, frame) throws(PharosError) in
            try connection.sample(frame)
        }
    }

    nonisolated func write(
        _ reference: ResourceReference, _ payload: Payload, timeout: TimeAmount
    ) async throws(PharosError) {
        try await operate(.write, reference, payload, timeout) { (_, _) throws(PharosError) in () }
    }

    nonisolated func call(
        _ reference: ResourceReference, _ payload: Payload, timeout: TimeAmount
    ) async throws(PharosError) -> Sample {
        try await operate(.call, reference, payload, timeout) { (connection, frame) throws(PharosError) in
            try connection.sample(frame)
        }
    }

    nonisolated func describe(
        _ reference: ResourceReference, timeout: TimeAmount
    ) async throws(PharosError) -> ResourceDescription {
        var request = Pharos_V1_Request()
        request.describe.path = reference.path
        request.describe.role = reference.role?.rawValue ?? ""
        request.describe.timeoutMilliseconds = UInt32(clamping: timeout.nanoseconds / 1_000_000)
        return try await surviving { [request] connection throws(PharosError) in
            try await connection.perform(timeout: timeout) { number throws(PharosError) in
                try Frame(.request, stream: number, message: request).serialized()
            } convert: { (connection, frame) throws(PharosError) in
                let message = try frame.message(Pharos_V1_Reply.self).description_p
                return ResourceDescription(
                    info: message.resource.model, schema: message.hasValue ? try connection.schema(message.value) : nil,
                    replySchema: message.hasReply ? try connection.schema(message.reply) : nil,
                    configuration: message.configuration.model, details: message.details)
            }
        }
    }

    nonisolated func list(_ pattern: String, timeout: TimeAmount) async throws(PharosError) -> [ResourceInfo] {
        var request = Pharos_V1_Request()
        request.list.pattern = pattern
        return try await surviving { [request] connection throws(PharosError) in
            try await connection.request(request, timeout: timeout).resources.resources.map(\.model)
        }
    }

    nonisolated func configure(
        verb: String, arguments: Value, timeout: TimeAmount
    ) async throws(PharosError) -> Value {
        var request = Pharos_V1_Request()
        request.configure.verb = verb
        request.configure.arguments = .init(Array(Payload.encodeMessagePack(arguments).readableBytesView))
        let reply = try await connection().request(request, timeout: timeout)
        return try Payload.decodeMessagePack(ByteBuffer(bytes: Array(reply.configured.result)))
    }

    private nonisolated func operate<T: Sendable>(
        _ kind: FrameKind, _ reference: ResourceReference, _ payload: Payload?, _ timeout: TimeAmount,
        convert: @escaping @Sendable (NodeConnection, Frame) throws(PharosError) -> T
    ) async throws(PharosError) -> T {
        let milliseconds = UInt32(clamping: max(1, timeout.nanoseconds / 1_000_000))
        let path = reference.path
        let role = reference.role?.rawValue ?? ""
        return try await surviving(isRepeatable: kind == .read) { connection throws(PharosError) in
            try await connection.perform(timeout: timeout) { number throws(PharosError) in
                let schema = payload?.schema.flatMap { connection.number(of: $0) }
                let header = CallHeader(
                    timeoutMilliseconds: milliseconds, schema: schema ?? 0, path: path, role: role)
                let size = 12 + path.utf8.count + role.utf8.count + (payload?.bytes.readableBytes ?? 0)
                var buffer = ByteBufferAllocator().buffer(capacity: Frame.headerSize + size)
                Frame.writeHeader(
                    kind, encoding: payload?.encoding ?? .raw, stream: number, length: size, into: &buffer)
                try header.write(into: &buffer)
                if let payload { buffer.writeImmutableBuffer(payload.bytes) }
                return buffer
            } convert: { (connection, frame) throws(PharosError) in
                try convert(connection, frame)
            }
        }
    }

    /// Runs `work` on the node's connection. Only what may be done twice is repeated when the node dies under it.
    private nonisolated func surviving<T: Sendable>(
        isRepeatable: Bool = true, _ work: @Sendable (NodeConnection) async throws(PharosError) -> T
    ) async throws(PharosError) -> T {
        do {
            return try await work(try await connection())
        } catch {
            guard isRepeatable, error.code == .nodeDied, !Task.isCancelled else { throw error }
        }
        return try await work(try await connection())
    }
}
