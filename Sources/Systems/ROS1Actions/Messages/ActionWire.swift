// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages

/// The messages of the five topics as bytes. Goal, result and feedback stand last in theirs, which is why they are cut
/// off and put on as they are, whoever encodes them.
enum ActionWire {
    /// A goal, result or feedback with what stands before it.
    struct Framed<Head> {
        var head: Head
        var body: ByteBuffer
    }

    /// Reads a `…ActionGoal`.
    static func goal(_ bytes: ByteBuffer) throws(ActionError) -> Framed<GoalID> {
        var bytes = bytes
        try skipHeader(&bytes)
        return Framed(head: try goalID(&bytes), body: bytes)
    }

    /// Reads a `…ActionResult` or `…ActionFeedback`.
    static func report(_ bytes: ByteBuffer) throws(ActionError) -> Framed<GoalStatus> {
        var bytes = bytes
        try skipHeader(&bytes)
        return Framed(head: try status(&bytes), body: bytes)
    }

    /// Reads an actionlib_msgs/GoalID.
    static func goalID(of bytes: ByteBuffer) throws(ActionError) -> GoalID {
        var bytes = bytes
        return try goalID(&bytes)
    }

    /// Reads an actionlib_msgs/GoalStatusArray.
    static func statuses(_ bytes: ByteBuffer) throws(ActionError) -> [GoalStatus] {
        var bytes = bytes
        try skipHeader(&bytes)
        let count = try number(&bytes)
        // Time, two lengths and a number each: a list cannot be longer than its bytes allow.
        guard Int(count) <= bytes.readableBytes / 17 else {
            throw ActionError(.malformed, "a list of \(count) goals in \(bytes.readableBytes) bytes is no status")
        }
        var statuses: [GoalStatus] = []
        statuses.reserveCapacity(Int(count))
        for _ in 0..<count { statuses.append(try status(&bytes)) }
        return statuses
    }

    /// Writes a `…ActionGoal`.
    static func write(_ goal: GoalID, _ body: ByteBuffer, now: ROSTime) -> ByteBuffer {
        var bytes = header(now, room: 16 + goal.id.utf8.count + body.readableBytes)
        write(goal, &bytes)
        bytes.writeImmutableBuffer(body)
        return bytes
    }

    /// Writes a `…ActionResult` or `…ActionFeedback`.
    static func write(_ status: GoalStatus, _ body: ByteBuffer, now: ROSTime) -> ByteBuffer {
        var bytes = header(
            now, room: 32 + status.goal.id.utf8.count + status.text.utf8.count + body.readableBytes)
        write(status, &bytes)
        bytes.writeImmutableBuffer(body)
        return bytes
    }

    /// Writes an actionlib_msgs/GoalID.
    static func write(_ goal: GoalID) -> ByteBuffer {
        var bytes = ByteBuffer()
        write(goal, &bytes)
        return bytes
    }

    /// Writes an actionlib_msgs/GoalStatusArray.
    static func write(_ statuses: [GoalStatus], now: ROSTime) -> ByteBuffer {
        var bytes = header(now, room: 4 + 64 * statuses.count)
        bytes.writeInteger(UInt32(clamping: statuses.count), endianness: .little)
        for status in statuses { write(status, &bytes) }
        return bytes
    }

    // MARK: Parts

    private static func header(_ now: ROSTime, room: Int) -> ByteBuffer {
        var bytes = ByteBufferAllocator().buffer(capacity: 16 + room)
        bytes.writeInteger(UInt32(0))
        write(now, &bytes)
        bytes.writeInteger(UInt32(0))
        return bytes
    }

    private static func write(_ time: ROSTime, _ bytes: inout ByteBuffer) {
        bytes.writeInteger(time.secs, endianness: .little)
        bytes.writeInteger(time.nsecs, endianness: .little)
    }

    private static func write(_ text: String, _ bytes: inout ByteBuffer) {
        bytes.writeInteger(UInt32(clamping: text.utf8.count), endianness: .little)
        bytes.writeString(text)
    }

    private static func write(_ goal: GoalID, _ bytes: inout ByteBuffer) {
        write(goal.stamp, &bytes)
        write(goal.id, &bytes)
    }

    private static func write(_ status: GoalStatus, _ bytes: inout ByteBuffer) {
        write(status.goal, &bytes)
        bytes.writeInteger(status.state.rawValue)
        write(status.text, &bytes)
    }

    private static func skipHeader(_ bytes: inout ByteBuffer) throws(ActionError) {
        _ = try number(&bytes)
        _ = try time(&bytes)
        _ = try text(&bytes)
    }

    private static func goalID(_ bytes: inout ByteBuffer) throws(ActionError) -> GoalID {
        let stamp = try time(&bytes)
        return GoalID(id: try text(&bytes), stamp: stamp)
    }

    private static func status(_ bytes: inout ByteBuffer) throws(ActionError) -> GoalStatus {
        let goal = try goalID(&bytes)
        guard let state = bytes.readInteger(as: UInt8.self) else { throw tooShort(bytes) }
        return GoalStatus(goal: goal, state: GoalStatus.State(rawValue: state), text: try text(&bytes))
    }

    private static func number(_ bytes: inout ByteBuffer) throws(ActionError) -> UInt32 {
        guard let number = bytes.readInteger(endianness: .little, as: UInt32.self) else { throw tooShort(bytes) }
        return number
    }

    private static func time(_ bytes: inout ByteBuffer) throws(ActionError) -> ROSTime {
        ROSTime(secs: try number(&bytes), nsecs: try number(&bytes))
    }

    private static func text(_ bytes: inout ByteBuffer) throws(ActionError) -> String {
        let length = try number(&bytes)
        guard let text = bytes.readString(length: Int(length)) else { throw tooShort(bytes) }
        return text
    }

    private static func tooShort(_ bytes: ByteBuffer) -> ActionError {
        ActionError(.malformed, "a message of an action ends before its fields do (at byte \(bytes.readerIndex))")
    }
}
