// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages
import Testing

@testable import ROS1Actions

/// The server's rules, without sockets and without waiting.
struct GoalTableTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
    private let now = ROSTime(secs: 100, nsecs: 0)

    private func table(limit: Int = 100) -> GoalTable { GoalTable(listTime: .seconds(5), limit: limit) }

    private func goal(_ id: String, _ secs: UInt32 = 50) -> GoalID {
        GoalID(id: id, stamp: ROSTime(secs: secs, nsecs: 0))
    }

    private func arrive(_ table: inout GoalTable, _ id: GoalID, after seconds: Int64 = 0) -> GoalTable.Arrival {
        table.arrived(id, own: goal("own"), now: now, at: start + .seconds(seconds))
    }

    @Test func `a goal is accepted, succeeds, and is listed for five seconds more`() throws {
        var table = table()
        #expect(arrive(&table, goal("a")) == .new(goal("a")))
        #expect(arrive(&table, goal("a")) == .known)
        #expect(try table.take(.accept, "a", text: "on", at: start).state == .active)
        #expect(try table.take(.succeed, "a", text: "", at: start).state == .succeeded)
        #expect(table.statuses(at: start + .seconds(5)).map(\.goal.id) == ["a"])
        #expect(table.statuses(at: start + .milliseconds(5001)).isEmpty)
        #expect(arrive(&table, goal("a"), after: 6) == .new(goal("a")))
    }

    @Test func `steps lead where actionlib has them lead, and nowhere else`() throws {
        let steps: [(GoalTable.Step, [GoalStatus.State: GoalStatus.State])] = [
            (.accept, [.pending: .active, .recalling: .preempting]),
            (.reject, [.pending: .rejected, .recalling: .rejected]),
            (.cancel, [.pending: .recalled, .recalling: .recalled, .active: .preempted, .preempting: .preempted]),
            (.abort, [.active: .aborted, .preempting: .aborted]),
            (.succeed, [.active: .succeeded, .preempting: .succeeded]),
        ]
        for (step, expected) in steps {
            for from: GoalStatus.State in [.pending, .recalling, .active, .preempting, .succeeded] {
                var table = table()
                _ = arrive(&table, goal("a"))
                if [.active, .preempting, .succeeded].contains(from) {
                    _ = try table.take(.accept, "a", text: "", at: start)
                }
                if [.recalling, .preempting].contains(from) {
                    #expect(table.cancelled(goal("a", 0), at: start).count == 1)
                }
                if from == .succeeded { _ = try table.take(.succeed, "a", text: "", at: start) }
                #expect(table.status("a")?.state == from)
                if let to = expected[from] {
                    #expect(try table.take(step, "a", text: "why", at: start).state == to)
                    #expect(table.status("a")?.text == "why")
                } else {
                    #expect(throws: ActionError.self) { try table.take(step, "a", text: "", at: start) }
                    #expect(table.status("a")?.state == from)
                }
            }
        }
        var table = table()
        #expect(throws: ActionError.self) { try table.take(.accept, "nothing", text: "", at: start) }
    }

    @Test func `one goal, all goals, and those up to a moment are cancelled`() {
        var table = table()
        for (id, stamp) in [("a", 10), ("b", 20), ("c", 30)] { _ = arrive(&table, goal(id, UInt32(stamp))) }
        #expect(table.cancelled(goal("b", 0), at: start).map(\.id) == ["b"])
        #expect(table.cancelled(goal("b", 0), at: start).isEmpty)
        #expect(table.cancelled(goal("", 10), at: start).map(\.id) == ["a"])
        #expect(table.cancelled(goal("", 0), at: start).map(\.id) == ["c"])
        // What comes later with such a stamp is cancelled too.
        #expect(arrive(&table, goal("late", 9)) != .new(goal("late", 9)))
        #expect(table.status("late")?.state == .recalled)
        #expect(arrive(&table, goal("later", 11)) == .new(goal("later", 11)))
    }

    @Test func `a cancellation that comes before its goal recalls it`() {
        var table = table()
        #expect(table.cancelled(goal("a", 0), at: start).isEmpty)
        #expect(table.status("a")?.state == .recalling)
        guard case .cancelled(let status) = arrive(&table, goal("a")) else {
            Issue.record("the goal was taken")
            return
        }
        #expect(status.state == .recalled)
        #expect(arrive(&table, goal("a")) == .known)
        #expect(table.statuses(at: start + .seconds(6)).isEmpty)
    }

    @Test func `names and times that are missing are given, what is too much is refused`() {
        var table = table(limit: 2)
        #expect(
            arrive(&table, GoalID(id: "", stamp: ROSTime(secs: 0, nsecs: 0))) == .new(GoalID(id: "own", stamp: now)))
        #expect(arrive(&table, goal(String(repeating: "x", count: 5000))) == .known)
        #expect(arrive(&table, goal("b")) == .new(goal("b")))
        guard case .refused(let status) = arrive(&table, goal("c")) else {
            Issue.record("a third goal was taken")
            return
        }
        #expect(status.state == .rejected)
        #expect(table.cancelled(goal("d", 0), at: start).isEmpty)
        #expect(table.statuses(at: start).count == 2)
    }
}
