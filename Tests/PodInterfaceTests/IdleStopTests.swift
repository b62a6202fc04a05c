// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOPosix
import Testing

@testable import PodInterface

@Suite struct IdleStopTests {
    private let stops = NIOLockedValueBox(0)

    private func idle(after limit: Duration?) -> IdleStop {
        IdleStop(after: limit, on: MultiThreadedEventLoopGroup.singleton.any()) { [stops] in
            stops.withLockedValue { $0 += 1 }
        }
    }

    private var count: Int { stops.withLockedValue { $0 } }

    private func isSoon(_ condition: () -> Bool) async throws -> Bool {
        for _ in 0..<500 {
            if condition() { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    @Test func nobodyIsStoppedWhoIsUsed() async throws {
        let idle = idle(after: .milliseconds(20))
        await idle.using {}
        try await idle.using {
            // The timer of the first use comes and goes.
            try await Task.sleep(for: .milliseconds(200))
            #expect(count == 0)
        }
        #expect(try await isSoon { count == 1 })
        await idle.using {}
        #expect(try await isSoon { count == 2 })
    }

    @Test func aFailureIsAUse() async throws {
        let idle = idle(after: .milliseconds(1))
        await #expect(throws: CancellationError.self) { try await idle.using { throw CancellationError() } }
        #expect(try await isSoon { count == 1 })
    }

    @Test func withoutALimitItStays() async throws {
        let idle = idle(after: nil)
        await idle.using {}
        try await Task.sleep(for: .milliseconds(50))
        #expect(count == 0)
    }
}
