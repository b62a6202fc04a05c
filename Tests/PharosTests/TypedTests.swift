// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import PharosModel
import StandardMessages
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TypedTests {
    @Test func messagesAreWrittenReadAndWatched() async throws {
        try await withEmbedded { pharos in
            let mock = pharos.mock()
            try await mock.add("/cmd", type: "geometry_msgs/Twist", value: [:])
            let twist = GeometryMsgs.Twist(linear: GeometryMsgs.Vector3(x: 1.5))
            try await pharos.write("mock:/cmd", twist)
            #expect(try await pharos.read("mock:/cmd", as: GeometryMsgs.Twist.self) == twist)
            #expect(try await pharos.read("mock:/cmd").decode(GeometryMsgs.Twist.self) == twist)
            for try await sample in pharos.watch("mock:/cmd", as: GeometryMsgs.Twist.self) {
                #expect(sample.linear.x == 1.5 && sample.message == twist && sample.sample.gap == nil)
                break
            }
        }
    }

    @Test func otherTypesAreRefused() async throws {
        try await withEmbedded { pharos in
            let mock = pharos.mock()
            try await mock.add("/cmd", type: "geometry_msgs/Twist", value: [:])
            let pose = GeometryMsgs.Pose()
            let written = await #expect(throws: PharosError.self) { try await pharos.write("mock:/cmd", pose) }
            #expect(written?.code == .invalidValue && written?.resource == "mock:/cmd")
            #expect(written?.message.contains("geometry_msgs/Pose") == true)
            let read = await #expect(throws: PharosError.self) {
                try await pharos.read("mock:/cmd", as: GeometryMsgs.Pose.self)
            }
            #expect(read?.code == .invalidValue && read?.message.contains("geometry_msgs/Twist") == true)
            let watched = await #expect(throws: PharosError.self) {
                for try await _ in pharos.watch("mock:/cmd", as: StdMsgs.String.self) { break }
            }
            #expect(watched?.code == .invalidValue)
        }
    }

    @Test func topicsAndCommandsAreOffered() async throws {
        try await withEmbedded { pharos in
            try await pharos.publishing("mock:/said", as: StdMsgs.String.self) { publisher in
                try await publisher.publish(StdMsgs.String(data: "hello"))
                #expect(try await pharos.read("mock:/said", as: StdMsgs.String.self).data == "hello")
            }
            try await pharos.serving("mock:/sum", as: RospyTutorials.AddTwoInts.self) { request in
                RospyTutorials.AddTwoInts.Response(sum: request.a + request.b)
            } body: {
                let reply = try await pharos.call("mock:/sum", as: RospyTutorials.AddTwoInts.self, .init(a: 2, b: 3))
                #expect(reply.sum == 5)
                await #expect(throws: PharosError.self) { try await pharos.call("mock:/sum", as: StdSrvs.SetBool.self) }
            }
        }
    }
}
