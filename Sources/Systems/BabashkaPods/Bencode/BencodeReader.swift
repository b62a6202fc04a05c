// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// Bencode from a stream of bytes, however it is cut: bytes are put in with ``append(_:)``, whole values come out of
/// ``next()``.
///
/// Nothing recurses, and no memory is taken for a length before its bytes are there. After an error the stream is lost:
/// every further ``next()`` throws the same.
public struct BencodeReader: Sendable {
    /// What is accepted from the other side.
    public struct Limits: Sendable, Hashable {
        /// The longest string, in bytes. Default: 64 MiB.
        public var stringLength: Int
        /// The longest whole value, in bytes. Default: 128 MiB.
        public var length: Int
        /// How many values one whole value may hold, for each costs memory however short it is. Default: 1 000 000.
        public var count: Int
        /// How deep lists and dictionaries may be nested. Default: 32.
        public var depth: Int

        /// Limits.
        public init(stringLength: Int = 64 << 20, length: Int = 128 << 20, count: Int = 1_000_000, depth: Int = 32) {
            self.stringLength = stringLength
            self.length = length
            self.count = count
            self.depth = depth
        }
    }

    /// A list or dictionary that is not complete yet.
    private struct Container {
        let isDictionary: Bool
        var elements: [Bencode] = []
        var entries: [String: Bencode] = [:]
        /// The dictionary's name whose value comes next.
        var name: String?
    }

    private let limits: Limits
    private var bytes = ByteBuffer()
    private var open: [Container] = []
    private var consumed = 0
    /// Where the value that is being read begins, and how many values it holds so far.
    private var begun = 0
    private var count = 0
    private var broken: BabashkaPodError?

    /// A reader at the beginning of a stream.
    public init(limits: Limits = Limits()) { self.limits = limits }

    /// How many bytes of the stream were taken by values so far.
    public var offset: Int { consumed }

    /// Whether the stream stands between two values, with nothing of the next one there.
    public var isAtBoundary: Bool { open.isEmpty && bytes.readableBytes == 0 }

    /// The first bytes that were put in but not understood yet, as printable text: for messages to people.
    public func excerpt(_ count: Int = 60) -> String {
        let view = bytes.readableBytesView.prefix(count)
        return String(decoding: view, as: UTF8.self).unicodeScalars.map { $0.value < 0x20 ? " " : String($0) }.joined()
    }

    /// Puts in the next bytes of the stream.
    public mutating func append(_ more: ByteBuffer) {
        guard broken == nil else { return }
        if bytes.readerIndex > max(65536, bytes.readableBytes) { bytes.discardReadBytes() }
        if bytes.readableBytes == 0 { bytes = more } else { bytes.writeImmutableBuffer(more) }
    }

