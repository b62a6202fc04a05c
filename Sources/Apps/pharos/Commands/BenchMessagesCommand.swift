// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import NIOCore
import Pharos
import StandardMessages

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `pharos bench messages`: nanoseconds of processor time to encode and decode, beside Benchmarks/Peers/cpp/messages.cpp
/// and py/messages.py.
struct BenchMessagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "messages")

    @Option var milliseconds = 200

    func run() throws {
        let imu = SensorMsgs.Imu(header: StdMsgs.Header(seq: 1, frame_id: "imu_link"))
        let odometry = NavMsgs.Odometry(header: StdMsgs.Header(frame_id: "odom"), child_frame_id: "base_link")
        let names = ["x", "y", "z", "intensity"]
        let cloud = SensorMsgs.PointCloud2(
            header: StdMsgs.Header(frame_id: "lidar"), height: 1, width: 65536,
            fields: names.enumerated().map { place, name in
                SensorMsgs.PointField(
                    name: name, offset: UInt32(4 * place), datatype: SensorMsgs.PointField.FLOAT32, count: 1)
            }, point_step: 16, row_step: 1 << 20, data: ByteBuffer(repeating: 0, count: 1 << 20))
        let bytes = try imu.encoded()
        let schema = try SensorMsgs.Imu.schema()
        let sample = Sample(Payload(bytes, as: Schema(encoding: .ros1, message: schema)))
        Output.json([
            "imu_ns": .double(try both(imu)), "odometry_ns": .double(try both(odometry)),
            "cloud_ns": .double(try both(cloud)),
            "field_ns": .double(measure { sample.linear_acceleration.x.double == 0 }),
            "view_ns": .double(measure { MessageView(bytes, as: schema).linear_acceleration?.x?.double == 0 }),
            "dynamic_ns": .double(try measure { try MessageDecoder.value(bytes, as: schema).count > 0 }),
        ])
    }

    /// A message into bytes of its own, and those into another message.
    private func both<Message: ROSMessage>(_ message: Message) throws -> Double {
        try measure { try Message(decoding: message.encoded()).encodedSize > 0 }
    }

    /// The median of many short runs, so that what else the machine does counts little.
    private func measure(_ body: () throws -> Bool) rethrows -> Double {
        var times: [Double] = []
        let end = now + Double(milliseconds) * 1e6
        var batch = 1
        while now < end || times.count < 5 {
            let start = now
            for _ in 0..<batch { guard try body() else { return .nan } }
            let elapsed = now - start
            // The first runs find how many make a tenth of a millisecond.
            if elapsed < 1e5, batch < 1 << 20 { batch *= 2 } else { times.append(elapsed / Double(batch)) }
        }
        return times.sorted()[times.count / 2]
    }

    private var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
}
