// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import Pods
import Testing

/// Memory in common, in a pod without numpy; with numpy: IntegrationTests/Pods.
// One after the other: each starts processes.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct SharedMemoryTests {
    static let source = """
        import pharos_pod
        def same(value): return value
        def length(value): return len(value)
        def kind(value): return [type(value).__name__, getattr(value, "format", None), getattr(value, "shape", None)]
        def double(array):
            for i in range(len(array)): array[i] *= 2
        kept = None
        def keep(value):
            global kept
            kept = value
        def kept_sum(): return sum(kept)
        def make(n, byte): return bytes([byte]) * n
        def in_list(n): return [b"a" * n, bytearray(b"b" * n), {"c": 1}]
        def pieces(n, size):
            for i in range(n): yield bytes([i]) * size
        """

    @Test func largeBytes() async throws {
        try await PodFixture.withBarePod(Self.source) { pod, _ async throws in
            var bytes = ByteBuffer()
            for index in 0..<300_000 { bytes.writeInteger(UInt8(truncatingIfNeeded: index &* 31)) }
            for size in [0, 1, 65535, 65536, 65537, 300_000] {
                let part = PodValue.bytes(bytes.getSlice(at: 0, length: size) ?? ByteBuffer())
                #expect(try await pod.same(part) == part, "\(size)")
            }
            let nested: PodValue = ["a": .bytes(bytes), "b": [.bytes(bytes)]]
            #expect(try await pod.same(nested) == nested)
            let list = try #require(try await pod.in_list(100_000).elements)
            #expect(list[0] == .bytes(ByteBuffer(repeating: UInt8(ascii: "a"), count: 100_000)))
            #expect(list[1] == .bytes(ByteBuffer(repeating: UInt8(ascii: "b"), count: 100_000)))
            // One after the other they use the same memory; what came before stays what it was.
            var results: [PodValue] = []
            for byte in 0..<20 { results.append(try await pod.make(200_000, byte)) }
            for (byte, result) in results.enumerated() {
                #expect(result == .bytes(ByteBuffer(repeating: UInt8(byte), count: 200_000)))
            }
            // More than the limit of a message, for it is not in one.
            #expect(try await pod.length(.bytes(ByteBuffer(repeating: 1, count: 80 << 20))) == .int(80 << 20))
        }
    }

    @Test func manyLargeAtOnce() async throws {
        try await PodFixture.with(Self.source, { $0.callsInFlight = 16 }) { pod, _ async throws in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for byte in 0..<64 {
                    group.addTask {
                        let value = PodValue.bytes(ByteBuffer(repeating: UInt8(byte), count: 70_000 + byte * 1000))
                        return try await pod.same(value) == value
                    }
                }
                for try await isSame in group { #expect(isSame) }
            }
            var count = 0
            for try await item in pod.pieces.stream(30, 100_000) {
                #expect(item == .bytes(ByteBuffer(repeating: UInt8(count), count: 100_000)))
                count += 1
            }
            #expect(count == 30)
        }
    }

    @Test func arraysWithoutNumpy() async throws {
        try await PodFixture.withBarePod(Self.source) { pod, _ async throws in
            for count in [3, 20_000] {
                let array = try PodArray((0..<count).map { Double($0) })
                #expect(try await pod.kind(array) == ["memoryview", "d", .tuple([PodValue(count)])])
                #expect(try await pod.same(array) == .array(array))
            }
            let bytes = try PodArray([UInt8](repeating: 3, count: 12), shape: [3, 4])
            #expect(try await pod.kind(bytes) == ["memoryview", "B", .tuple([3, 4])])
            let memory = try PodMemory(byteCount: 80_000)
            let array = try PodArray(type: .float64, shape: [10_000], memory: memory)
            memory.withUnsafeMutableBytes { $0.bindMemory(to: Double.self).initialize(repeating: 1.5) }
            _ = try await pod.double(array)
            #expect(array.elements(as: Double.self)?.allSatisfy { $0 == 3 } == true)
            #expect(memory.byteCount == 80_000)
        }
    }

    /// A pod may keep what it was given though nobody holds it here any more.
    @Test func whatAPodKeeps() async throws {
        try await PodFixture.withBarePod(Self.source) { pod, _ async throws in
            _ = try await pod.keep(PodArray([Int32](repeating: 2, count: 50_000)))
            for _ in 0..<5 { _ = try await pod.double(PodArray([Int32](repeating: 7, count: 50_000))) }
            try await Task.sleep(for: .milliseconds(100))
            #expect(try await pod.kept_sum() == 100_000)
        }
    }

    @Test func turnedOff() async throws {
        try await PodFixture.with(Self.source, { $0.sharedMemoryThreshold = .max }) { pod, _ async throws in
            let bytes = PodValue.bytes(ByteBuffer(repeating: 1, count: 1 << 20))
            #expect(try await pod.same(bytes) == bytes)
        }
    }

    @Test func arraysThatAreNone() throws {
        func code(_ body: () throws -> PodArray) -> PodError.Code? {
            do {
                _ = try body()
                return nil
            } catch {
                return (error as? PodError)?.code
            }
        }
        #expect(code { try PodArray([1.0, 2.0], shape: [3]) } == .invalidArgument)
        #expect(code { try PodArray([1.0], shape: [-1]) } == .invalidArgument)
        #expect(code { try PodArray([1.0], shape: [.max, .max]) } == .invalidArgument)
        #expect(code { try PodArray([1.0], shape: Array(repeating: 1, count: 65)) } == .invalidArgument)
        let memory = try PodMemory(byteCount: 16)
        #expect(code { try PodArray(type: .float64, shape: [2], memory: memory, offset: 1) } == .invalidArgument)
        #expect(code { try PodArray(type: .float64, shape: [2], memory: memory, offset: -1) } == .invalidArgument)
        #expect(code { try PodArray(type: .float64, shape: [2], memory: memory, offset: .max) } == .invalidArgument)
        #expect(throws: PodError.self) { try PodMemory(byteCount: -1) }
        #expect(throws: PodError.self) { try PodMemory(byteCount: .max) }
        for name in ["", "f", "<", "<f", "<f0", "<f99999999999", "<x4", "f8", "<O8", "<f8x", "<f-8"] {
            #expect(PodArray.ElementType(name) == nil, "\(name)")
        }
        #expect(PodArray.ElementType("<M8[ns]")?.byteCount == 8)
        #expect(PodArray.ElementType("<U3")?.byteCount == 12)
        let array = try PodArray([1, 2, 3, 4] as [Int32], shape: [2, 2])
        #expect(array.elements(as: Int32.self) == [1, 2, 3, 4])
        #expect(array.elements(as: Double.self) == nil)
    }
}
