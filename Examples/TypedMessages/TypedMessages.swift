// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import NIOPosix
import Pharos
import ROS1
import StandardMessages

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Typed messages both ways: `typed-messages node [MASTER]` is a ROS 1 node that takes `/imu`, gives `/tilt`, whose type
/// is this target's own, and offers `/switch`; `typed-messages client [ros://HOST:PORT]` watches `/tilt` and uses the
/// switch as a client of Pharos.
@main
struct TypedMessages {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let place = arguments.dropFirst().first
        switch arguments.first {
        case "client": try await client(place ?? "ros:")
        case "offer": try await offer(place ?? "ros:")
        default: try await node(place ?? "http://localhost:11311")
        }
    }

    private static func node(_ master: String) async throws {
        var configuration = NodeConfiguration(name: "tilt_watch")
        configuration.masterURI = master
        let node = try await Node.start(
            configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.next(), logger: Logger(label: "tilt_watch"))
        let tilts = try await node.advertise("tilt", as: ExampleMsgs.Tilt.self, latching: true)
        let isOn = Switch()
        let offer = try await node.advertiseService("switch", as: StdSrvs.SetBool.self) { request in
            await isOn.set(request.data)
            return StdSrvs.SetBool.Response(success: true, message: request.data ? "on" : "off")
        }
        var tilt = ExampleMsgs.Tilt()
        for try await imu in try await node.messages("imu", as: SensorMsgs.Imu.self) {
            guard await isOn.value else { continue }
            tilt.header = imu.header
            let orientation = imu.orientation
            let up = 1 - 2 * (orientation.x * orientation.x + orientation.y * orientation.y)
            tilt.angle = acos(max(-1, min(1, up)))
            tilt.is_leaning = tilt.angle > ExampleMsgs.Tilt.LIMIT
            tilt.accelerations = [imu.linear_acceleration, tilt.accelerations[0], tilt.accelerations[1]]
            try tilts.publish(tilt)
        }
        await offer.cancel()
        await node.shutdown()
    }

    private static func client(_ system: String) async throws {
        try await withPharos { pharos in
            let reply = try await pharos.call("\(system)/switch", as: StdSrvs.SetBool.self, .init(data: true))
            print("switched \(reply.message)")
            for try await tilt in pharos.watch("\(system)/tilt", as: ExampleMsgs.Tilt.self) {
                print("\(tilt.header.seq) \(tilt.angle) \(tilt.is_leaning) \(tilt.accelerations[2].x)")
                if tilt.header.seq >= 5 { break }
            }
        }
    }
}

extension TypedMessages {
    private static func offer(_ system: String) async throws {
        try await withPharos { pharos in
            try await pharos.serving("\(system)/report", as: StdSrvs.Trigger.self) { _ in
                let tilt = try await pharos.read("\(system)/tilt", as: ExampleMsgs.Tilt.self)
                return StdSrvs.Trigger.Response(success: tilt.is_leaning, message: tilt.header.frame_id)
            } body: {
                try await pharos.publishing("\(system)/limit", as: StdMsgs.Float64.self, isLatching: true) { limit in
                    try await limit.publish(StdMsgs.Float64(data: ExampleMsgs.Tilt.LIMIT))
                    while true { try await Task.sleep(for: .seconds(60)) }
                }
            }
        }
    }
}

/// Whether tilts are published.
private actor Switch {
    private(set) var value = true
    func set(_ value: Bool) { self.value = value }
}
