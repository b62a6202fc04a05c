// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import NIOPosix
import Testing
import XMLRPC

struct ServerTests {
    private func serve(
        _ body: (XMLRPCServer, XMLRPCClient) async throws -> Void
    ) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let server = try await XMLRPCServer.start(host: "127.0.0.1", port: 0, group: loop, methods: ["echo"]) {
            call, loop in
            switch call.method {
            case "echo": loop.makeSucceededFuture(.array(call.parameters))
            case "never": loop.makePromise(of: XMLRPCValue.self, after: .seconds(2))
            default: nil
            }
        }
        let client = XMLRPCClient(host: "127.0.0.1", port: server.port, eventLoop: loop)
        do { try await body(server, client) } catch {
            client.close()
            await server.close()
            throw error
        }
        client.close()
        await server.close()
    }

    @Test func `calls are answered over one kept connection`() async throws {
        try await serve { _, client in
            for number in 0..<50 {
                let value = XMLRPCValue.int(Int32(number))
                let answer = try await client.call("echo", [value])
                #expect(answer == [value])
            }
            let large = XMLRPCValue.string(String(repeating: "x", count: 1 << 20))
            let answer = try await client.call("echo", [large])
            #expect(answer == [large])
        }
    }

    @Test func `unknown methods are faults and the connection lives on`() async throws {
        try await serve { _, client in
            await #expect {
                try await client.call("no", [])
            } throws: { ($0 as? XMLRPCError)?.code == .fault && ($0 as? XMLRPCError)?.faultCode == -1 }
            let answer = try await client.call("echo", [])
            #expect(answer == [])
        }
    }

    @Test func `a call has a deadline and the next one goes on`() async throws {
        try await serve { _, client in
            await #expect {
                try await client.call("never", [], timeout: .milliseconds(100))
            } throws: { ($0 as? XMLRPCError)?.code == .deadlineExceeded }
            let answer = try await client.call("echo", [1])
            #expect(answer == [1])
        }
    }

    @Test func `a multicall answers each call on its own`() async throws {
        try await serve { _, client in
            let calls: XMLRPCValue = [
                .structure([.init("methodName", "echo"), .init("params", [1])]),
                .structure([.init("methodName", "no"), .init("params", [])]),
            ]
            let answers = try await client.call("system.multicall", [calls]).array
            #expect(answers?.first == [[1]])
            #expect(answers?.last?["faultCode"] == -1)
            let answer = try await client.call("system.listMethods", [])
            #expect(answer.strings?.contains("echo") == true)
        }
    }

    @Test func `nobody there is a typed error`() async throws {
        let client = XMLRPCClient(host: "127.0.0.1", port: 1, eventLoop: MultiThreadedEventLoopGroup.singleton.next())
        await #expect {
            try await client.call("echo", [])
        } throws: { ($0 as? XMLRPCError)?.code == .unreachable }
    }

    @Test func `addresses`() {
        #expect(XMLRPCClient.address("http://[::1]:80/")?.host == "::1")
        #expect(XMLRPCClient.address("http://a:11311")?.port == 11311)
        for bad in ["", "http://", "http://a", "http://a:0/", "http://a:99999", "rosrpc://a:1", "http://[::1"] {
            #expect(XMLRPCClient.address(bad) == nil)
        }
    }
}

extension EventLoop {
    /// A future that fails late.
    fileprivate func makePromise<Value: Sendable>(of: Value.Type, after delay: TimeAmount) -> EventLoopFuture<Value> {
        scheduleTask(in: delay) { throw XMLRPCError(.fault, "late") }.futureResult
    }
}
