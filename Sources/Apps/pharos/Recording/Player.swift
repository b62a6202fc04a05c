// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import Pharos
import ROSMessages
import RosBag

/// Plays the messages of a bag at the times at which they were received, through publishers that are open already.
struct Player: Sendable {
    struct Options: Sendable {
        /// Bag seconds in a second.
        var rate = 1.0
        /// Clock messages a second; `nil`: none.
        var clockRate: Double?
        var from: ROSTime
        var to: ROSTime
        var isLooping = false
    }

    let reader: BagReader
    let options: Options
    let publishers: [UInt32: TopicPublisher]
    let clock: TopicPublisher?
    let state: PlayState

    func run() async throws {
        repeat {
            try await state.begin(at: options.from)
            // A bag of which nothing is played has no end to begin again at.
            guard try await once() else { return }
        } while options.isLooping && !Task.isCancelled
    }

    /// - Returns: whether there was a message.
    private func once() async throws -> Bool {
        var isEmpty = true
        var messages = reader.messages(from: options.from, to: options.to) { publishers[$0.id] != nil }
        while let message = try messages.next() {
            guard let publisher = publishers[message.connection] else { continue }
            isEmpty = false
            try await wait(until: message.time)
            if try await send(message.bytes, to: publisher) {
                await state.published(message.bytes.readableBytes)
            } else {
                await state.lost()
            }
        }
        return !isEmpty
    }

    /// While it waits, the clock goes on; a pause moves the message's time.
    private func wait(until moment: ROSTime) async throws {
        var pause = await state.pause(until: moment)
        while let left = pause {
            try await Task.sleep(for: left)
            pause = await state.pause(until: moment)
        }
        try Task.checkCancellation()
    }

    /// - Returns: whether it went out; not when the node died: that is started again and takes the next.
    private func send(_ bytes: ByteBuffer, to publisher: TopicPublisher) async throws -> Bool {
        do throws(PharosError) {
            try await publisher.publish(bytes)
            return true
        } catch {
            guard error.code == .nodeDied else { throw error }
            return false
        }
    }

    /// Publishes the bag's time, as often as was asked for.
    func runClock() async throws {
        guard let clock, let rate = options.clockRate else { return }
        let pause = Duration.nanoseconds(Int64(max(1e9 / rate, 100_000)))
        var next = ContinuousClock.now
        while true {
            let time = await state.time
            var bytes = ByteBuffer()
            bytes.writeMultipleIntegers(time.secs, time.nsecs, endianness: .little)
            _ = try await send(bytes, to: clock)
            next = max(next + pause, .now - pause)
            try await Task.sleep(until: next, clock: .continuous)
        }
    }
}

/// The place in the bag's time: runs at a rate, stands still in a pause.
actor PlayState {
    private let rate: Double
    private let last: ROSTime
    private var start: ROSTime
    private var startedAt = ContinuousClock.now
    /// Since when it stands still.
    private var pausedAt: ContinuousClock.Instant?
    private var steps = 0
    private(set) var messages = 0
    private(set) var bytes = 0
    private(set) var lostMessages = 0
    /// How late the latest message went out at most.
    private(set) var delay = Duration.zero

    init(rate: Double, start: ROSTime, last: ROSTime, isPaused: Bool) {
        self.rate = rate
        self.start = start
        self.last = last
        if isPaused { pausedAt = startedAt }
    }

    /// The bag's time begins here, now.
    func begin(at time: ROSTime) throws {
        try Task.checkCancellation()
        start = time
        startedAt = .now
        if pausedAt != nil { pausedAt = startedAt }
    }

    /// The bag's time, not beyond its end.
    var time: ROSTime { ROSTime(nanoseconds: min(start.nanoseconds + elapsed, last.nanoseconds)) }

    var isPaused: Bool { pausedAt != nil }

    /// Bag nanoseconds since the beginning.
    private var elapsed: Int64 {
        let (seconds, attoseconds) = ((pausedAt ?? .now) - startedAt).components
        return Int64(min(max((Double(seconds) + Double(attoseconds) / 1e18) * rate * 1e9, 0), 9e18))
    }

    /// How long to wait for a moment of the bag; `nil`: it has come. In a pause it is asked again soon.
    func pause(until moment: ROSTime) -> Duration? {
        if pausedAt != nil {
            if steps == 0 { return .milliseconds(20) }
            steps -= 1
            // The pause goes on at the time of this message.
            let ahead = Double(moment.nanoseconds - time.nanoseconds) / rate
            if ahead > 0 { startedAt -= .nanoseconds(Int64(min(ahead, 9e18))) }
            return nil
        }
        let rest = Double(moment.nanoseconds - start.nanoseconds - elapsed) / rate
        guard rest > 0 else {
            delay = max(delay, .nanoseconds(Int64(min(-rest, 9e18))))
            return nil
        }
        // In pieces, so that a pause is noticed.
        return .nanoseconds(Int64(min(rest, 100_000_000)))
    }

    func published(_ size: Int) {
        messages += 1
        bytes += size
    }

    func lost() { lostMessages += 1 }

    func toggle() {
        guard let since = pausedAt else {
            pausedAt = .now
            return
        }
        startedAt += .now - since
        pausedAt = nil
    }

    func step() { if pausedAt != nil { steps += 1 } }

    /// How far it is, in a line.
    func progress(from: ROSTime) -> String {
        func seconds(_ nanoseconds: Int64) -> String { MessageFile.rounded(Double(nanoseconds) / 1e9) }
        let (done, all) = (seconds(time.nanoseconds - from.nanoseconds), seconds(last.nanoseconds - from.nanoseconds))
        return "\(done) of \(all) s, \(messages) messages, \(MessageFile.size(bytes))\(isPaused ? ", PAUSED" : "")"
    }
}
