// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import Pharos
import PharosModel
import PharosWire
import Testing

/// A whole node and its clients in one process, over the real socket.
@Suite(.serialized, .timeLimit(.minutes(5))) struct NodeTests {
    @Test func operations() async throws {
        try await withTestNode { pharos, _ in
            #expect(try await pharos.list("test:").map(\.path) == ["/both", "/both", "/echo", "/stream", "/value"])
            #expect(try await pharos.list("test:/v*").map(\.path) == ["/value"])
            #expect(try await pharos.read("test:/value").data.int == 0)
            try await pharos.write("test:/value", ["data": 7])
            #expect(try await pharos.read("test:/value").data.int == 7)
            #expect(try await pharos.call("test:/echo", ["a": [1, 2]]).value() == ["a": [1, 2]])
            #expect(try await pharos.describe("test:/value").info.path == "/value")
            #expect(try await pharos.nodes().map(\.scheme) == ["test"])
        }
    }

    @Test func errorsKeepTheirKindAndPlace() async throws {
        try await withTestNode { pharos, _ in
            let missing = await #expect(throws: PharosError.self) { try await pharos.read("test:/missing") }
            #expect(missing?.code == .notFound && missing?.resource?.contains("/missing") == true)
            let refused = await #expect(throws: PharosError.self) { try await pharos.call("test:/no") }
            #expect(refused?.code == .systemFailed && refused?.message == "the robot says no")
            let verb = await #expect(throws: PharosError.self) { try await pharos.configure("test:", verb: "x") }
            #expect(verb?.code == .unsupported)
            let name = await #expect(throws: PharosError.self) { try await pharos.read("no name") }
            #expect(name?.code == .invalidName)
            let none = await #expect(throws: PharosError.self) {
                try await pharos.read("test:/stream", timeout: .milliseconds(500))
            }
            #expect(none?.code == .noValue)
            let watched = await #expect(throws: PharosError.self) {
                for try await _ in pharos.watch("test:/missing") {}
            }
            #expect(watched?.code == .notFound)
        }
    }

    @Test func deadlinesAndCancellationReachTheInterface() async throws {
        try await withTestNode { pharos, _ in
            let late = await #expect(throws: PharosError.self) {
                try await pharos.call("test:/slow", timeout: .milliseconds(50))
            }
            #expect(late?.code == .deadlineExceeded)
            let task = Task { try await pharos.call("test:/slow") }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            let error = await #expect(throws: PharosError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            var ended = 0
            for _ in 0..<200 where ended < 2 {
                ended = try await pharos.configure("test:", verb: "cancelled").int ?? 0
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(ended == 2)
        }
    }

    @Test func whatAClientServesIsCalledAndWithdrawn() async throws {
        try await withTestNode { pharos, _ in
            func count() async throws -> Int? { try await pharos.configure("test:", verb: "served").int }
            try await pharos.serving("test:/mine", type: "any") { request in
                guard request != .int(0) else { throw PharosError(.invalidValue, "not that one") }
                return request
            } body: {
                let reply = try await pharos.call("test:/mine", .int(7)).value()
                #expect(reply == .int(7))
                let refused = await #expect(throws: PharosError.self) { try await pharos.call("test:/mine", .int(0)) }
                #expect(refused?.message == "not that one")
                let during = try await count()
                #expect(during == 1)
            }
            var after = try await count()
            for _ in 0..<200 where after != 0 {
                try await Task.sleep(for: .milliseconds(5))
                after = try await count()
            }
            #expect(after == 0)
        }
    }

    /// The system takes an offer when its client is gone already: it is taken back.
    @Test func anOfferOfADeadClientIsTakenBack() async throws {
        try await withTestNode { pharos, _ in
            let offering = Task {
                try await pharos.serving("test:/late", type: "any") { $0 } body: { try await Task.sleep(for: .seconds(60)) }
            }
            try await Task.sleep(for: .milliseconds(100))
            offering.cancel()
            _ = await offering.result
            try await Task.sleep(for: .milliseconds(300))
            var left = try await pharos.configure("test:", verb: "served").int
            for _ in 0..<200 where left != 0 {
                try await Task.sleep(for: .milliseconds(5))
                left = try await pharos.configure("test:", verb: "served").int
            }
            #expect(left == 0)
        }
    }

    @Test func watching() async throws {
        try await withTestNode { pharos, _ in
            let reader = Task {
                var got: [Int] = []
                for try await sample in pharos.watch("test:/stream", policy: .all(limit: 100)) {
                    got.append(try sample.value().int ?? -1)
                    if got.count == 5 { break }
                }
                return got
            }
            while try await pharos.configure("test:", verb: "listeners") == 0 {
                try await Task.sleep(for: .milliseconds(2))
            }
            try await pharos.configure("test:", verb: "emit", ["count": 5])
            #expect(try await reader.value == [0, 1, 2, 3, 4])
        }
    }

    @Test func exposureIsKeptAlsoForNamesThatMeanTwoThings() async throws {
        try await withTestNode(exposure: Exposure(services: .init(allow: [try NamePattern("/echo")]))) { pharos, _ in
            #expect(try await pharos.list("test:").map(\.path) == ["/both", "/echo", "/stream", "/value"])
            let hidden = await #expect(throws: PharosError.self) { try await pharos.call("test:/both", ["a": 1]) }
            #expect(hidden?.code == .notExposed)
            try await pharos.expose("test:", .everything)
            #expect(try await pharos.call("test:/both", ["a": 1]).value() == ["a": 1])
            try await pharos.expose("test:", Exposure(parameters: .nothing))
            let value = await #expect(throws: PharosError.self) { try await pharos.read("test:/value?param") }
            #expect(value?.code == .notExposed)
        }
    }

    @Test(arguments: [(2, 9), (0, 0), (7, 3)] as [(UInt32, UInt32)])
    func otherVersionsAreRefusedInWords(lowest: UInt32, highest: UInt32) async throws {
        try await withTestNode { pharos, socket in
            let peer = try RawPeer(socket)
            try peer.greet(lowest: lowest, highest: highest)
            let failure = try peer.next(.failure).message(Pharos_V1_Failure.self).model
            #expect(failure.code == .versionMismatch)
            #expect(try peer.next() == nil)
            #expect(try await pharos.read("test:/value").data.int == 0)
        }
    }

    @Test func whoBreaksTheProtocolHarmsOnlyItself() async throws {
        try await withTestNode { pharos, socket in
            var random = SeededGenerator(seed: 5)
            for round in 0..<30 {
                let garbage = (0..<100).map { _ in UInt8.random(in: 0...255, using: &random) }
                let peer = try RawPeer(socket)
                switch round % 5 {
                case 0: try peer.send(Array("GET / HTTP/1.0\r\n\r\n".utf8))
                case 1: try peer.send(ProtocolVersion.preface + [255, 255, 255, 255] + garbage)
                case 2:
                    try peer.greet()
                    try peer.send([0, 0, 0, 0, 99, 0, 0, 0, 0, 0, 0, 0])
                case 3:
                    // A frame that never ends: the peer goes away in its midst.
                    try peer.greet()
                    _ = try peer.next(.welcome)
                    try peer.send([100, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 1, 2, 3])
                    continue
                default:
                    try peer.greet()
                    try peer.send(Frame(.call, stream: 1, payload: ByteBuffer(bytes: [1, 2, 3])))
                }
                while try peer.next() != nil {}
                #expect(try await pharos.call("test:/echo", ["round": .init(round)]).round.int == round)
            }
        }
    }

    @Test(
        arguments: [
            (.latest, 1, [1, 10], 8), (.all, 3, [1, 2, 3, 4], 6), (.dropOldest, 3, [1, 8, 9, 10], 6),
        ] as [(Pharos_V1_Policy, UInt32, [UInt64], UInt32)])
    func slowReaders(policy: Pharos_V1_Policy, limit: UInt32, expected: [UInt64], dropped: UInt32) async throws {
        try await withTestNode { pharos, socket in
            let peer = try RawPeer(socket)
            try peer.greet()
            var request = Pharos_V1_Request()
            request.subscribe.path = "/stream"
            request.subscribe.policy = policy
            request.subscribe.limit = limit
            request.subscribe.creditSamples = 1
            request.subscribe.creditBytes = 1 << 20
            try peer.send(try Frame(.request, stream: 1, message: request))
            let stream = try peer.next(.reply).message(Pharos_V1_Reply.self).subscribed.stream
            while try await pharos.configure("test:", verb: "listeners") == 0 {
                try await Task.sleep(for: .milliseconds(2))
            }
            try await pharos.configure("test:", verb: "emit", ["count": 10])
            var credit = ByteBuffer()
            Credit(samples: 100, bytes: 1 << 20).write(into: &credit)
            var headers: [SampleHeader] = []
            for index in expected.indices {
                if index == 1 { try peer.send(Frame(.credit, stream: stream, payload: credit)) }
                var payload = try peer.next(.sample).payload
                headers.append(try SampleHeader(reading: &payload))
            }
            #expect(headers.map(\.sequence) == expected)
            #expect(headers.reduce(0) { $0 + $1.dropped } == dropped)
        }
    }
}
