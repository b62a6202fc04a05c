// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers XML-RPC calls over HTTP: any path, keep-alive, requests split in any way, `system.multicall` and
/// `system.listMethods`. Unknown methods are faults with status 200, as the specification has it.
public final class XMLRPCServer: Sendable {
    /// What came with a call.
    public struct Call: Sendable {
        /// The method's name.
        public var method: String
        /// The parameters.
        public var parameters: [XMLRPCValue]
        /// The caller's address, where it is known.
        public var peer: SocketAddress?
    }

    /// Answers a call on the event loop; `nil` is an unknown method. A failed future becomes a fault.
    public typealias Handler = @Sendable (Call, any EventLoop) -> EventLoopFuture<XMLRPCValue>?

    /// The largest request that is read: 64 MiB.
    public static let maximumRequest = 64 << 20
    /// How long a connection may be idle: 10 minutes.
    public static let idleTime = TimeAmount.minutes(10)

    private let channel: any Channel

    /// The port it listens on.
    public var port: Int { channel.localAddress?.port ?? 0 }

    private init(channel: any Channel) { self.channel = channel }

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - host: the address to listen on, `0.0.0.0` or `::` for all.
    ///   - port: the port; 0: any free one.
    ///   - group: where connections live; with one loop, everything is on it.
    ///   - methods: the names that `system.listMethods` lists.
    ///   - handler: answers calls.
    public static func start(
        host: String, port: Int, group: any EventLoopGroup, methods: [String] = [], handler: @escaping Handler
    ) async throws -> XMLRPCServer {
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 512)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: false)
                    try channel.pipeline.syncOperations.addHandlers([
                        IdleStateHandler(readTimeout: XMLRPCServer.idleTime),
                        NIOHTTPServerRequestAggregator(maxContentLength: XMLRPCServer.maximumRequest),
                        RequestHandler(methods: methods, handler: handler),
                    ])
                }
            }
            .bind(host: host, port: port)
            .get()
        return XMLRPCServer(channel: channel)
    }

    /// Stops listening.
    public func close() async { try? await channel.close() }

    private final class RequestHandler: ChannelInboundHandler {
        typealias InboundIn = NIOHTTPServerRequestFull
        typealias OutboundOut = HTTPServerResponsePart

        private let methods: [String]
        private let handler: Handler

        init(methods: [String], handler: @escaping Handler) {
            self.methods = methods
            self.handler = handler
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let request = unwrapInboundIn(data)
            let keepAlive = request.head.isKeepAlive
            let bytes = request.body.map { Array($0.readableBytesView) } ?? []
            let call: Call
            do {
                guard case .call(let method, let parameters) = try XMLRPCDecoder().message(bytes) else {
                    throw XMLRPCError(.malformed, "a methodCall is expected")
                }
                call = Call(method: method, parameters: parameters, peer: context.channel.remoteAddress)
            } catch {
                return respond(XMLRPCEncoder.fault(-32700, "\(error)"), keepAlive, context)
            }
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            answer(call, context.eventLoop).hop(to: context.eventLoop).whenComplete { result in
                let (handler, context) = bound.value
                let body =
                    switch result {
                    case .success(let value): XMLRPCEncoder.response(value)
                    case .failure(let error as XMLRPCError):
                        XMLRPCEncoder.fault(error.faultCode ?? 1, error.message)
                    case .failure(let error): XMLRPCEncoder.fault(1, "\(error)")
                    }
                handler.respond(body, keepAlive, context)
            }
        }

        private func answer(_ call: Call, _ loop: any EventLoop) -> EventLoopFuture<XMLRPCValue> {
            switch call.method {
            case "system.multicall": return multicall(call, loop)
            case "system.listMethods":
                return loop.makeSucceededFuture(
                    .array((methods + ["system.multicall", "system.listMethods"]).map { .string($0) }))
            default:
                return handler(call, loop)
                    ?? loop.makeFailedFuture(
                        XMLRPCError(.fault, "\(call.method): unknown method name", faultCode: -1))
            }
        }

        /// Every call of a multicall answers on its own: a list of one, or a fault's structure.
        private func multicall(_ call: Call, _ loop: any EventLoop) -> EventLoopFuture<XMLRPCValue> {
            guard let calls = call.parameters.first?.array, calls.count <= 10_000 else {
                return loop.makeFailedFuture(XMLRPCError(.fault, "system.multicall takes an array", faultCode: 1))
            }
            let answers = calls.map { inner -> EventLoopFuture<XMLRPCValue> in
                guard let method = inner["methodName"]?.string, method != "system.multicall",
                    let parameters = inner["params"]?.array
                else {
                    return loop.makeFailedFuture(XMLRPCError(.fault, "methodName and params are expected", faultCode: 1))
                }
                return answer(Call(method: method, parameters: parameters, peer: call.peer), loop)
            }
            let folded = answers.map { answer in
                answer.map { XMLRPCValue.array([$0]) }.flatMapErrorThrowing { error in
                    .structure([
                        .init("faultCode", .int((error as? XMLRPCError)?.faultCode ?? 1)),
                        .init("faultString", .string("\(error)")),
                    ])
                }
            }
            return EventLoopFuture.whenAllSucceed(folded, on: loop).map { .array($0) }
        }

        private func respond(_ body: [UInt8], _ keepAlive: Bool, _ context: ChannelHandlerContext) {
            guard context.channel.isActive else { return }
            var head = HTTPResponseHead(version: .http1_1, status: .ok)
            head.headers.add(name: "Server", value: "Pharos XMLRPC")
            head.headers.add(name: "Content-Type", value: "text/xml")
            head.headers.add(name: "Content-Length", value: "\(body.count)")
            if !keepAlive { head.headers.add(name: "Connection", value: "close") }
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
                if !keepAlive { bound.value.close(promise: nil) }
            }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) } else {
                context.fireUserInboundEventTriggered(event)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
