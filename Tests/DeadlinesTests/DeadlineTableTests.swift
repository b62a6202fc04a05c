// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Deadlines
import NIOEmbedded
import NIOCore
import Testing

/// One timer for many deadlines: none is missed, none fires twice.
@Suite struct DeadlineTableTests {
    @Test func eachExpiresOnceInOrder() {
        let loop = EmbeddedEventLoop()
        var expired: [UInt64] = []
        let table = DeadlineTable(eventLoop: loop) { expired.append($0) }
        let now = NIODeadline.now()
        table.set(1, now + .milliseconds(-3))
        table.set(2, now + .milliseconds(-5))
        table.set(3, now + .hours(1))
        loop.advanceTime(to: .now() + .seconds(1))
        #expect(expired == [2, 1])
        #expect(table.count == 1)
        loop.advanceTime(to: .now() + .seconds(2))
        #expect(expired == [2, 1])
    }

    @Test func whatEndedInTimeDoesNotExpire() {
        let loop = EmbeddedEventLoop()
        var expired: [UInt64] = []
        let table = DeadlineTable(eventLoop: loop) { expired.append($0) }
        let past = NIODeadline.now() - .milliseconds(1)
        table.set(1, past)
        table.set(2, past)
        table.remove(1)
        loop.advanceTime(to: .now() + .seconds(1))
        #expect(expired == [2])
    }

    @Test func aReplacedDeadlineCounts() {
        let loop = EmbeddedEventLoop()
        var expired: [UInt64] = []
        let table = DeadlineTable(eventLoop: loop) { expired.append($0) }
        table.set(1, .now() - .milliseconds(1))
        table.set(1, .now() + .hours(1))
        loop.advanceTime(to: .now() + .seconds(1))
        #expect(expired.isEmpty)
        #expect(table.count == 1)
    }

    @Test func expiringMayChangeTheTable() {
        let loop = EmbeddedEventLoop()
        var expired: [UInt64] = []
        var table: DeadlineTable?
        table = DeadlineTable(eventLoop: loop) { number in
            expired.append(number)
            if number == 1 {
                table?.remove(2)
                table?.set(3, .now() - .milliseconds(1))
            }
        }
        table?.set(1, .now() - .milliseconds(2))
        table?.set(2, .now() - .milliseconds(1))
        loop.advanceTime(to: .now() + .seconds(1))
        loop.advanceTime(to: .now() + .seconds(2))
        #expect(expired == [1, 3])
    }
}
