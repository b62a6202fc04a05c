// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// An array of numbers in C order, as numpy has them: element type, shape and bytes.
///
/// Large ones live in ``PodMemory`` and are passed to a pod, and back, without being copied. In a pod without numpy they
/// are a `memoryview`.
///
/// ```swift
/// let image = try PodArray(type: .uint8, shape: [480, 640]) { bytes in camera.copy(into: bytes) }
/// let mean = try await pod.mean(image)
/// ```
public struct PodArray: Sendable, Hashable {
    /// The type of the elements, as numpy writes it: `<f8`.
    public struct ElementType: Sendable, Hashable, CustomStringConvertible {
        /// Byte order, kind and size: `<f8`, `|u1`.
        public let description: String
        /// Bytes of an element.
        public let byteCount: Int

        /// A type from what numpy calls it; `nil` when it is no number, truth value, or text of fixed size.
        public init?(_ description: String) {
            let letters = Array(description.utf8)
            guard letters.count >= 3, letters.count <= 12, "<>|".utf8.contains(letters[0]),
                "biufcSUVmM".utf8.contains(letters[1])
            else { return nil }
            // Times carry their unit: <M8[ns].
            let digits = letters[2...].prefix { (48...57).contains($0) }
            let rest = letters[(2 + digits.count)...]
            guard let size = Int(String(decoding: digits, as: UTF8.self)), size > 0, size <= 1 << 20,
                rest.isEmpty || "mM".utf8.contains(letters[1])
            else { return nil }
            self.description = description
            // U counts characters of four bytes.
            byteCount = letters[1] == UInt8(ascii: "U") ? size * 4 : size
        }

        private init(known: String, _ byteCount: Int) {
            description = known
            self.byteCount = byteCount
        }

        /// 64-bit floating point.
        public static let float64 = ElementType(known: "<f8", 8)
        /// 32-bit floating point.
        public static let float32 = ElementType(known: "<f4", 4)
        /// Bytes.
        public static let uint8 = ElementType(known: "|u1", 1)
        /// Signed bytes.
        public static let int8 = ElementType(known: "|i1", 1)
        /// 16-bit integers.
        public static let int16 = ElementType(known: "<i2", 2)
        /// 16-bit unsigned integers.
        public static let uint16 = ElementType(known: "<u2", 2)
        /// 32-bit integers.
        public static let int32 = ElementType(known: "<i4", 4)
        /// 32-bit unsigned integers.
        public static let uint32 = ElementType(known: "<u4", 4)
        /// 64-bit integers.
        public static let int64 = ElementType(known: "<i8", 8)
        /// 64-bit unsigned integers.
        public static let uint64 = ElementType(known: "<u8", 8)
        /// Truth values of one byte.
        public static let bool = ElementType(known: "|b1", 1)
    }

    enum Storage: Sendable {
        case inline(ByteBuffer)
        case shared(PodMemory, offset: Int)
    }

    /// The type of the elements.
    public let type: ElementType
    /// How many elements in each dimension; none for a single one.
    public let shape: [Int]
    let storage: Storage

    /// How many elements there are.
    public var count: Int { shape.reduce(1, *) }
    /// How many bytes they have.
    public var byteCount: Int { count * type.byteCount }
    /// The memory it lives in, when that can be shared.
    public var memory: PodMemory? { if case .shared(let memory, _) = storage { memory } else { nil } }

    /// From so many bytes on an array is made in memory that can be shared.
    public static let sharedByteCount = 65536

    /// An array of these bytes, in C order.
    /// - Throws: ``PodError`` `invalidArgument` when type and shape want another number of bytes.
    public init(type: ElementType, shape: [Int], bytes: ByteBuffer) throws(PodError) {
        guard try Self.size(type, shape) == bytes.readableBytes else {
            throw PodError(
                .invalidArgument, "an array \(type) of shape \(shape) does not have \(bytes.readableBytes) bytes")
        }
        if bytes.readableBytes >= Self.sharedByteCount {
            try self.init(type: type, shape: shape) { memory in
                bytes.withUnsafeReadableBytes { memory.copyMemory(from: $0) }
            }
        } else {
            self.init(type: type, shape: shape, storage: .inline(bytes))
        }
    }

    private init(type: ElementType, shape: [Int], storage: Storage) {
        self.type = type
        self.shape = shape
        self.storage = storage
    }

    /// An array in memory that can be shared, filled in place: what is passed to a pod is never copied.
    /// - Throws: ``PodError`` `noMemory`, `invalidArgument`.
    public init(type: ElementType, shape: [Int], fill: (UnsafeMutableRawBufferPointer) -> Void) throws(PodError) {
        let memory = try PodMemory(byteCount: try Self.size(type, shape))
        memory.withUnsafeMutableBytes(fill)
        try self.init(type: type, shape: shape, memory: memory)
    }

