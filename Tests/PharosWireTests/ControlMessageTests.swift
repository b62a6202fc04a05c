// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel
import PharosWire
import Testing

@Suite struct ControlMessageTests {
    @Test(arguments: Kind.allCases) func kinds(kind: Kind) { #expect(Pharos_V1_Kind(kind).model == kind) }

    @Test func resourcesAndChanges() {
        let info = ResourceInfo(
            path: "/a", role: Role(rawValue: "odd"), kind: .command, type: "t/T", isReadable: false, isWritable: true,
            publishers: ["/n"], subscribers: ["/m", "/o"])
        #expect(Pharos_V1_Resource(info).model == info)
        let change = ResourceChange(appeared: [info], changed: [info, info], vanished: [info], isComplete: false)
        #expect(Pharos_V1_ResourceChange(change).model == change)
        #expect(Pharos_V1_ResourceChange(ResourceChange()).model == ResourceChange())
    }

    @Test func schemas() throws {
        let schema = try Schema(encoding: .ros1, type: "std_msgs/String", definition: "string data")
        let message = Pharos_V1_Schema(schema, id: 4)
        #expect(message.id == 4 && message.fingerprint == "992ce8a1687cec8c8bd883ec73ca41d1")
        #expect(try message.model() == schema)
        var odd = message
        odd.encoding = 77
        #expect(throws: PharosError.self) { try odd.model() }
    }

    @Test func exposures() throws {
        let exposure = Exposure(
            publishers: .init(allow: [try NamePattern("/a/*")], deny: [try NamePattern("~/a/x.*")]),
            subscribers: .nothing, services: .everything, parameters: .init(allow: [try NamePattern("/p")]))
        #expect(try Pharos_V1_Exposure(exposure).model() == exposure)
        var bad = Pharos_V1_Exposure(exposure)
        bad.services.deny = ["~("]
        #expect(throws: PharosError.self) { try bad.model() }
    }

    @Test func failures() {
        let error = PharosError(
            PharosError.Code("brandNew"), "text", resource: "/r", details: ["signal": "11", "log": "x\ny"])
        let back = Pharos_V1_Failure(error).model
        #expect(back.code == error.code && back.message == "text" && back.resource == "/r")
        #expect(back.details == error.details)
        #expect(Pharos_V1_Failure(PharosError(.busy, "m")).model.resource == nil)
    }

    @Test func policies() {
        for policy in [QueuePolicy.latest, .all(limit: 10), .dropOldest(limit: 99)] {
            #expect(QueuePolicy(policy.wire, limit: UInt32(policy.limit)) == policy)
        }
        #expect(QueuePolicy(.all, limit: .max) == .all(limit: QueuePolicy.maximumLimit))
        #expect(QueuePolicy(.unspecified, limit: 3) == .latest)
        #expect(QueuePolicy(.UNRECOGNIZED(9), limit: 3) == .latest)
    }

    @Test func messagesInFrames() throws {
        var hello = Pharos_V1_Hello()
        hello.clientName = "me"
        let frame = try Frame(.hello, stream: 3, message: hello)
        #expect(try frame.message(Pharos_V1_Hello.self) == hello)
        let error = #expect(throws: PharosError.self) {
            try Frame(.hello, payload: .init(bytes: [0xff, 0xff, 0xff])).message(Pharos_V1_Hello.self)
        }
        #expect(error?.code == .protocolViolation)
    }
}
