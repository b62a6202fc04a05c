// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// RFC 4648 base64 over bytes, strict but for white space and missing padding.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// The text of `bytes`, appended to `text`.
    package static func encode(_ bytes: some Collection<UInt8>, into text: inout [UInt8]) {
        text.reserveCapacity(text.count + (bytes.count + 2) / 3 * 4)
        var pending: UInt32 = 0
        var count = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            count += 1
            if count == 3 {
                for shift in [18, 12, 6, 0] as [UInt32] { text.append(alphabet[Int(pending >> shift & 63)]) }
                pending = 0
                count = 0
            }
        }
        guard count > 0 else { return }
        pending <<= UInt32(8 * (3 - count))
        for place in 0..<4 {
            text.append(place <= count ? alphabet[Int(pending >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
        }
    }

    /// The bytes of a text, or `nil` when it is no base64.
    package static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 4 * 3)
        var pending: UInt32 = 0
        var count = 0
        var padding = 0
        for letter in text.utf8 {
            switch letter {
            case 9, 10, 13, 32: continue
            case UInt8(ascii: "="): padding += 1
            default:
                let value = values[Int(letter)]
                guard value != 255, padding == 0 else { return nil }
                pending = pending << 6 | UInt32(value)
                count += 1
                if count == 4 {
                    bytes.append(UInt8(truncatingIfNeeded: pending >> 16))
                    bytes.append(UInt8(truncatingIfNeeded: pending >> 8))
                    bytes.append(UInt8(truncatingIfNeeded: pending))
                    pending = 0
                    count = 0
                }
            }
        }
        guard count != 1, padding <= 2, padding == 0 || count + padding == 4 else { return nil }
        if count >= 2 { bytes.append(UInt8(truncatingIfNeeded: (pending << UInt32(6 * (4 - count))) >> 16)) }
        if count == 3 { bytes.append(UInt8(truncatingIfNeeded: (pending << 6) >> 8)) }
        return bytes
    }
}
