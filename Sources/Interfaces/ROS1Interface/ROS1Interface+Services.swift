// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
public import NIOCore
public import PharosModel
public import PharosNode
import ROS1
import ROSMessages

/// Calling services, and offering what clients serve.
extension ROS1Interface {
    /// Calls a service with bytes of its request type, or an action with bytes of its goal type.
    public func call(
        _ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline
    ) async throws -> Payload {
        do {
            if try await isAction(reference) {
                return try await callAction(reference.path, payload, deadline: deadline)
            }
            let known = try await service(reference.path)
            let request: ByteBuffer
            if payload.encoding == .ros1 { request = payload.bytes } else {
                request = try Payload.encode(try payload.value(), as: known.request).bytes
            }
            let node = try await connection.node()
            let answer = try await node.call(
                reference.path, md5: known.md5, request: request, deadline: deadline)
            return Payload(answer, as: known.reply)
        } catch {
            // The provider may offer another type by now: it is asked again before the next call.
            services.withLockedValue { $0[reference.path] = nil }
            throw PharosError.ros(error, reference.path)
        }
    }

    /// A service's types: asked for once, then kept until a call fails.
    func service(_ path: String) async throws -> KnownService {
        if let known = services.withLockedValue({ $0[path] }) { return known }
        let node = try await connection.node()
        let probe = try await node.probe(path)
        let schema: ServiceSchema
        do {
            schema = try definitions.service(type: probe.type)
        } catch {
            throw PharosError(
                .systemFailed, "its type \(probe.type) is not known here: \(error). Install the package that has it.",
                resource: path, cause: error)
        }
        guard schema.md5 == probe.md5 || probe.md5 == "*" else {
            throw PharosError(
                .systemFailed,
                "the provider's \(probe.type) [\(probe.md5)] differs from the installed one [\(schema.md5)]",
                resource: path)
        }
        let known = KnownService(
            type: probe.type, md5: schema.md5, provider: probe.node, uri: probe.uri,
            request: Schema(encoding: .ros1, message: schema.request),
            reply: Schema(encoding: .ros1, message: schema.response))
        services.withLockedValue { $0[path] = known }
        return known
    }

    /// Offers a topic or a service of a client to the graph.
    public func serve(_ offer: ServeOffer, handler: @escaping ServedHandler) async throws -> any ServedResource {
        do {
            let node = try await connection.node()
            switch offer.role {
            case .topic:
                let schema =
                    offer.definition.isEmpty
                    ? try definitions.message(type: offer.type)
                    : try Schema(encoding: .ros1, type: offer.type, definition: offer.definition)
                let publisher = try await node.advertise(offer.path, as: schema.message, latching: offer.isLatching)
                publishers.serve(publisher)
                return ServedTopic(publisher: publisher, schema: schema, pool: publishers)
            case .service: return try await serveService(offer, node, handler)
            default:
                throw PharosError(
                    .unsupported, "a topic or a service can be served, not a \(offer.role)", resource: offer.path)
            }
        } catch {
            throw PharosError.ros(error, offer.path)
        }
    }

    private func serveService(
        _ offer: ServeOffer, _ node: Node, _ handler: @escaping ServedHandler
    ) async throws -> ServedService {
        if !offer.takesOver, let other = try? await node.probe(offer.path, timeout: .seconds(2)) {
            throw PharosError(
                .alreadyServed,
                "\(other.node) offers this service already; the newest provider wins silently in ROS, so take it over "
                    + "explicitly if that is meant", resource: offer.path)
        }
        let schema =
            offer.definition.isEmpty
            ? try definitions.service(type: offer.type)
            : try definitions.service(type: offer.type, text: offer.definition)
        let request = Schema(encoding: .ros1, message: schema.request)
        let registered = try await node.advertiseService(offer.path, as: schema) { bytes, _ in
            try await handler(Payload(bytes, as: request)).bytes
        }
        return ServedService(
            offer: registered, schema: request, replySchema: Schema(encoding: .ros1, message: schema.response))
    }
}

/// What was learned of a service.
struct KnownService: Sendable {
    var type: String
    var md5: String
    var provider: String
    var uri: String
    var request: Schema
    var reply: Schema
}

private struct ServedTopic: ServedResource {
    let publisher: Publisher
    let schema: Schema?
    let pool: PublisherPool
    var replySchema: Schema? { nil }
    func publish(_ payload: Payload) async throws { publisher.publish(payload.bytes) }
    func withdraw() async { await pool.withdraw(publisher) }
}

private struct ServedService: ServedResource {
    let offer: ServiceOffer
    let schema: Schema?
    let replySchema: Schema?
    func publish(_ payload: Payload) async throws {
        throw PharosError(.unsupported, "a service is called, not published")
    }
    func withdraw() async { await offer.cancel() }
}
