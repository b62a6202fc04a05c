// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import PharosModel
import StandardMessages
import Testing

@Suite(.timeLimit(.minutes(5)))
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

    /// A service of the mock, which answers with its request.
    private enum Echo: ROSService {
        typealias Request = StdMsgs.Float64
        typealias Response = StdMsgs.Float64
        static var type: String { StdMsgs.Float64.type }
        static var md5: String { StdMsgs.Float64.md5 }
        static var definition: String { "float64 data\n---\nfloat64 data" }
    }

    @Test func commandsAreCalledTyped() async throws {
        try await withEmbedded { pharos in
            try await pharos.mock().add("/echo", role: .service, type: "std_msgs/Float64")
            let reply = try await pharos.call("mock:/echo", as: Echo.self, StdMsgs.Float64(data: 2.5))
            #expect(reply.data == 2.5)
            let refused = await code { _ = try await pharos.call("mock:/echo", as: StdSrvs.SetBool.self) }
            #expect(refused == .invalidValue)
        }
    }
}
