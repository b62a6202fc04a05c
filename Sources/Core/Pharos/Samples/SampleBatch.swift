// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import DequeModule
import NIOCore
import PharosModel

/// Samples that came together or wait together, and what they cost of the credit in bytes, counted once.
struct SampleBatch {
    var samples = Deque<Sample>()
    private(set) var bytes: UInt64 = 0

    var isEmpty: Bool { samples.isEmpty }

    mutating func append(_ sample: consuming Sample) {
        bytes += sample.creditBytes
        samples.append(sample)
    }

    mutating func append(_ batch: SampleBatch) {
        bytes += batch.bytes
        samples.append(contentsOf: batch.samples)
    }

    mutating func popFirst() -> Sample? {
        guard let sample = samples.popFirst() else { return nil }
        bytes -= min(bytes, sample.creditBytes)
        return sample
    }

    /// What it holds costs nothing any more.
    mutating func forgetBytes() { bytes = 0 }

    /// Empties it; its memory stays for what comes.
    mutating func clear() {
        samples.removeAll(keepingCapacity: true)
        bytes = 0
    }
}

extension Sample {
    /// What it costs of the credit in bytes, as the node counts it: value and set point.
    var creditBytes: UInt64 {
        UInt64(payload.bytes.readableBytes) + UInt64(setpoint?.bytes.readableBytes ?? 0)
    }
}
