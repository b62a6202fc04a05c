// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel
import PharosWire
import Testing

@testable import PharosNode

@Suite struct SubscriptionQueueTests {
    private func sample(_ number: Int, size: Int = 10) -> QueuedSample {
        let payload = Payload(encoding: .raw, schema: nil, bytes: ByteBuffer(repeating: 0, count: size))
        return QueuedSample(SourceSample(payload), sequence: UInt64(number), schema: 0)
    }

    private func drain(_ queue: inout SubscriptionQueue) -> [(UInt64, UInt32)] {
        var sent: [(UInt64, UInt32)] = []
        while let (sample, dropped) = queue.next(isWritable: true) { sent.append((sample.sequence, dropped)) }
        return sent
    }

    @Test(
        arguments: [
            (.latest, [10], [9]), (.all(limit: 3), [1, 2, 3], [7, 0, 0]),
            (.dropOldest(limit: 3), [8, 9, 10], [7, 0, 0]),
            (.all(limit: 100), Array(1...10), Array(repeating: 0, count: 10)),
        ] as [(QueuePolicy, [UInt64], [UInt32])])
    func keepsWhatThePolicySays(policy: QueuePolicy, sent: [UInt64], dropped: [UInt32]) {
        var queue = SubscriptionQueue(policy: policy, credit: Credit(samples: 0, bytes: 0))
        for number in 1...10 { queue.offer(sample(number)) }
        #expect(queue.next(isWritable: true) == nil)
        queue.grant(Credit(samples: 100, bytes: 10_000))
        #expect(queue.next(isWritable: false) == nil)
        let out = drain(&queue)
        #expect(out.map(\.0) == sent && out.map(\.1) == dropped)
        #expect(queue.waitingSamples == 0 && queue.waitingBytes == 0)
        #expect(queue.droppedInAll == UInt64(10 - sent.count))
    }

    @Test func creditInSamplesAndBytes() {
        var queue = SubscriptionQueue(policy: .all(limit: 100), credit: Credit(samples: 2, bytes: 1000))
        for number in 1...6 { queue.offer(sample(number)) }
        #expect(drain(&queue).map(\.0) == [1, 2])
        queue.grant(Credit(samples: 100, bytes: 0))
        #expect(drain(&queue).map(\.0) == [3, 4, 5, 6])
        var narrow = SubscriptionQueue(policy: .all(limit: 100), credit: Credit(samples: 100, bytes: 15))
        for number in 1...4 { narrow.offer(sample(number)) }
        // The second begins with credit left; after it none is, and none is owed.
        #expect(drain(&narrow).map(\.0) == [1, 2])
        narrow.grant(Credit(samples: 0, bytes: 1))
        #expect(drain(&narrow).map(\.0) == [3])
        narrow.grant(Credit(samples: .max, bytes: .max))
        narrow.grant(Credit(samples: .max, bytes: .max))
        #expect(drain(&narrow).map(\.0) == [4])
    }

    @Test func bytesAreBounded() {
        var queue = SubscriptionQueue(
            policy: .dropOldest(limit: 100), credit: Credit(samples: 0, bytes: 0), byteLimit: 25)
        for number in 1...3 { queue.offer(sample(number)) }
        #expect(queue.waitingSamples == 2 && queue.waitingBytes == 20)
        queue.offer(sample(4, size: 1000))
        #expect(queue.waitingSamples == 1 && queue.waitingBytes == 1000 && queue.droppedInAll == 3)
        var all = SubscriptionQueue(policy: .all(limit: 100), credit: Credit(samples: 0, bytes: 0), byteLimit: 25)
        for number in 1...3 { all.offer(sample(number)) }
        #expect(all.waitingSamples == 2 && all.droppedInAll == 1)
    }

    @Test(arguments: 0..<200)
    func invariantsHoldWhateverHappens(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = Int.random(in: 1...8, using: &random)
        let policy: QueuePolicy = [.latest, .all(limit: limit), .dropOldest(limit: limit)][Int(seed % 3)]
        let byteLimit = Int.random(in: 20...200, using: &random)
        var queue = SubscriptionQueue(policy: policy, credit: Credit(samples: 0, bytes: 0), byteLimit: byteLimit)
        var offered = 0
        var granted = 0
        var sent: [UInt64] = []
        var reported: UInt64 = 0
        for _ in 0..<300 {
            switch Int.random(in: 0...2, using: &random) {
            case 0:
                offered += 1
                queue.offer(sample(offered, size: Int.random(in: 0...60, using: &random)))
            case 1:
                let samples = Int.random(in: 0...3, using: &random)
                granted += samples
                queue.grant(Credit(samples: UInt32(samples), bytes: UInt64.random(in: 0...100, using: &random)))
            default:
                if let (sample, dropped) = queue.next(isWritable: Bool.random(using: &random)) {
                    sent.append(sample.sequence)
                    reported += UInt64(dropped)
                }
            }
            #expect(queue.waitingSamples <= policy.limit)
            #expect(queue.waitingBytes <= byteLimit || queue.waitingSamples == 1)
            #expect(sent.count <= granted)
            #expect(sent.count + Int(queue.droppedInAll) + queue.waitingSamples == offered)
            #expect(reported <= queue.droppedInAll)
        }
        #expect(zip(sent, sent.dropFirst()).allSatisfy { $0 < $1 })
    }
}