    /// The next whole value; `nil` when more bytes are needed.
    /// - Throws: ``BabashkaPodError`` with `malformed` or `limitExceeded` and the offset in the stream.
    public mutating func next() throws(BabashkaPodError) -> Bencode? {
        if let broken { throw broken }
        do throws(BabashkaPodError) {
            while let byte = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) {
                if open.isEmpty { (begun, count) = (consumed, 0) }
                guard consumed - begun < limits.length, count < limits.count else {
                    throw BabashkaPodError(
                        .limitExceeded,
                        "expected a message of at most \(limits.length) bytes and \(limits.count) values, more came",
                        offset: begun)
                }
                guard let value = try token(byte) else {
                    if progressed { continue }
                    return nil
                }
                if let whole = try add(value) { return whole }
            }
            return nil
        } catch {
            broken = error
            throw error
        }
    }

    private var progressed = false

    private mutating func take(_ count: Int) {
        bytes.moveReaderIndex(forwardBy: count)
        consumed += count
        progressed = true
    }

    /// A value that is complete; `nil` when a container was opened (then `progressed`) or bytes are missing.
    private mutating func token(_ byte: UInt8) throws(BabashkaPodError) -> Bencode? {
        progressed = false
        switch byte {
        case UInt8(ascii: "i"):
            guard let number = try integer() else { return nil }
            return .integer(number)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            guard let string = try string() else { return nil }
            return .bytes(string)
        case UInt8(ascii: "l"), UInt8(ascii: "d"):
            guard open.count < limits.depth else {
                throw BabashkaPodError(
                    .limitExceeded, "bencode is nested deeper than \(limits.depth)", offset: consumed)
            }
            if let last = open.last, last.isDictionary, last.name == nil {
                throw wrong("a dictionary's name or its end")
            }
            open.append(Container(isDictionary: byte == UInt8(ascii: "d")))
            take(1)
            return nil
        case UInt8(ascii: "e"):
            guard let last = open.last else { throw wrong("a value") }
            guard last.name == nil else { throw wrong("the value of a dictionary's name") }
            open.removeLast()
            take(1)
            return last.isDictionary ? .dictionary(last.entries) : .list(last.elements)
        default: throw wrong("a bencode value (i, l, d or a length)")
        }
    }

    /// Puts a value into the innermost container; gives it back when it is a whole one.
    private mutating func add(_ value: Bencode) throws(BabashkaPodError) -> Bencode? {
        count += 1
        guard !open.isEmpty else { return value }
        let last = open.count - 1
        if !open[last].isDictionary {
            open[last].elements.append(value)
        } else if let name = open[last].name {
            open[last].entries[name] = value
            open[last].name = nil
        } else if case .bytes(let name) = value {
            open[last].name = String(buffer: name)
        } else {
            throw BabashkaPodError(
                .malformed, "expected a string as a dictionary's name, found \(value.kind)", offset: consumed)
        }
        return nil
    }

    /// `i-12e`; at most 20 characters between.
    private mutating func integer() throws(BabashkaPodError) -> Int64? {
        let view = bytes.readableBytesView.dropFirst()
        guard let end = view.prefix(21).firstIndex(of: UInt8(ascii: "e")) else {
            guard view.count < 21 else { throw wrong("an integer of 64 bits") }
            // What can never become a number is told at once.
            guard view.enumerated().allSatisfy({ $1.isDigit || ($0 == 0 && $1 == UInt8(ascii: "-")) }) else {
                throw wrong("an integer")
            }
            return nil
        }
        let text = String(decoding: view[..<end], as: UTF8.self)
        guard let number = Int64(text), text == String(number) else { throw wrong("an integer of 64 bits") }
        take(text.utf8.count + 2)
        return number
    }

    /// `3:abc`.
    private mutating func string() throws(BabashkaPodError) -> ByteBuffer? {
        let view = bytes.readableBytesView
        var length = 0
        var digits = 0
        for byte in view {
            if byte == UInt8(ascii: ":") {
                guard digits == 1 || view.first != UInt8(ascii: "0") else {
                    throw wrong("a length without leading zeros")
                }
                guard view.count - digits - 1 >= length else { return nil }
                take(digits + 1)
                let string = bytes.readSlice(length: length) ?? ByteBuffer()
                consumed += length
                return string
            }
            guard byte.isDigit else { throw wrong("a length and a colon") }
            length = length * 10 + Int(byte - 0x30)
            digits += 1
            guard length <= limits.stringLength else {
                throw BabashkaPodError(
                    .limitExceeded,
                    "a string of \(String(decoding: view.prefix(20).prefix(while: \.isDigit), as: UTF8.self)) bytes is announced, "
                        + "at most \(limits.stringLength) are read", offset: consumed)
            }
        }
        return nil
    }

    private func wrong(_ expected: String) -> BabashkaPodError {
        BabashkaPodError(.malformed, "expected \(expected), found \"\(excerpt())\"", offset: consumed)
    }

    /// The one value that these bytes are.
    public static func value(_ bytes: ByteBuffer, limits: Limits = Limits()) throws(BabashkaPodError) -> Bencode {
        var reader = BencodeReader(limits: limits)
        reader.append(bytes)
        guard let value = try reader.next() else {
            throw BabashkaPodError(.malformed, "expected a whole value, found the end", offset: bytes.readableBytes)
        }
        guard reader.isAtBoundary else {
            throw BabashkaPodError(.malformed, "expected the end, found \"\(reader.excerpt())\"", offset: reader.offset)
        }
        return value
    }
}

extension UInt8 {
    /// Whether it is one of `0` to `9`.
    package var isDigit: Bool { self >= 0x30 && self <= 0x39 }
}
