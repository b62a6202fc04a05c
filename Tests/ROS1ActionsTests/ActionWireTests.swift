// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages
import Testing

@testable import ROS1Actions

/// The messages around goals, beside the general codec, and bytes that are none.
struct ActionWireTests {
    private let schema: ActionSchema
    private let encoder = MessageEncoder(now: { ROSTime(secs: 7, nsecs: 8) })

    init() throws { schema = try testAction() }

    @Test func `the types have actionlib's fingerprints`() throws {
        // As `rosmsg md5` prints them.
        #expect(schema.actionGoal.md5 == "348369c5b403676156094e8c159720bf")
        #expect(schema.actionResult.md5 == "3d669e3a63aa986c667ea7b0f46ce85e")
        #expect(schema.actionFeedback.md5 == "6d3d0bf7fb3dda24779c010a9f3eb7cb")
        #expect(try ActionlibMessages.goalID().md5 == "302881f31927c1df708a2dbab0e80ee8")
        #expect(try ActionlibMessages.statusArray().md5 == "8b2b82f13216d0a8ea88bd3af735e619")
    }

    @Test func `what is written is what the general codec reads`() throws {
        let id = GoalID(id: "/n-1-2.3", stamp: ROSTime(secs: 1, nsecs: 2))
        let status = GoalStatus(goal: id, state: .preempting, text: "wörds")
        let now = ROSTime(secs: 5, nsecs: 6)
        let body = try encoder.bytes(["goal": 42], as: schema.goal)
        let goal = try MessageDecoder.value(ActionWire.write(id, body, now: now), as: schema.actionGoal)
        #expect(goal.goal.goal == 42 && goal.goal_id.id == "/n-1-2.3" && goal.header.stamp == .time(now))
        let result = try MessageDecoder.value(ActionWire.write(status, body, now: now), as: schema.actionResult)
        #expect(result.result.result == 42 && result.status.status == 6 && result.status.text == "wörds")
        let list = try MessageDecoder.value(
            ActionWire.write([status, status], now: now), as: try ActionlibMessages.statusArray())
        #expect(list.status_list.count == 2 && list.status_list[1].goal_id.stamp == .time(id.stamp))
        #expect(try ActionWire.statuses(ActionWire.write([status, status], now: now)) == [status, status])
        #expect(try ActionWire.goalID(of: ActionWire.write(id)) == id)
        let framed = try ActionWire.report(ActionWire.write(status, body, now: now))
        #expect(framed.head == status && framed.body == body)
    }

    @Test func `what is no message is refused`() throws {
        let status = GoalStatus(
            goal: GoalID(id: "abc", stamp: ROSTime(secs: 1, nsecs: 2)), state: .active, text: "text")
        let whole = ActionWire.write([status, status], now: ROSTime(secs: 1, nsecs: 1))
        for length in 0..<whole.readableBytes {
            #expect(throws: ActionError.self) {
                try ActionWire.statuses(try #require(whole.getSlice(at: 0, length: length)))
            }
        }
        var endless = ByteBuffer(repeating: 0, count: 16)
        endless.writeInteger(UInt32.max, endianness: .little)
        #expect(throws: ActionError.self) { try ActionWire.statuses(endless) }
        var random = SeededRandom(20_260_101)
        for _ in 0..<20_000 {
            var bytes = ByteBuffer(bytes: random.bytes(Int(random.next() % 64)))
            if random.next() % 2 == 0 {
                bytes = whole
                bytes.setInteger(
                    UInt8(truncatingIfNeeded: random.next()), at: Int(random.next() % UInt64(whole.readableBytes)))
            }
            _ = try? ActionWire.statuses(bytes)
            _ = try? ActionWire.goal(bytes)
            _ = try? ActionWire.report(bytes)
            _ = try? ActionWire.goalID(of: bytes)
        }
    }

    @Test func `a type that is no action is refused`() throws {
        let name = try MessageName("a/Odd")
        #expect(throws: MessageError.self) {
            try ActionSchema(name: name) { _ throws(MessageError) in "int32 x" }
        }
        #expect(throws: MessageError.self) {
            try ActionSchema(name: name, text: "int32 x\n---\nint32 y") { _ throws(MessageError) in "" }
        }
    }
}
