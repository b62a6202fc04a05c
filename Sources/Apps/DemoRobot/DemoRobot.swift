// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import NIOPosix
import ROS1
import ROSMessages
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

        let chatter = try await node.advertise("/chatter", as: try message("std_msgs/String"))
        let temperature = try await node.advertise("/temperature", as: try message("std_msgs/Float64"))
        let echo = try await node.advertise("/heard", as: try message("std_msgs/String"), latching: true)
        // What the robot is told, it repeats.
        _ = try await node.subscribe("/cmd", as: try message("std_msgs/String")) { echo.publish($0.bytes) }
        let addition = try ServiceSchema(
            name: MessageName(package: "rospy_tutorials", name: "AddTwoInts"),
            text: try StandardDefinitions.text(ofService: try MessageName("rospy_tutorials/AddTwoInts"))
        ) { name throws(MessageError) in try StandardDefinitions.text(of: name) }
        _ = try await node.advertiseService("/add_two_ints", as: addition) { request, _ in
            let values = try MessageDecoder.value(request, as: addition.request)
            let sum = (values.a.int ?? 0) &+ (values.b.int ?? 0)
            return try encoder.bytes(["sum": Value(sum)], as: addition.response)
        }
        let switching = try ServiceSchema(
            name: MessageName(package: "std_srvs", name: "SetBool"),
            text: try StandardDefinitions.text(ofService: try MessageName("std_srvs/SetBool"))
        ) { name throws(MessageError) in try StandardDefinitions.text(of: name) }
        _ = try await node.advertiseService("/lamp", as: switching) { request, caller in
            guard let isOn = try MessageDecoder.value(request, as: switching.request).data.bool, isOn else {
                throw ROS1Error(.refused, "the lamp stays on")
            }
            return try encoder.bytes(["success": true, "message": .string("on for \(caller)")], as: switching.response)
        }
        // The master may come later than the robot.
        while (try? await node.setParameter("/robot_name", "Pharos' demonstration robot")) == nil {
            try await Task.sleep(for: .milliseconds(500))
        }

        for step in 0... {
            chatter.publish(try encoder.bytes(["data": .string("step \(step)")], as: chatter.schema))
            let degrees = 20 + 5 * sin(Double(step) / 10)
            temperature.publish(try encoder.bytes(["data": .double(degrees)], as: temperature.schema))
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private static let encoder = MessageEncoder(now: { ROSTime(secs: 0, nsecs: 0) })

    private static func message(_ type: String) throws -> MessageSchema {
        try MessageSchema.resolve(try MessageName(type)) { name throws(MessageError) in
            try StandardDefinitions.text(of: name)
        }
    }
}
