// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// The bytes of a `uint8[]` or `char[]` field.
public typealias MessageBytes = ByteBuffer

/// What generated messages need where the language has no conformance: `InlineArray` is neither `Equatable` nor
/// `Hashable`.
public enum Fields {
    /// No bytes.
    @inlinable public static var noBytes: ByteBuffer { ByteBuffer() }

    /// How many bytes a `string` has.
    @inlinable
    public static func size(_ text: String) -> Int { 4 + text.utf8.count }

    /// How many bytes a `uint8[]` has.
    @inlinable
    public static func size(bytes: ByteBuffer) -> Int { 4 + bytes.readableBytes }

    /// How many bytes an array has whose elements are on the wire as they are in memory.
    @inlinable
    public static func size<Element>(plain elements: [Element]) -> Int {
        4 + elements.count * MemoryLayout<Element>.size
    }

    /// How many bytes a `bool[]` has.
    @inlinable
    public static func size(_ flags: [Bool]) -> Int { 4 + flags.count }

    /// How many bytes a `string[]` has.
    @inlinable
    public static func size(_ texts: [String]) -> Int { texts.reduce(4) { $0 + size($1) } }

    /// How many bytes an array of messages has.
    @inlinable
    public static func size(_ messages: [some ROSMessage]) -> Int { messages.reduce(4) { $0 + $1.encodedSize } }

    /// Whether two values are equal.
    @inlinable
    public static func same<T: Equatable>(_ left: T, _ right: T) -> Bool { left == right }

    /// Whether two arrays have equal elements.
    @inlinable
    public static func same<let count: Int, Element: Equatable>(
        _ left: InlineArray<count, Element>, _ right: InlineArray<count, Element>
    ) -> Bool {
        for index in 0..<count where left[index] != right[index] { return false }
        return true
    }

    /// Hashes a value.
    @inlinable
    public static func hash(_ value: some Hashable, into hasher: inout Hasher) { hasher.combine(value) }

    /// Hashes the elements of an array.
    @inlinable
    public static func hash<let count: Int, Element: Hashable>(
        _ array: InlineArray<count, Element>, into hasher: inout Hasher
    ) {
        for index in 0..<count { hasher.combine(array[index]) }
    }
}
