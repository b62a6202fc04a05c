// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import PharosModel

/// A topic that this program offers, for messages whose bytes are there already.
public struct TopicPublisher: Sendable {
    let pharos: Pharos
    /// The topic's name as the program gave it.
    public let name: String
    let offer: Offer

    init(pharos: Pharos, name: String, offer: Offer) {
        self.pharos = pharos
        self.name = name
        self.offer = offer
    }

    /// The type as the node has it.
    public var schema: Schema? { offer.schema }

    /// Sends one message; returns when the node has handed it on.
    ///
    /// - Throws: ``PharosError``: `nodeDied` when the node died meanwhile: it is started again, and the topic is
    ///   offered again, but whether this message went out is not known.
    public func publish(_ bytes: ByteBuffer) async throws(PharosError) {
        guard let schema else {
            throw PharosError(.invalidValue, "the node has not said what type the topic has", resource: name)
        }
        try await pharos.write(name, payload: Payload(bytes, as: schema))
    }
}
