// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROS1Transforms
import ROSMessages
import Testing

/// Waiting, limits, and what is refused.
@Suite(.timeLimit(.minutes(5)))
struct TransformBufferTests {
    private func stamped(
        _ parent: String, _ child: String, _ secs: UInt32 = 10, x: Double = 1, _ rotation: Quaternion = .identity
    ) -> StampedTransform {
        StampedTransform(
            parent: parent, child: child, stamp: ROSTime(secs: secs, nsecs: 0),
            transform: Transform(translation: Vector3(x: x, y: 0, z: 0), rotation: rotation))
    }

    private func code(_ body: () throws(TransformError) -> Void) -> TransformError.Code? {
        do { try body() } catch { return error.code }
        return nil
    }

    @Test func `what tf2 refuses is refused`() {
        let buffer = TransformBuffer()
        let nan = Quaternion(x: .nan, y: 0, z: 0, w: 1)
        let long = Quaternion(x: 0, y: 0, z: 0, w: 1.1)
        for wrong in [
            stamped("a", "a"), stamped("", "b"), stamped("a", ""), stamped("a", "b", x: .nan),
            stamped("a", "b", 1, nan),
            stamped("a", "b", 1, long), stamped("a", "/a"),
        ] { #expect(code { () throws(TransformError) in try buffer.insert(wrong) } == .refused) }
        #expect(code { () throws(TransformError) in try buffer.insert(stamped("a", "b", 20)) } == nil)
        #expect(code { () throws(TransformError) in try buffer.insert(stamped("a", "b", 20)) } == .refused)
        #expect(code { () throws(TransformError) in try buffer.insert(stamped("a", "b", 9)) } == .refused)
        #expect(code { () throws(TransformError) in try buffer.insert(stamped("a", "b", 10)) } == nil)
        // What can be taken of several is.
        #expect(
            code { () throws(TransformError) in try buffer.insert([stamped("x", "x"), stamped("a", "c")]) } == .refused)
        #expect(buffer.canTransform("a", "c"))
    }

    @Test func `ten seconds are kept`() throws {
        let buffer = TransformBuffer()
        for second in UInt32(100)...130 { try buffer.insert(stamped("a", "b", second)) }
        #expect(buffer.canTransform("a", "b", at: ROSTime(secs: 120, nsecs: 0)))
        #expect(!buffer.canTransform("a", "b", at: ROSTime(secs: 119, nsecs: 999_999_999)))
        let frame = try #require(buffer.frames.first { $0.name == "b" })
        #expect(frame.parent == "a" && frame.count == 11 && frame.rate == 1)
        buffer.clear()
        #expect(!buffer.canTransform("a", "b"))
    }

    @Test func `a rotation goes the shorter way at even speed`() throws {
        let buffer = TransformBuffer()
        let end = Quaternion(roll: 0, pitch: 0, yaw: 1)
        try buffer.insert(stamped("a", "b", 10, x: 0, .identity))
        // The same rotation, written the other way round.
        try buffer.insert(stamped("a", "b", 12, x: 2, Quaternion(x: -end.x, y: -end.y, z: -end.z, w: -end.w)))
        let middle = try buffer.lookup("a", "b", at: ROSTime(secs: 11, nsecs: 0)).transform
        #expect(abs(middle.translation.x - 1) < 1e-12)
        #expect(abs(middle.rotation.rollPitchYaw.yaw - 0.5) < 1e-12)
        let point = middle.applied(to: Vector3(x: 1, y: 0, z: 0))
        let back = middle.inverse.applied(to: point)
        #expect(abs(back.x - 1) < 1e-12 && abs(back.y) < 1e-12)
    }

    @Test func `frames in a circle and long chains are errors`() throws {
        let buffer = TransformBuffer()
        for (parent, child) in [("a", "b"), ("b", "c"), ("c", "a")] { try buffer.insert(stamped(parent, child)) }
        try buffer.insert(stamped("r", "s"))
        #expect(code { () throws(TransformError) in _ = try buffer.lookup("s", "a") } == .lookup)
        let chain = TransformBuffer()
        for number in 0..<1100 { try chain.insert(stamped("f\(number)", "f\(number + 1)")) }
        #expect(code { () throws(TransformError) in _ = try chain.lookup("f0", "f1100") } == .lookup)
        #expect(try chain.lookup("f0", "f900").transform.translation.x == 900)
    }

    @Test func `frames, history and waiting are bounded`() async throws {
        var configuration = TransformBuffer.Configuration()
        configuration.maximumFrames = 3
        configuration.maximumHistory = 10
        configuration.maximumWaiting = 1
        let buffer = TransformBuffer(configuration)
        try buffer.insert(stamped("a", "b"))
        #expect(code { () throws(TransformError) in try buffer.insert(stamped("c", "d")) } == .limitExceeded)
        let name = String(repeating: "n", count: 5000)
        #expect(code { () throws(TransformError) in try buffer.insert(stamped("a", name)) } == .limitExceeded)
        for number in 0..<100 {
            var next = stamped("a", "b")
            next.stamp.nsecs = UInt32(number + 1)
            try buffer.insert(next)
        }
        #expect(buffer.frames.map(\.count).max() == 10)
        let waiting = Task { try await buffer.lookup("a", "never", deadline: .now() + .seconds(30)) }
        try await Task.sleep(for: .milliseconds(50))
        await #expect(throws: TransformError.self) {
            try await buffer.lookup("a", "nor this", deadline: .now() + .seconds(30))
        }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test func `a lookup waits for what it needs, and no longer than its deadline`() async throws {
        let buffer = TransformBuffer()
        let found = Task {
            try await buffer.lookup("a", "c", at: ROSTime(secs: 15, nsecs: 0), deadline: .now() + .seconds(30))
        }
        try await Task.sleep(for: .milliseconds(20))
        try buffer.insert(stamped("a", "b"), isStatic: true)
        try buffer.insert(stamped("b", "c", 10))
        try buffer.insert(stamped("b", "c", 20, x: 3))
        #expect(try await found.value.transform.translation.x == 3)
        let start = NIODeadline.now()
        await #expect(throws: TransformError.self) {
            try await buffer.lookup("a", "nothing", deadline: .now() + .milliseconds(50))
        }
        #expect(NIODeadline.now() - start < .seconds(5))
        // A name that is wrong is not waited for.
        await #expect(throws: TransformError.self) {
            try await buffer.lookup("/a", "c", deadline: .now() + .seconds(50))
        }
        await #expect(throws: TransformError.self) { try await buffer.lookup("a", "d", deadline: .now() - .seconds(1)) }
    }

    @Test func `lookups from many tasks are all answered`() async throws {
        let buffer = TransformBuffer()
        try await withThrowingTaskGroup(of: Double.self) { group in
            for number in 0..<200 {
                group.addTask {
                    try await buffer.lookup("a", "f\(number)", deadline: .now() + .seconds(30)).transform.translation.x
                }
            }
            for number in 0..<200 { try buffer.insert(stamped("a", "f\(number)", x: Double(number))) }
            var sum = 0.0
            for try await x in group { sum += x }
            #expect(sum == 199 * 100)
        }
    }
}
