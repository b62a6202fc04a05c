// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import PharosModel

/// A topic that this program offers, for messages whose bytes are there already: those of a recording, of another
/// system. Nothing is converted, and no type needs to be installed.
public struct TopicPublisher: Sendable {
    let pharos: Pharos
    /// The topic's name as the program gave it.
    public let name: String
    /// The type of its messages.
    public let schema: Schema

    init(pharos: Pharos, name: String, schema: Schema) {
        self.pharos = pharos
        self.name = name
        self.schema = schema
    }

    /// Sends one message; returns when the node has handed it on.
    ///
    /// - Throws: ``PharosError``: `nodeDied` when the node died meanwhile: it is started again, and the topic is
    ///   offered again, but whether this message went out is not known.
    public func publish(_ bytes: ByteBuffer) async throws(PharosError) {
        try await pharos.write(name, payload: Payload(bytes, as: schema))
    }
}

extension Pharos {
    /// Offers a topic to the system for as long as `body` runs, for messages whose bytes are there already.
    ///
    /// - Parameters:
    ///   - name: the topic, `ros:/status`.
    ///   - schema: the type, with its full definition.
    ///   - isLatching: whether the last value is kept for those who come later. Default: no.
    ///   - body: while it runs, the topic is offered; it sends through what it is given.
    public func publishing<Result: Sendable>(
        _ name: String, schema: Schema, isLatching: Bool = false, body: (TopicPublisher) async throws -> Result
    ) async throws -> Result {
        let publisher = TopicPublisher(pharos: self, name: name, schema: schema)
        return try await publishing(name, type: schema.type, definition: schema.definition, isLatching: isLatching) {
            try await body(publisher)
        }
    }
}
