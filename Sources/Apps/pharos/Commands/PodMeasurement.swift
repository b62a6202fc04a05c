// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import Pods

/// The measuring loops of `pharos bench pod`: each gives the median, least and 99th percentile in microseconds.
struct PodMeasurement {
    let configuration: Pod.Configuration
    let count: Int

    /// `foo(1, 2)`, one after the other.
    func calls() async throws -> [Double] {
        try await withPod(configuration) { pod in
            try await repeated { try await pod.foo(1, 2) == 3 }
        }
    }

    /// `foo(1, 2)` by 64 tasks at a time: microseconds for each.
    func concurrentCalls() async throws -> [Double] {
        var configuration = configuration
        configuration.callsInFlight = 64
        return try await withPod(configuration) { pod in
            let start = ContinuousClock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<64 {
                    group.addTask { for _ in 0..<(count / 64) { _ = try await pod.foo(1, 2) } }
                }
                try await group.waitForAll()
            }
            return [Self.microseconds(since: start) / Double(count / 64 * 64)]
        }
    }

    /// So many bytes there and back.
    func bytes(_ size: Int) async throws -> [Double] {
        try await withPod(configuration) { pod in
            let bytes = PodValue.bytes(ByteBuffer(repeating: 7, count: size))
            return try await repeated { try await pod.echo(bytes) == bytes }
        }
    }

    /// A list of so many floats there and back.
    func list(_ size: Int) async throws -> [Double] {
        try await withPod(configuration) { pod in
            let list = PodValue.list((0..<size).map { .double(Double($0)) })
            return try await repeated { try await pod.echo(list).elements?.count == size }
        }
    }

    /// So many bytes of floats, filled here, doubled in place there, and read here.
    func scaledArray(_ size: Int) async throws -> [Double] {
        try await withPod(configuration) { pod in
            let source = [Double](repeating: 1.5, count: size / 8)
            let memory = try PodMemory(byteCount: size)
            let array = try PodArray(type: .float64, shape: [size / 8], memory: memory)
            let back = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
            defer { back.deallocate() }
            return try await repeated {
                source.withUnsafeBytes { source in memory.withUnsafeMutableBytes { $0.copyMemory(from: source) } }
                let result = try await pod.scale(array)
                result.array?.withUnsafeBytes { back.copyMemory(from: $0) }
                return back.load(fromByteOffset: size - 8, as: Double.self) == 3
            }
        }
    }

    /// A new array of so many bytes that lies in shared memory already, handed over: the pod sees its shape and end.
    func handedOver(_ size: Int) async throws -> [Double] {
        try await withPod(configuration) { pod in
            _ = try await pod.last(PodArray([1.0, 2.0]))
            var times: [Double] = []
            for index in 0..<count {
                let array = try PodArray(type: .float64, shape: [size / 8]) { bytes in
                    bytes.storeBytes(of: Double(index), toByteOffset: size - 8, as: Double.self)
                }
                let start = ContinuousClock.now
                let last = try await pod.last(array)
                times.append(Self.microseconds(since: start))
                guard last.double == Double(index) else { throw PodError(.unsupportedValue, "\(last) came back") }
            }
            return times
        }
    }

    /// From nothing to the first answer.
    func starts() async throws -> [Double] {
        var times: [Double] = []
        for _ in 0..<count {
            let start = ContinuousClock.now
            let pod = try await Pod.start(configuration)
            _ = try await pod.foo(1, 2)
            times.append(Self.microseconds(since: start))
            await pod.close()
        }
        return times
    }

    private func repeated(_ body: () async throws -> Bool) async throws -> [Double] {
        for _ in 0..<min(count, 200) {
            guard try await body() else { throw PodError(.unsupportedValue, "the pod's answer is wrong") }
        }
        var times: [Double] = []
        times.reserveCapacity(count)
        for _ in 0..<count {
            let start = ContinuousClock.now
            _ = try await body()
            times.append(Self.microseconds(since: start))
        }
        return times
    }

    private static func microseconds(since start: ContinuousClock.Instant) -> Double {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Double(seconds) * 1e6 + Double(attoseconds) / 1e12
    }
}
