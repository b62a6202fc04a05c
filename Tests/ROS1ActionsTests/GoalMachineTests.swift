// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import ROSMessages
import Testing

@testable import ROS1Actions

/// The client's state machine beside actionlib's: Resources/ClientStates.json holds what Debian's python3-actionlib
/// 1.13.2 made of random sequences of lists, gaps, cancellations and results.
struct GoalMachineTests {
    private let goal = GoalID(id: "g", stamp: ROSTime(secs: 1, nsecs: 0))

    private func recorded() throws -> [Value] {
        let url = try #require(
            Bundle.module.url(forResource: "ClientStates", withExtension: "json", subdirectory: "Resources"))
        return try #require(try JSONReader().value(Array(try Data(contentsOf: url))).array)
    }

    @Test func `every transition is actionlib's`() throws {
        let sequences = try recorded()
        #expect(sequences.count == 600)
        for sequence in sequences {
            var machine = GoalMachine(goal)
            for step in sequence.array ?? [] {
                let number = UInt8(clamping: step[1].int ?? 0)
                let status = GoalStatus(goal: goal, state: GoalStatus.State(rawValue: number))
                let entered =
                    switch step[0].string {
                    case "list": machine.listed(status).entered
                    case "miss": machine.listed(nil).entered
                    case "cancel": machine.cancel().step.entered
                    default: machine.finished(status).entered
                    }
                #expect(entered.map(\.rawValue) == (step[2].array ?? []).map { $0.string ?? "" }, "\(sequence)")
                #expect(machine.state.rawValue == step[3].string, "\(sequence)")
                #expect(Int(machine.status.state.rawValue) == step[4].int, "\(sequence)")
            }
        }
    }

    @Test func `a goal that is cancelled before it is listed is not lost`() {
        var machine = GoalMachine(goal)
        let cancelled = machine.cancel()
        #expect(cancelled.step.entered == [.waitingForCancelAck] && cancelled.mustTell)
        #expect(machine.listed(nil).entered.isEmpty)
        #expect(machine.state == .waitingForCancelAck)
        #expect(machine.listed(GoalStatus(goal: goal, state: .recalled)).entered == [.recalling, .waitingForResult])
        #expect(machine.finished(GoalStatus(goal: goal, state: .recalled)).entered == [.done])
        #expect(!machine.cancel().mustTell)
        #expect(machine.finished(GoalStatus(goal: goal, state: .succeeded)).problem != nil)
        #expect(machine.status.state == .recalled)
    }
}
