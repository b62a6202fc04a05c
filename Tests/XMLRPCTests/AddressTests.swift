// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Testing

@testable import XMLRPC

/// Servers whose names come to mean another host.
@Suite(.timeLimit(.minutes(1)))
struct AddressTests {
    @Test func `names are what may move`() {
        #expect(AddressWatch.isName("robot.local") && AddressWatch.isName("::1::"))
        for fixed in ["localhost", "127.0.0.1", "::1", "fe80::1"] { #expect(!AddressWatch.isName(fixed)) }
        #expect(AddressWatch.addresses(of: "127.0.0.4") == ["127.0.0.4"])
        #expect(AddressWatch.addresses(of: "no host has such a name").isEmpty)
    }

    @Test func `a call that waits for a host that moved is sent to the new one`() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let calls = NIOLockedValueBox(0)
        let server = try await XMLRPCServer.start(host: "127.0.0.1", port: 0, group: loop, methods: ["wait"]) {
            call, loop in
            // The first host was called and says nothing.
            guard call.method == "wait" else { return loop.makeSucceededFuture(0) }
            let number = calls.withLockedValue { calls -> Int in
                calls += 1
                return calls
            }
            return loop.scheduleTask(in: number == 1 ? .seconds(30) : .zero) { 2 }.futureResult
        }
        let addresses = NIOLockedValueBox<Set<String>>(["127.0.0.1"])
        let watch = AddressWatch(host: "robot.local", eventLoop: loop) { _ in addresses.withLockedValue { $0 } }
        let client = XMLRPCClient(
            host: "127.0.0.1", port: server.port, path: "/RPC2", eventLoop: loop, addresses: watch)
        #expect(try await client.call("hello", []) == 0)
        #expect(try await loop.submit { client.connectedAddress }.get() == "127.0.0.1")
        async let answer = client.call("wait", [], timeout: .seconds(20))
        // Names that mean more hosts than one do not move; those that cannot be looked up do not either.
        addresses.withLockedValue { $0 = ["127.0.0.1", "127.0.0.9"] }
        try await Task.sleep(for: .milliseconds(1200))
        addresses.withLockedValue { $0 = [] }
        try await Task.sleep(for: .milliseconds(1200))
        #expect(calls.withLockedValue { $0 } == 1)
        addresses.withLockedValue { $0 = ["127.0.0.9"] }
        // Connected to the test's server again, which stands for both.
        let start = NIODeadline.now()
        _ = try await client.call("hello", [], timeout: .seconds(20))
        #expect(try await answer == 2)
        #expect(.now() - start < .seconds(3))
        client.close()
        await server.close()
    }
}
