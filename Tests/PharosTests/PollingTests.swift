// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import Pharos
import Testing

/// Systems without events are asked: once a period however many listen, and not at all when nobody does.
@Suite(.serialized) struct PollingTests {
    @Test func oneReadServesAllListeners() async throws {
        try await withEmbedded { pharos in
            let attribute = try pharos.attribute("counted:/shared")
            let seen = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        var values: [Int] = []
                        for try await event in attribute.events(every: .milliseconds(20)) {
                            guard let value = try event.reading?.value().int else { continue }
                            values.append(value)
                            if value >= 20 { break }
                        }
                        return values
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            // Each listener saw a run of values without holes: nobody had reads of its own.
            for values in seen { #expect(zip(values, values.dropFirst()).allSatisfy { $1 == $0 + 1 }, "\(values)") }
            try await Task.sleep(for: .milliseconds(100))
            let after = CountedInterface.count("/shared")
            try await Task.sleep(for: .milliseconds(200))
            #expect(CountedInterface.count("/shared") == after, "it was asked though nobody listened")
        }
    }

    @Test func theSameValueIsPeriodic() async throws {
        try await withEmbedded { pharos in
            var kinds: [String] = []
            for try await event in try pharos.attribute("counted:/same").events(every: .milliseconds(10)) {
                switch event {
                case .change: kinds.append("change")
                case .periodic: kinds.append("periodic")
                default: continue
                }
                if kinds.count == 3 { break }
            }
            #expect(kinds == ["change", "periodic", "periodic"])
        }
    }

    @Test func anErrorIsToldOnceAndValuesFollow() async throws {
        try await withEmbedded { pharos in
            CountedInterface.isBroken.withLockedValue { $0 = true }
            var kinds: [String] = []
            for try await event in try pharos.attribute("counted:/fail").events(every: .milliseconds(10)) {
                switch event {
                case .error(let error):
                    #expect(error.code == .systemUnreachable && error.message == "unplugged")
                    kinds.append("error")
                    try await Task.sleep(for: .milliseconds(60))
                    CountedInterface.isBroken.withLockedValue { $0 = false }
                case .change: kinds.append("change")
                default: continue
                }
                if kinds.count == 2 { break }
            }
            #expect(kinds == ["error", "change"])
        }
    }

    @Test func aSlowSystemHoldsUpNobody() async throws {
        try await withEmbedded { pharos in
            let slow = Task {
                for try await _ in pharos.watch("counted:/hang", pollPeriod: .milliseconds(10)) {}
            }
            var count = 0
            for try await _ in pharos.watch("counted:/quick", pollPeriod: .milliseconds(10)) {
                count += 1
                if count == 10 { break }
            }
            slow.cancel()
            #expect(await code { _ = try await pharos.read("counted:/hang", timeout: .milliseconds(50)) } == .deadlineExceeded)
        }
    }

    @Test func randomExpressionsArePolledWhileSomebodyListens() async throws {
        try await withEmbedded { pharos in
            var values: Set<Double> = []
            for try await sample in pharos.watch("eval:rand()", pollPeriod: .milliseconds(10)) {
                values.insert(try sample.value().double ?? -1)
                #expect(sample.isPolled)
                if values.count == 5 { break }
            }
        }
    }
}
