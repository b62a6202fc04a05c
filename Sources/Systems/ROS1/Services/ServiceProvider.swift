// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
import ROSMessages

/// Answers the calls of a service: request bytes to response bytes; a thrown error reaches the caller as text.
public typealias ServiceHandler = @Sendable (_ request: ByteBuffer, _ caller: String) async throws -> ByteBuffer

/// A service that this node offers. Confined to the node's event loop, which is what makes it `Sendable`.
final class ServiceProvider: @unchecked Sendable {
    let service: String
    let schema: ServiceSchema
    private let node: Node
    private let handler: ServiceHandler
    private var links: [ObjectIdentifier: Link] = [:]
    private static let maximumWaiting = 64

    init(service: String, schema: ServiceSchema, node: Node, handler: @escaping ServiceHandler) {
        self.service = service
        self.schema = schema
        self.node = node
        self.handler = handler
    }

    /// A caller's header came.
    func accept(_ link: Link, _ header: ConnectionHeader) {
        guard let md5 = header["md5sum"], header["callerid"] != nil || header["probe"] == "1" else {
            return link.refuse("Missing required 'md5sum' or 'callerid' field")
        }
        guard md5 == "*" || md5 == schema.md5 else {
            return link.refuse(
                "request from [\(header["callerid"] ?? "")]: md5sums do not match: "
                    + "[\(md5)] vs. [\(schema.md5)] (\(schema.name))")
        }
        // rospy's clients need the type.
        let answer = ConnectionHeader([
            "callerid": node.name, "md5sum": schema.md5, "type": schema.name.description,
            "request_type": schema.request.name.description, "response_type": schema.response.name.description,
        ])
        link.write(answer.serialized())
        link.flush()
        if header["probe"] == "1" { return link.close() }
        links[ObjectIdentifier(link)] = link
        let caller = header["callerid"] ?? ""
        let isPersistent = header["persistent"] == "1" || header["persistent"]?.lowercased() == "true"
        let calls = CallQueue(link: link, isPersistent: isPersistent, limit: ServiceProvider.maximumWaiting)
        let handler = handler
        let loop = node.eventLoop
        link.onFrame = { _, _, request in
            calls.add(loop: loop) { try await handler(request, caller) }
        }
        link.onClose = { [weak self] link, _ in
            calls.cancel()
            self?.links[ObjectIdentifier(link)] = nil
        }
    }

    func close() {
        for link in links.values { link.close() }
        links = [:]
    }

    /// The calls of one connection, answered in the order in which they came.
    private final class CallQueue: @unchecked Sendable {
        private let link: Link
        private let isPersistent: Bool
        private let limit: Int
        private var waiting: [@Sendable () async throws -> ByteBuffer] = []
        private var running: Task<Void, Never>?

        init(link: Link, isPersistent: Bool, limit: Int) {
            self.link = link
            self.isPersistent = isPersistent
            self.limit = limit
        }

        func add(loop: any EventLoop, _ call: @escaping @Sendable () async throws -> ByteBuffer) {
            guard waiting.count < limit else { return link.close() }
            waiting.append(call)
            next(loop)
        }

        private func next(_ loop: any EventLoop) {
            guard running == nil, !waiting.isEmpty else { return }
            let call = waiting.removeFirst()
            running = Task {
                let result: Result<ByteBuffer, any Error>
                do { result = .success(try await call()) } catch { result = .failure(error) }
                let answer = result
                if loop.inEventLoop {
                    self.answered(answer, loop)
                } else {
                    loop.execute { self.answered(answer, loop) }
                }
            }
        }

        private func answered(_ result: Result<ByteBuffer, any Error>, _ loop: any EventLoop) {
            running = nil
            let body: ByteBuffer
            let ok: UInt8
            switch result {
            case .success(let response): (ok, body) = (1, response)
            // Without the text after the zero byte, roscpp and rospy wait for ever.
            case .failure(let error): (ok, body) = (0, ByteBuffer(string: "\(error)"))
            }
            var frame = ByteBufferAllocator().buffer(capacity: 5 + body.readableBytes)
            frame.writeInteger(ok)
            frame.writeInteger(UInt32(clamping: body.readableBytes), endianness: .little)
            frame.writeImmutableBuffer(body)
            link.write(frame)
            link.flush()
            if isPersistent { next(loop) } else { link.close() }
        }

        func cancel() {
            running?.cancel()
            waiting = []
        }
    }
}