    /// An array that is there already, in memory that can be shared.
    /// - Parameter offset: where in the memory it begins, in bytes.
    /// - Throws: ``PodError`` `invalidArgument` when it does not fit in there.
    public init(type: ElementType, shape: [Int], memory: PodMemory, offset: Int = 0) throws(PodError) {
        let size = try Self.size(type, shape)
        guard offset >= 0, size <= memory.byteCount, offset <= memory.byteCount - size else {
            throw PodError(
                .invalidArgument,
                "\(size) bytes at \(offset) do not fit in memory of \(memory.byteCount) bytes")
        }
        self.init(type: type, shape: shape, storage: .shared(memory, offset: offset))
    }

    /// An array of one dimension.
    /// - Throws: ``PodError`` `noMemory`.
    public init<Element: PodArrayElement>(_ elements: [Element]) throws(PodError) {
        try self.init(elements, shape: [elements.count])
    }

    /// An array in C order.
    /// - Throws: ``PodError`` `noMemory`, `invalidArgument`.
    public init<Element: PodArrayElement>(_ elements: [Element], shape: [Int]) throws(PodError) {
        var bytes = ByteBuffer()
        elements.withUnsafeBytes { _ = bytes.writeBytes($0) }
        try self.init(type: Element.podElementType, shape: shape, bytes: bytes)
    }

    /// The elements' bytes in C order. Memory is shared: what a pod still changes changes here.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        switch storage {
        case .inline(let bytes): try bytes.withUnsafeReadableBytes(body)
        case .shared(let memory, let offset):
            try memory.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[offset..<(offset + byteCount)])) }
        }
    }

    /// The elements in C order, when they are of that type.
    public func elements<Element: PodArrayElement>(as element: Element.Type = Element.self) -> [Element]? {
        guard type == Element.podElementType else { return nil }
        let count = count
        return withUnsafeBytes { bytes in
            [Element](unsafeUninitializedCapacity: count) { elements, filled in
                UnsafeMutableRawBufferPointer(elements).copyMemory(from: bytes)
                filled = count
            }
        }
    }

    /// The bytes of an array, refused when they cannot be counted.
    static func size(_ type: ElementType, _ shape: [Int]) throws(PodError) -> Int {
        var size = type.byteCount
        for extent in shape {
            let (product, overflows) = size.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !overflows else {
                throw PodError(.invalidArgument, "\(shape) is no shape of an array")
            }
            size = product
        }
        guard shape.count <= 64 else { throw PodError(.invalidArgument, "an array has at most 64 dimensions") }
        return size
    }

    /// Equal when type, shape and bytes are.
    public static func == (left: Self, right: Self) -> Bool {
        left.type == right.type && left.shape == right.shape
            && left.withUnsafeBytes { leftBytes in right.withUnsafeBytes { leftBytes.elementsEqual($0) } }
    }

    /// Hashes type, shape and bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(type)
        hasher.combine(shape)
        withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

/// A number that arrays can be made of.
public protocol PodArrayElement: Sendable {
    /// What numpy calls it.
    static var podElementType: PodArray.ElementType { get }
}

extension Double: PodArrayElement {
    /// `<f8`.
    public static var podElementType: PodArray.ElementType { .float64 }
}
extension Float: PodArrayElement {
    /// `<f4`.
    public static var podElementType: PodArray.ElementType { .float32 }
}
extension UInt8: PodArrayElement {
    /// `|u1`.
    public static var podElementType: PodArray.ElementType { .uint8 }
}
extension Int8: PodArrayElement {
    /// `|i1`.
    public static var podElementType: PodArray.ElementType { .int8 }
}
extension Int16: PodArrayElement {
    /// `<i2`.
    public static var podElementType: PodArray.ElementType { .int16 }
}
extension UInt16: PodArrayElement {
    /// `<u2`.
    public static var podElementType: PodArray.ElementType { .uint16 }
}
extension Int32: PodArrayElement {
    /// `<i4`.
    public static var podElementType: PodArray.ElementType { .int32 }
}
extension UInt32: PodArrayElement {
    /// `<u4`.
    public static var podElementType: PodArray.ElementType { .uint32 }
}
extension Int64: PodArrayElement {
    /// `<i8`.
    public static var podElementType: PodArray.ElementType { .int64 }
}
extension UInt64: PodArrayElement {
    /// `<u8`.
    public static var podElementType: PodArray.ElementType { .uint64 }
}
extension Int: PodArrayElement {
    /// `<i8`.
    public static var podElementType: PodArray.ElementType { .int64 }
}
