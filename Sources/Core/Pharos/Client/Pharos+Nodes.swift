// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FoundationEssentials
import NIOCore
public import PharosModel
import PharosWire

extension Pharos {
    /// What the node of an authority shows, and, with a new exposure, what it shall show from now on.
    ///
    /// The change reaches every client of the node: watchers of the list get the difference, subscriptions of what
    /// stays shown go on undisturbed, those of what is hidden end with `notExposed`.
    @discardableResult
    public func expose(_ name: String, _ exposure: Exposure? = nil) async throws(PharosError) -> Exposure {
        let target = try target(name, isList: true)
        var request = Pharos_V1_Request()
        if let exposure { request.expose.exposure = Pharos_V1_Exposure(exposure) } else { request.expose.onlyAsk = true }
        let connection = try await target.link.connection()
        return try await connection.request(request, timeout: .seconds(10)).exposure.model()
    }

    /// A word to the interface of a node, in the interface's own vocabulary; the mock's controls are such words.
    @discardableResult
    public func configure(
        _ name: String, verb: String, _ arguments: Value = .record([:])
    ) async throws(PharosError) -> Value {
        let target = try target(name, isList: true)
        var request = Pharos_V1_Request()
        request.configure.verb = verb
        request.configure.arguments = .init(Array(Payload.encodeMessagePack(arguments).readableBytesView))
        let reply: Pharos_V1_Reply
        do {
            reply = try await target.link.connection().request(request, timeout: TimeAmount(configuration.timeout))
        } catch {
            throw error.about(name)
        }
        return try Payload.decodeMessagePack(ByteBuffer(bytes: Array(reply.configured.result)))
    }
}
