// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import NIOPosix
import ROS1Master
import Testing
import XMLRPC

struct MasterTests {
    @Test func `a master answers and tells subscribers at once`() async throws {
        try await withROS1Master(.init(port: 0)) { master in
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let (told, continuation) = AsyncStream.makeStream(of: [XMLRPCValue].self)
            let slave = try await XMLRPCServer.start(host: "127.0.0.1", port: 0, group: loop) { call, loop in
                continuation.yield([.string(call.method)] + call.parameters)
                return loop.makeSucceededFuture([1, "", 0])
            }
            let client = XMLRPCClient(host: "127.0.0.1", port: master.port, eventLoop: loop)
            let uri = XMLRPCValue.string("http://127.0.0.1:\(slave.port)/")
            let named = try await client.call("getUri", ["/x"])
            #expect(named == [1, "", .string(master.uri)])
            let distribution = try await client.call("getParam", ["/x", "/rosdistro"])
            #expect(distribution.array?.last == "noetic\n")
            _ = try await client.call("registerSubscriber", ["/s", "/t", "a/A", uri])
            _ = try await client.call("registerPublisher", ["/p", "/t", "a/A", "http://127.0.0.1:1/"])
            var updates = told.makeAsyncIterator()
            let update = await updates.next()
            #expect(update == ["publisherUpdate", "/master", "/t", ["http://127.0.0.1:1/"]])
            client.close()
            await slave.close()
        }
    }
}
