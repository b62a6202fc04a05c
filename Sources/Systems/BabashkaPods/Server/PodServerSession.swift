// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore

/// The pod's side of a connection, without the connection: bytes in, what is to be done out.
package struct PodServerSession {
    /// What a request asks for.
    package enum Action: Sendable {
        /// Say this.
        case reply(Bencode)
        /// Run this function.
        case call(id: Bencode, PodServer.Function.Body, [ClojureValue])
        /// End.
        case shutdown
    }

    private let server: PodServer
    private var reader: BencodeReader

    /// A session at its beginning.
    package init(_ server: PodServer) {
        self.server = server
        reader = BencodeReader(limits: server.limits)
    }

    /// Takes bytes of the client.
    package mutating func append(_ bytes: ByteBuffer) { reader.append(bytes) }

    /// What the next whole request asks for; `nil` when more bytes are needed.
    /// - Throws: ``BabashkaPodError``: the bytes are no messages, the connection is of no use.
    package mutating func next() throws(BabashkaPodError) -> Action? {
        guard let message = try reader.next() else { return nil }
        guard message.dictionary != nil else {
            throw BabashkaPodError(.protocolViolation, "expected a message (a dictionary), found \(message.kind)")
        }
        let id = message["id"] ?? ""
        switch message["op"]?.text {
        case "describe":
            var answer = server.description.message.dictionary ?? [:]
            answer["id"] = message["id"]
            return .reply(.dictionary(answer))
        case "load-ns":
            let name = message["ns"]?.text ?? ""
            guard let namespace = server.namespaces.first(where: { $0.name == name }) else {
                return refuse(id, "there is no namespace '\(name)'")
            }
            return .reply([
                "id": id, "name": .string(name), "vars": .list(namespace.description.vars.map(\.message)),
                "status": ["done"],
            ])
        case "invoke": return invocation(id, message)
        case "shutdown": return .shutdown
        case let operation:
            return refuse(
                id,
                "expected the operation describe, load-ns, invoke or shutdown, found \(operation.map { "'\($0)'" } ?? "none")"
            )
        }
    }

    private func invocation(_ id: Bencode, _ message: Bencode) -> Action {
        let name = message["var"]?.text ?? ""
        guard let function = server.function(name) else { return refuse(id, "there is no function '\(name)'") }
        guard let body = function.body else { return refuse(id, "'\(name)' is source for the client") }
        do throws(BabashkaPodError) {
            return .call(id: id, body, try server.format.decode(arguments: message["args"]?.bytes ?? ByteBuffer()))
        } catch {
            return refuse(id, "the arguments of '\(name)' cannot be read: \(error)")
        }
    }

    private func refuse(_ id: Bencode, _ message: String) -> Action {
        .reply(.dictionary(Self.failure(id, PodFailure(message), server.format)))
    }

    static func failure(_ id: Bencode, _ failure: PodFailure, _ format: PodFormat) -> [String: Bencode] {
        [
            "id": id, "status": ["done", "error"], "ex-message": .string(failure.message),
            "ex-data": format.encode(failure.data),
        ]
    }
}
