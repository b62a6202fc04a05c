// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
public import NIOCore
import NIOHTTP1
import NIOPosix

/// Calls one XML-RPC server over one kept connection, one call at a time: roscpp drops a second pipelined request.
///
/// Calls wait in order for their turn; each has a deadline that includes the waiting. When the server closed the idle
/// connection, a call that has not been answered a single byte is sent once more on a new one. A server that is called by
/// name is followed: when the name comes to mean another host, calls go there, also the one that was under way. Confined
/// to its event loop, which is what makes it `Sendable`; ``call(_:_:timeout:)`` may be used from anywhere.
public final class XMLRPCClient: @unchecked Sendable {
    private struct Call {
        var body: [UInt8]
        var promise: EventLoopPromise<[UInt8]>
        var timer: Scheduled<Void>?
        var number: UInt64
        var isRetry = false
    }

    /// The largest answer that is read: 64 MiB.
    public static let maximumAnswer = 64 << 20
    private static let maximumWaiting = 4096

    /// Where the server is.
    public let host: String
    /// Its port.
    public let port: Int
    private let path: String
    private let eventLoop: any EventLoop
    private var channel: (any Channel)?
    /// Counts the attempts to connect; those that were given up come to nothing.
    private var attempt: UInt64 = 0
    private var isConnecting = false
    private var hasServed = false
    /// Whether a byte came since the call was sent.
    fileprivate var hasReceived = false
    private var waiting: [Call] = []
    private var current: Call?
    private var lastNumber: UInt64 = 0
    private var isClosed = false
    private var idleTimer: Scheduled<Void>?
    private let addresses: AddressWatch?
    /// The address of the server that was last connected to; `nil` before. On the event loop only.
    package private(set) var connectedAddress: String?

    private let date = NIOLockedValueBox<String?>(nil)

    /// The `Date` header of the last answer (RFC 9110): the server's clock. `nil` where it sends none.
    public var lastDate: String? { date.withLockedValue { $0 } }

    /// A client; it connects with the first call.
    public convenience init(host: String, port: Int, path: String = "/RPC2", eventLoop: any EventLoop) {
        self.init(
            host: host, port: port, path: path, eventLoop: eventLoop,
            addresses: AddressWatch.isName(host) ? AddressWatch(host: host, eventLoop: eventLoop) : nil)
    }

    init(host: String, port: Int, path: String, eventLoop: any EventLoop, addresses: AddressWatch?) {
        self.host = host
        self.port = port
        self.path = path.isEmpty ? "/RPC2" : path
        self.eventLoop = eventLoop
        self.addresses = addresses
    }

    /// Host and port of `http://host:port/path`, or `nil` when it is no such address.
    public static func address(_ uri: String) -> (host: String, port: Int, path: String)? {
        guard uri.hasPrefix("http://") else { return nil }
        let rest = uri.dropFirst(7)
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        let path = String(rest[end...])
        let place = rest[..<end]
        if place.hasPrefix("[") {
            guard let close = place.firstIndex(of: "]"), place[close...].hasPrefix("]:"), let port = Int(place[close...].dropFirst(2)), (1...65535).contains(port)
            else { return nil }
            return (String(place[place.index(after: place.startIndex)..<close]), port, path)
        }
        guard let colon = place.lastIndex(of: ":"), let port = Int(place[place.index(after: colon)...]),
            (1...65535).contains(port), colon > place.startIndex
        else { return nil }
        return (String(place[..<colon]), port, path)
    }

    /// Calls a method and waits for its answer.
    /// - Throws: ``XMLRPCError``.
    public func call(
        _ method: String, _ parameters: [XMLRPCValue], timeout: TimeAmount = .seconds(10)
    ) async throws -> XMLRPCValue {
        try await future(method, parameters, timeout: timeout).get()
    }

    /// The same as a future on the client's loop.
    public func future(
        _ method: String, _ parameters: [XMLRPCValue], timeout: TimeAmount = .seconds(10)
    ) -> EventLoopFuture<XMLRPCValue> {
        raw(method, parameters, timeout: timeout).flatMapThrowing { try XMLRPCClient.answer($0) }
    }

    /// The answer's bytes, not parsed: who polls can compare before decoding.
    public func raw(
        _ method: String, _ parameters: [XMLRPCValue], timeout: TimeAmount = .seconds(10)
    ) -> EventLoopFuture<[UInt8]> {
        let promise = eventLoop.makePromise(of: [UInt8].self)
        let body = XMLRPCEncoder.call(method, parameters)
        if eventLoop.inEventLoop { enqueue(body, promise, timeout) } else {
            eventLoop.execute { self.enqueue(body, promise, timeout) }
        }
        return promise.futureResult
    }

    /// The value in an answer's bytes.
    public static func answer(_ bytes: [UInt8]) throws(XMLRPCError) -> XMLRPCValue {
        switch try XMLRPCDecoder().message(bytes) {
        case .response(let value): return value
        case .fault(let code, let text): throw XMLRPCError(.fault, "the server answered: \(text)", faultCode: code)
        case .call: throw XMLRPCError(.malformed, "the server answered with a call")
        }
    }

    /// Closes the connection; what waits fails.
    public func close() {
        eventLoop.execute {
            self.isClosed = true
            self.channel?.close(promise: nil)
            self.failAll(XMLRPCError(.connectionLost, "the client was closed"))
        }
    }

    // MARK: On the loop

