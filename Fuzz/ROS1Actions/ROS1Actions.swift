// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import NIOCore
import ROSMessages

@testable import ROS1Actions

/// Messages of actions, and what they make of a server's goals and a client's goal: what is read is written again the
/// same, ends stay ends, lists stay within their limit.
/// Input: messages, one after the other: kind, length, bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzROS1Actions(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        var table = GoalTable(listTime: .seconds(5), limit: 8)
        var machine = GoalMachine(GoalID(id: "a", stamp: ROSTime(secs: 1, nsecs: 0)))
        var time = NIODeadline.uptimeNanoseconds(1_000_000_000)
        let now = ROSTime(secs: 9, nsecs: 0)
        for _ in 0..<64 {
            let kind = input.number(below: 6)
            let message = ByteBuffer(bytes: input.bytes(input.number(below: 96)))
            time = time + .milliseconds(Int64(input.number(below: 2000)))
            switch kind {
            case 0:
                guard let goal = try? ActionWire.goal(message) else { continue }
                let again = must("our own goal cannot be read") {
                    try ActionWire.goal(ActionWire.write(goal.head, goal.body, now: now))
                }
                check(again.head == goal.head && again.body == goal.body, "a goal is another one when read again")
                _ = table.arrived(goal.head, own: GoalID(id: "own", stamp: now), now: now, at: time)
            case 1:
                guard let cancel = try? ActionWire.goalID(of: message) else { continue }
                for goal in table.cancelled(cancel, at: time) {
                    check(table.status(goal.id)?.state.isTerminal == false, "a goal that has ended is to be ended")
                }
            case 2:
                guard let list = try? ActionWire.statuses(message) else { continue }
                let again = must("our own list cannot be read") {
                    try ActionWire.statuses(ActionWire.write(list, now: now))
                }
                check(again == list, "a list is another one when read again")
                let wasDone = machine.state == .done
                let step = machine.listed(list.first)
                check(!wasDone || step.entered.isEmpty, "a goal that is done went on")
            case 3:
                guard let report = try? ActionWire.report(message) else { continue }
                _ = machine.finished(report.head)
                check(machine.state == .done, "a result did not end a goal")
            case 4: _ = machine.cancel()
            default:
                let steps: [GoalTable.Step] = [.accept, .reject, .cancel, .abort, .succeed]
                let listed = table.statuses(at: time)
                check(listed.count <= 8, "more goals are listed than may be")
                guard !listed.isEmpty else { continue }
                let id = listed[input.number(below: listed.count)].goal.id
                let hasEnded = table.status(id)?.state.isTerminal == true
                let after = try? table.take(steps[input.number(below: 5)], id, text: "", at: time)
                check(!hasEnded || after == nil, "an end was no end")
            }
        }
    }
}
