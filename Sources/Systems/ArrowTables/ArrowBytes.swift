// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Bytes that somebody keeps: memory in common with another process, or a copy of one's own.
public struct ArrowBytes: Sendable {
    private let owner: any AnyObject & Sendable
    private nonisolated(unsafe) let start: UnsafeRawPointer
    /// How many there are.
    public let count: Int

    /// A copy, aligned as arrays want it.
    public init(copying bytes: some Collection<UInt8>) {
        let copy = Copy(byteCount: bytes.count)
        copy.bytes.copyBytes(from: bytes)
        self.init(copy)
    }

    /// Bytes that stay where they are and as many as they are while `owner` lives. That somebody changes them meanwhile
    /// does no harm but to their values.
    public init(unsafe bytes: UnsafeRawBufferPointer, owner: any AnyObject & Sendable) {
        if let start = bytes.baseAddress {
            self.init(start: start, count: bytes.count, owner: owner)
        } else {
            self.init(copying: [])
        }
    }

    private init(start: UnsafeRawPointer, count: Int, owner: any AnyObject & Sendable) {
        self.start = start
        self.count = count
        self.owner = owner
    }

    private init(_ copy: Copy) {
        self.init(start: UnsafeRawPointer(copy.start), count: copy.bytes.count, owner: copy)
    }

    /// New bytes, filled in place.
    init(byteCount: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
        let copy = Copy(byteCount: byteCount)
        fill(copy.bytes)
        self.init(copy)
    }

    /// The bytes of these elements.
    init<Element: BitwiseCopyable>(elements: [Element]) {
        self.init(byteCount: elements.count * MemoryLayout<Element>.stride) { target in
            elements.withUnsafeBytes { target.copyMemory(from: $0) }
        }
    }

    /// Reads them in place.
    public func withUnsafeBytes<Result, Failure>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(owner) {} }
        return try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// A part of them, when it is one.
    func slice(_ offset: Int, _ length: Int) -> ArrowBytes? {
        guard offset >= 0, length >= 0, offset <= count, length <= count - offset else { return nil }
        return ArrowBytes(start: start + offset, count: length, owner: owner)
    }

    /// The element at an index, `nil` when there is none.
    func element<Element: BitwiseCopyable>(_ index: Int, as type: Element.Type = Element.self) -> Element? {
        guard index >= 0, index < count / MemoryLayout<Element>.stride else { return nil }
        return withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: index * MemoryLayout<Element>.stride, as: Element.self)
        }
    }

    /// The bit at an index, the lowest of each byte first; `false` when there is none.
    func bit(_ index: Int) -> Bool {
        guard index >= 0, index >> 3 < count else { return false }
        return withUnsafeBytes { $0[index >> 3] >> UInt8(index & 7) & 1 } == 1
    }

    /// Whether arrays of numbers can be read in place.
    var isAligned: Bool { UInt(bitPattern: start) & 7 == 0 }

    private final class Copy: Sendable {
        private nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer
        private let byteCount: Int

        init(byteCount: Int) {
            memory = .allocate(byteCount: max(byteCount, 1), alignment: 64)
            self.byteCount = byteCount
        }

        deinit { memory.deallocate() }

        var bytes: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(rebasing: memory[..<byteCount]) }
        /// Where it begins: there is at least one byte.
        var start: UnsafeMutableRawPointer { memory.baseAddress.unsafelyUnwrapped }
    }
}
