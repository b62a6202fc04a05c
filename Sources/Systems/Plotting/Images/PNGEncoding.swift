// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CZlib

/// The PNG file format (W3C, "Portable Network Graphics (PNG) Specification").
enum PNGEncoding {
    /// A file of pixels, red, green, blue, opacity each a byte.
    static func file(width: Int, height: Int, pixels: [UInt8]) throws(PlottingError) -> [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        // 8 bits of depth, colour type 6, and the only compression, filter and (no) interlace methods.
        chunk("IHDR", bigEndian(width) + bigEndian(height) + [8, 6, 0, 0, 0], to: &file)
        let row = width * 4
        var lines: [UInt8] = []
        lines.reserveCapacity((row + 1) * height)
        for number in 0..<height {
            // Filter 0 each: rows of a chart repeat, which deflate finds by itself.
            lines.append(0)
            lines += pixels[number * row..<(number + 1) * row]
        }
        chunk("IDAT", try deflated(lines), to: &file)
        chunk("IEND", [], to: &file)
        return file
    }

    private static func chunk(_ type: String, _ data: [UInt8], to file: inout [UInt8]) {
        let body = Array(type.utf8) + data
        file += bigEndian(data.count)
        file += body
        file += bigEndian(Int(crc32(0, body, UInt32(clamping: body.count))))
    }

    private static func deflated(_ bytes: [UInt8]) throws(PlottingError) -> [UInt8] {
        var size = compressBound(UInt(bytes.count))
        var result = [UInt8](repeating: 0, count: Int(size))
        let code = compress2(&result, &size, bytes, UInt(bytes.count), 6)
        guard code == Z_OK else {
            throw PlottingError(message: "zlib did not compress \(bytes.count) bytes of pixels: its error \(code)")
        }
        return Array(result.prefix(Int(size)))
    }

    private static func bigEndian(_ number: Int) -> [UInt8] {
        let number = UInt32(clamping: number)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
