// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPodProcess
import NIOConcurrencyHelpers

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Memory that this program and pods have in common: no name, nothing left behind whoever dies, and sealed so that nobody
/// can make it smaller under another's feet.
///
/// Where the system has no such memory it is this program's own, and is copied to pods.
/// What is passed to a pod can be changed there: read it when the call has ended.
public final class PodMemory: Sendable {
    /// How many bytes it has.
    public let byteCount: Int
    /// The descriptor that is passed on, or −1 for memory that cannot be shared.
    let descriptor: Int32
    /// Unlike any other's in this process.
    let number: UInt64
    private nonisolated(unsafe) let start: UnsafeMutableRawPointer
    private let watchers = NIOLockedValueBox<[@Sendable () -> Void]>([])

    private static let lastNumber = NIOLockedValueBox<UInt64>(0)

    /// Memory of so many zero bytes.
    /// - Throws: ``PodError`` `noMemory`.
    public init(byteCount: Int) throws(PodError) {
        guard byteCount >= 0, byteCount < 1 << 46 else {
            throw PodError(.noMemory, "\(byteCount) bytes are no size of memory")
        }
        self.byteCount = byteCount
        number = Self.nextNumber()
        let size = max(byteCount, 1)
        let created = pod_memory_create(size)
        guard created >= 0 || created == -ENOTSUP else {
            throw PodError(.noMemory, "no shared memory of \(byteCount) bytes: \(String(cString: strerror(-created)))")
        }
        descriptor = max(created, -1)
        let flags = descriptor >= 0 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS
        guard let start = Self.map(size, flags, descriptor) else {
            if descriptor >= 0 { close(descriptor) }
            throw PodError(.noMemory, "\(byteCount) bytes of shared memory cannot be mapped")
        }
        self.start = start
    }

    /// Memory that a pod made. Takes the descriptor over, and refuses what could still shrink.
    init(received descriptor: Int32) throws(PodError) {
        let size = pod_memory_size(descriptor)
        guard size > 0, let byteCount = Int(exactly: size), let start = Self.map(byteCount, MAP_SHARED, descriptor) else {
            close(descriptor)
            throw PodError(
                .protocolViolation,
                "the pod sent memory that cannot be used: \(size == -Int64(EPERM) ? "it is not sealed" : "size \(size)")")
        }
        self.byteCount = byteCount
        self.descriptor = descriptor
        self.start = start
        number = Self.nextNumber()
    }

    deinit {
        munmap(start, max(byteCount, 1))
        if descriptor >= 0 { close(descriptor) }
        for watcher in watchers.withLockedValue({ $0 }) { watcher() }
    }

    /// The bytes, to be read.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(UnsafeRawBufferPointer(start: start, count: byteCount)) }
    }

    /// The bytes, to be filled.
    public func withUnsafeMutableBytes<Result>(
        _ body: (UnsafeMutableRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try withExtendedLifetime(self) { try body(UnsafeMutableRawBufferPointer(start: start, count: byteCount)) }
    }

    /// Calls `watcher` when the memory goes.
    func whenReleased(_ watcher: @escaping @Sendable () -> Void) { watchers.withLockedValue { $0.append(watcher) } }

    private static func nextNumber() -> UInt64 {
        lastNumber.withLockedValue {
            $0 += 1
            return $0
        }
    }

    private static func map(_ size: Int, _ flags: Int32, _ descriptor: Int32) -> UnsafeMutableRawPointer? {
        let start = mmap(nil, size, PROT_READ | PROT_WRITE, flags, descriptor, 0)
        return start == MAP_FAILED ? nil : start
    }
}
