// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import NIOPosix
import XMLRPC

/// A master of a few lines: registrations, publisher lists, parameters. Confined to its loop.
final class SmallMaster: @unchecked Sendable {
    let loop: any EventLoop
    private let group: MultiThreadedEventLoopGroup
    private var server: XMLRPCServer?
    private var publishers: [String: [String]] = [:]
    private var subscribers: [String: [String]] = [:]
    private var services: [String: String] = [:]
    private var nodes: [String: String] = [:]
    private var parameters: [String: XMLRPCValue] = [:]
    private(set) var calls: [String] = []
    private let identity: Int32
    private let host: String

    private init(_ group: MultiThreadedEventLoopGroup, _ loop: any EventLoop, identity: Int32, host: String) {
        self.group = group
        self.loop = loop
        self.identity = identity
        self.host = host
    }

    /// A port below those that the system gives away: while a master is gone, no other test gets it.
    static func quietPort() -> Int { Int.random(in: 20_000..<32_000) }

    static func start(identity: Int32 = 1, host: String = "127.0.0.1", port: Int = 0) async throws -> SmallMaster {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let master = SmallMaster(group, loop, identity: identity, host: host)
        let server = try await XMLRPCServer.start(host: host, port: port, group: loop, methods: []) {
            call, loop in
            loop.makeSucceededFuture(master.answer(call.method, call.parameters))
        }
        try await loop.submit { master.server = server }.get()
        return master
    }

    var port: Int { get async throws { try await loop.submit { self.server?.port ?? 0 }.get() } }
    var uri: String { get async throws { "http://\(host.contains(":") ? "[\(host)]" : host):\(try await port)/" } }

    /// Ends it with all of its connections, as the end of its process would.
    func stop() async throws { try await group.shutdownGracefully() }

    func count(of method: String) async throws -> Int {
        try await loop.submit { self.calls.filter { $0 == method }.count }.get()
    }

    /// Whom the master lists for a topic.
    func list(_ topic: String) async throws -> [String] { try await loop.submit { self.publishers[topic] ?? [] }.get() }

    private func answer(_ method: String, _ parameters: [XMLRPCValue]) -> XMLRPCValue {
        calls.append(method)
        let texts = parameters.map { $0.string ?? "" }
        switch (method, parameters.count) {
        case ("getPid", _): return [1, "", .int(identity)]
        case ("registerPublisher", 4):
            nodes[texts[0]] = texts[3]
            publishers[texts[1], default: []].append(texts[3])
            tell(texts[1])
            return [1, "", .array((subscribers[texts[1]] ?? []).map { .string($0) })]
        case ("unregisterPublisher", 3):
            publishers[texts[1]]?.removeAll { $0 == texts[2] }
            tell(texts[1])
            return [1, "", 1]
        case ("registerSubscriber", 4):
            nodes[texts[0]] = texts[3]
            subscribers[texts[1], default: []].append(texts[3])
            return [1, "", .array((publishers[texts[1]] ?? []).map { .string($0) })]
        case ("unregisterSubscriber", 3):
            subscribers[texts[1]]?.removeAll { $0 == texts[2] }
            return [1, "", 1]
        case ("registerService", 4):
            services[texts[1]] = texts[2]
            return [1, "", 0]
        case ("unregisterService", 3):
            services[texts[1]] = nil
            return [1, "", 1]
        case ("lookupService", 2):
            return services[texts[1]].map { [1, "", .string($0)] } ?? [-1, "no provider", ""]
        case ("lookupNode", 2): return nodes[texts[1]].map { [1, "", .string($0)] } ?? [-1, "unknown node", ""]
        case ("setParam", 3):
            self.parameters[texts[1]] = parameters[2]
            return [1, "", 0]
        case ("getParam", 2):
            return self.parameters[texts[1]].map { [1, "", $0] } ?? [
                -1, .string("Parameter [\(texts[1])] is not set"), 0,
            ]
        default: return [1, "", 0]
        }
    }

    private func tell(_ topic: String) {
        let uris = XMLRPCValue.array((publishers[topic] ?? []).map { .string($0) })
        for uri in subscribers[topic] ?? [] {
            guard let address = XMLRPCClient.address(uri) else { continue }
            let client = XMLRPCClient(host: address.host, port: address.port, path: address.path, eventLoop: loop)
            client.future("publisherUpdate", ["/master", .string(topic), uris], timeout: .seconds(2))
                .whenComplete { _ in client.close() }
        }
    }
}