    private func enqueue(_ body: [UInt8], _ promise: EventLoopPromise<[UInt8]>, _ timeout: TimeAmount) {
        guard !isClosed else { return promise.fail(XMLRPCError(.connectionLost, "the client was closed")) }
        guard waiting.count < XMLRPCClient.maximumWaiting else {
            return promise.fail(XMLRPCError(.busy, "\(waiting.count) calls to \(host):\(port) wait already"))
        }
        lastNumber += 1
        let number = lastNumber
        var call = Call(body: body, promise: promise, number: number)
        call.timer = eventLoop.assumeIsolated().scheduleTask(in: timeout) { [weak self] in self?.expire(number) }
        waiting.append(call)
        follow()
        next()
    }

    /// Sees to it that the connection leads to the host that the name means now.
    private func follow() {
        guard let addresses else { return }
        addresses.look { [weak self] before, now in self?.found(before, now) }
    }

    private func found(_ before: Set<String>, _ now: Set<String>) {
        if let channel, channel.isActive {
            // What was under way is sent again, if nothing of it was answered.
            if let connectedAddress, !now.contains(connectedAddress) { channel.close(promise: nil) }
        } else if isConnecting, !before.isEmpty, before.isDisjoint(with: now) {
            isConnecting = false
            connect()
        }
        // A host that says nothing at all is not called again for a while.
        guard current != nil || !waiting.isEmpty, !isClosed else { return }
        eventLoop.assumeIsolated().scheduleTask(in: AddressWatch.pause) { [weak self] in
            guard let self, self.current != nil || !self.waiting.isEmpty else { return }
            self.follow()
        }
    }

    private func expire(_ number: UInt64) {
        let error = XMLRPCError(.deadlineExceeded, "\(host):\(port) did not answer before the deadline")
        if current?.number == number {
            let call = current
            current = nil
            // The answer may still come; only a new connection tells it from the next call's.
            channel?.close(promise: nil)
            channel = nil
            call?.promise.fail(error)
            next()
        } else if let index = waiting.firstIndex(where: { $0.number == number }) {
            waiting.remove(at: index).promise.fail(error)
        }
    }

    private func next() {
        guard current == nil, !waiting.isEmpty, !isClosed else { return }
        guard let channel, channel.isActive else { return connect() }
        idleTimer?.cancel()
        let call = waiting.removeFirst()
        current = call
        hasReceived = false
        var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: path)
        head.headers.add(name: "Host", value: host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)")
        head.headers.add(name: "User-Agent", value: "Pharos XMLRPC")
        head.headers.add(name: "Content-Type", value: "text/xml")
        head.headers.add(name: "Content-Length", value: "\(call.body.count)")
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: call.body))), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }

    private func connect() {
        guard !isConnecting else { return }
        isConnecting = true
        hasServed = false
        attempt &+= 1
        let attempt = attempt
        ClientBootstrap(group: eventLoop)
            .connectTimeout(.seconds(5))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ReceiptMark(self))
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOHTTPClientResponseAggregator(maxContentLength: XMLRPCClient.maximumAnswer),
                        ResponseHandler(self),
                    ])
                }
            }
            .connect(host: host, port: port)
            .hop(to: eventLoop)
            .assumeIsolated()
            .whenComplete { result in
                guard attempt == self.attempt else {
                    if case .success(let channel) = result { channel.close(promise: nil) }
                    return
                }
                self.isConnecting = false
                switch result {
                case .success(let channel):
                    guard !self.isClosed else { return channel.close(promise: nil) }
                    self.channel = channel
                    self.connectedAddress = channel.remoteAddress?.ipAddress
                    self.next()
                case .failure(let error):
                    self.failAll(
                        XMLRPCError(.unreachable, "\(self.host):\(self.port) cannot be reached: \(error)", cause: error))
                }
            }
    }

    private func failAll(_ error: XMLRPCError) {
        let all = waiting + (current.map { [$0] } ?? [])
        waiting = []
        current = nil
        for call in all {
            call.timer?.cancel()
            call.promise.fail(error)
        }
    }

    fileprivate func answered(_ response: NIOHTTPClientResponseFull) {
        hasServed = true
        if let told = response.head.headers.first(name: "date") { date.withLockedValue { $0 = told } }
        guard let call = current else { return }
        current = nil
        call.timer?.cancel()
        if response.head.status == .ok {
            call.promise.succeed(response.body.map { Array($0.readableBytesView) } ?? [])
        } else {
            call.promise.fail(
                XMLRPCError(.httpStatus, "\(host):\(port) answered \(response.head.status.code) instead of 200"))
        }
        if response.head.headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "close" })
            || response.head.version == .http1_0
        {
            channel?.close(promise: nil)
            channel = nil
        }
        next()
    }

    fileprivate func lost(_ lost: any Channel, _ error: (any Error)?) {
        guard channel == nil || channel === lost else { return }
        channel = nil
        guard var call = current else { return next() }
        current = nil
        if hasServed, !hasReceived, !call.isRetry {
            // An idle connection that the server had closed: nothing of this call was answered.
            call.isRetry = true
            waiting.insert(call, at: 0)
        } else {
            call.timer?.cancel()
            call.promise.fail(
                XMLRPCError(
                    .connectionLost, "\(host):\(port) closed the connection before it answered"
                        + (error.map { ": \($0)" } ?? ""), cause: error))
        }
        next()
    }

    /// Sees that bytes arrive, before anything makes an answer of them.
    private final class ReceiptMark: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = ByteBuffer

        private let client: XMLRPCClient

        init(_ client: XMLRPCClient) { self.client = client }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            client.hasReceived = true
            context.fireChannelRead(data)
        }
    }

    private final class ResponseHandler: ChannelInboundHandler {
        typealias InboundIn = NIOHTTPClientResponseFull

        private let client: XMLRPCClient
        private var error: (any Error)?

        init(_ client: XMLRPCClient) { self.client = client }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { client.answered(unwrapInboundIn(data)) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            self.error = error
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) { client.lost(context.channel, error) }
    }
}
