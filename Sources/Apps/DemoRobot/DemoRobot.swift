// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import NIOPosix
import ROS1
import StandardMessages

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A simulated robot for the demonstration: an ordinary ROS 1 node with topics, a service and a parameter, written
/// with the library ROS1 alone.
@main
struct DemoRobot {
    static func main() async throws {
        let environment = ["ROS_MASTER_URI": CommandLine.arguments.dropFirst().first ?? "http://localhost:11311"]
        var configuration = NodeConfiguration(name: "demo_robot")
        configuration.environment = environment
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let node = try await Node.start(
            configuration, eventLoop: loop, logger: Logger(label: "robot", factory: { _ in SwiftLogNoOpLogHandler() }))

        let chatter = try await node.advertise("/chatter", as: StdMsgs.String.self)
        let temperature = try await node.advertise("/temperature", as: StdMsgs.Float64.self)
        let echo = try await node.advertise("/heard", as: StdMsgs.String.self, latching: true)
        // What the robot is told, it repeats.
        _ = try await node.subscribe("/cmd", as: StdMsgs.String.self) { if let told = try? $0.get() { try? echo.publish(told) } }
        _ = try await node.advertiseService("/add_two_ints", as: RospyTutorials.AddTwoInts.self) { request in
            RospyTutorials.AddTwoInts.Response(sum: request.a &+ request.b)
        }
        _ = try await node.advertiseService("/lamp", as: StdSrvs.SetBool.self) { request in
            guard request.data else { throw ROS1Error(.refused, "the lamp stays on") }
            return StdSrvs.SetBool.Response(success: true, message: "on")
        }
        // The master may come later than the robot.
        while (try? await node.setParameter("/robot_name", "Pharos' demonstration robot")) == nil {
            try await Task.sleep(for: .milliseconds(500))
        }

        for step in 0... {
            try chatter.publish(StdMsgs.String(data: "step \(step)"))
            try temperature.publish(StdMsgs.Float64(data: 20 + 5 * sin(Double(step) / 10)))
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
