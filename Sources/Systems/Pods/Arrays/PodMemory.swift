// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers

/// Memory that this program and pods have in common: no name, nothing left behind whoever dies, and sealed so that nobody
/// can make it smaller under another's feet.
///
/// Where the system has no such memory it is this program's own, and is copied to pods.
/// What is passed to a pod can be changed there: read it when the call has ended.
public final class PodMemory: Sendable {
    /// Memory that a pod made: the pod's number of it, and which of our conversations it belongs to.
    struct Slab: Sendable {
        let owner: UInt64
        let number: UInt64
    }

    let mapping: MappedMemory
    let slab: Slab?
    /// Unlike any other's in this process.
    let number: UInt64
    private let release: @Sendable () -> Void
    private let watchers = NIOLockedValueBox<[@Sendable () -> Void]>([])

    /// Memory of so many zero bytes.
    /// - Throws: ``PodError`` `noMemory`.
    public convenience init(byteCount: Int) throws(PodError) {
        self.init(mapping: try MappedMemory(byteCount: byteCount))
    }

    /// A use of memory; `release` is called when it ends.
    init(mapping: MappedMemory, slab: Slab? = nil, release: @escaping @Sendable () -> Void = {}) {
        self.mapping = mapping
        self.slab = slab
        self.release = release
        number = Self.nextNumber()
    }

    deinit {
        for watcher in watchers.withLockedValue({ $0 }) { watcher() }
        release()
    }

    /// How many bytes it has.
    public var byteCount: Int { mapping.byteCount }

    /// The bytes, to be read.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(UnsafeRawBufferPointer(mapping.bytes)) }
    }

    /// The bytes, to be filled.
    public func withUnsafeMutableBytes<Result>(
        _ body: (UnsafeMutableRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try withExtendedLifetime(self) { try body(mapping.bytes) }
    }

    /// Calls `watcher` when the memory goes.
    func whenReleased(_ watcher: @escaping @Sendable () -> Void) { watchers.withLockedValue { $0.append(watcher) } }

    /// A number unlike any other of this process.
    static func nextNumber() -> UInt64 {
        lastNumber.withLockedValue {
            $0 += 1
            return $0
        }
    }

    private static let lastNumber = NIOLockedValueBox<UInt64>(0)
}
