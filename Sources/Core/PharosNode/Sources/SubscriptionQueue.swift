// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import DequeModule
import NIOCore
import PharosModel
import PharosWire

/// A sample on its way to all who listen, and while it waits for credit: one object however many they are. Confined to
/// the node's event loop, which is what makes it `Sendable`.
final class QueuedSample: @unchecked Sendable {
    let sequence: UInt64
    let timestamp: Timestamp
    let quality: Quality
    let encoding: Encoding
    let schema: UInt32
    let bytes: ByteBuffer
    let unit: String?
    let setpoint: ByteBuffer?
    let isPolled: Bool
    /// Its frame, once a session has sent it that can share it with others.
    var place: SampleRun.Place?

    /// A sample as it goes out, with the number of its type.
    init(_ sample: SourceSample, sequence: UInt64, schema: UInt32, isPolled: Bool = false) {
        self.sequence = sequence
        timestamp = sample.timestamp
        quality = sample.quality
        encoding = sample.payload.encoding
        self.schema = schema
        bytes = sample.payload.bytes
        unit = sample.unit
        setpoint = sample.setpoint?.bytes
        self.isPolled = isPolled
    }

    /// The memory that it holds.
    var size: Int { bytes.readableBytes + (setpoint?.readableBytes ?? 0) }
}

/// One subscription's bounded queue and credit: no socket, no clock. Samples leave only on credit, so that what a
/// reader gets is as fresh as its policy promises and not what sat in socket buffers.
struct SubscriptionQueue {
    let policy: QueuePolicy
    /// Bytes that may wait beside the sample limit; a single larger sample may wait alone.
    let byteLimit: Int
    private var waiting = Deque<QueuedSample>()
    private(set) var waitingBytes = 0
    private var creditSamples: UInt64
    private var creditBytes: UInt64
    private var droppedSinceSent: UInt32 = 0
    private(set) var droppedInAll: UInt64 = 0

    init(policy: QueuePolicy, credit: Credit, byteLimit: Int = 64 << 20) {
        self.policy = policy
        self.byteLimit = byteLimit
        creditSamples = UInt64(credit.samples)
        creditBytes = credit.bytes
    }

    var waitingSamples: Int { waiting.count }

    mutating func grant(_ credit: Credit) {
        creditSamples = min(creditSamples + UInt64(credit.samples), UInt64(UInt32.max))
        creditBytes = creditBytes.addingReportingOverflow(credit.bytes).overflow
            ? UInt64.max : creditBytes + credit.bytes
    }

    /// Lets a new sample go past the empty queue when it may be sent at once: the number dropped since the one before, or
    /// `nil` when it has to wait.
    mutating func pass(_ sample: QueuedSample, isWritable: Bool) -> UInt32? {
        guard waiting.isEmpty, isWritable, creditSamples > 0, creditBytes > 0 else { return nil }
        return pay(sample.size)
    }

    /// Takes a new sample; call ``next(isWritable:)`` afterwards.
    mutating func offer(_ sample: QueuedSample) {
        let size = sample.size
        let isFull = waiting.count >= policy.limit || (!waiting.isEmpty && waitingBytes + size > byteLimit)
        if isFull {
            switch policy {
            case .all:
                countDrop()
                return
            case .latest, .dropOldest:
                while !waiting.isEmpty, waiting.count >= policy.limit || waitingBytes + size > byteLimit {
                    waitingBytes -= waiting.removeFirst().size
                    countDrop()
                }
            }
        }
        waiting.append(sample)
        waitingBytes += size
    }

    /// The next sample that may be sent, with the number dropped since the one before.
    mutating func next(isWritable: Bool) -> (sample: QueuedSample, dropped: UInt32)? {
        guard isWritable, creditSamples > 0, creditBytes > 0, let sample = waiting.popFirst() else { return nil }
        let size = sample.size
        waitingBytes -= size
        return (sample, pay(size))
    }

    /// Takes a sample's credit; gives the number dropped before it.
    private mutating func pay(_ size: Int) -> UInt32 {
        creditSamples -= 1
        creditBytes -= min(creditBytes, UInt64(size))
        defer { droppedSinceSent = 0 }
        return droppedSinceSent
    }

    private mutating func countDrop() {
        droppedInAll += 1
        if droppedSinceSent < UInt32.max { droppedSinceSent += 1 }
    }
}
