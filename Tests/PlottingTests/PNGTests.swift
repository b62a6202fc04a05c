// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CZlib
import Plotting
import Testing

@Suite struct PNGTests {
    /// A decoded picture.
    private struct Picture {
        var width: Int
        var height: Int
        var pixels: [UInt8]

        func colour(_ x: Int, _ y: Int) -> [UInt8] { Array(pixels[(y * width + x) * 4..<(y * width + x) * 4 + 4]) }

        /// The rows below the legend in which a column has pixels with more blue than red.
        func blueRows(_ x: Int) -> [Int] {
            (40..<height).filter { Int(pixels[($0 * width + x) * 4 + 2]) - Int(pixels[($0 * width + x) * 4]) > 60 }
        }

        /// Reads a file chunk by chunk, every CRC checked, the data inflated by zlib.
        init(_ file: [UInt8]) throws {
            try #require(Array(file.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            var place = 8
            var chunks: [(type: String, data: [UInt8])] = []
            func number(_ at: Int) -> Int { file[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
            while place < file.count {
                let length = number(place)
                let body = Array(file[place + 4..<place + 8 + length])
                try #require(UInt(number(place + 8 + length)) == crc32(0, body, UInt32(body.count)))
                chunks.append((String(decoding: body.prefix(4), as: UTF8.self), Array(body.dropFirst(4))))
                place += 12 + length
            }
            try #require(chunks.map(\.type) == ["IHDR", "IDAT", "IEND"])
            let header = chunks[0].data
            width = header[0..<4].reduce(0) { $0 << 8 | Int($1) }
            height = header[4..<8].reduce(0) { $0 << 8 | Int($1) }
            try #require(Array(header[8...]) == [8, 6, 0, 0, 0])
            var size = UInt(height * (width * 4 + 1))
            var lines = [UInt8](repeating: 0, count: Int(size))
            try #require(uncompress(&lines, &size, chunks[1].data, UInt(chunks[1].data.count)) == Z_OK)
            try #require(Int(size) == lines.count)
            pixels = []
            for row in 0..<height {
                let start = row * (width * 4 + 1)
                try #require(lines[start] == 0)
                pixels += lines[start + 1..<start + 1 + width * 4]
            }
        }
    }

    @Test func aLineIsWhereItBelongs() throws {
        // From 0 to 10 in 11 points, no legend: the frame holds the diagonal.
        var chart = SampleCharts.curve((0...10).map(Double.init))
        chart.curves[0].name = ""
        chart.showsValues = false
        let picture = try Picture(PNGImage.bytes(of: chart, width: 400, height: 300, scale: 1))
        #expect((picture.width, picture.height) == (400, 300))
        #expect(picture.colour(0, 0) == [255, 255, 255, 255])
        let columns = (0..<400).filter { !picture.blueRows($0).isEmpty }
        let first = try #require(columns.first)
        let last = try #require(columns.last)
        #expect(last - first > 250)
        // Falling rows from left to right, a thin line.
        var previous = 1000.0
        for column in stride(from: first + 4, to: last - 4, by: 20) {
            let rows = picture.blueRows(column)
            #expect((1...4).contains(rows.count))
            let middle = Double(rows.reduce(0, +)) / Double(max(rows.count, 1))
            #expect(middle < previous)
            previous = middle
        }
    }

    @Test func linesAreSmooth() throws {
        let picture = try Picture(PNGImage.bytes(of: SampleCharts.triangle, width: 600, height: 400, scale: 1))
        var mixed = 0
        for y in 0..<400 {
            for x in 0..<600 {
                let colour = picture.colour(x, y)
                // Between the curve's blue and the paper, and neither.
                if colour[0] > 30, colour[0] < 225, colour[2] > colour[0] + 15 { mixed += 1 }
            }
        }
        #expect(mixed > 200)
    }

    @Test func textIsThere() throws {
        let bare = try Picture(PNGImage.bytes(of: Chart(curves: [], from: 0, to: 1), width: 400, height: 300, scale: 1))
        var chart = Chart(curves: [], from: 0, to: 1)
        chart.title = "ABC"
        let titled = try Picture(PNGImage.bytes(of: chart, width: 400, height: 300, scale: 1))
        let dark = { (picture: Picture) in
            (0..<35).reduce(0) { count, y in count + (0..<400).filter { picture.colour($0, y)[0] < 60 }.count }
        }
        #expect(dark(bare) == 0)
        #expect(dark(titled) > 60)
        // In the middle.
        let columns = (0..<400).filter { x in (0..<35).contains { titled.colour(x, $0)[0] < 60 } }
        #expect(abs(((columns.first ?? 0) + (columns.last ?? 0)) / 2 - 200) <= 3)
    }

    @Test func oddChartsAreFiles() throws {
        for chart in HostileCharts.all {
            _ = try Picture(PNGImage.bytes(of: chart, width: 160, height: 100, scale: .nan))
        }
        for (width, height) in [(Int.min, 5), (-1, 0), (101, 2000)] {
            let picture = try Picture(
                PNGImage.bytes(of: SampleCharts.triangle, width: width, height: height, scale: 100))
            #expect((100...8192).contains(picture.width) && (80...8192).contains(picture.height))
        }
    }

    @Test func terminalsTakeOddCharts() {
        for chart in HostileCharts.all {
            for (columns, rows) in [(20, 6), (80, 24), (30, 12)] {
                let lines = TerminalCanvas.rows(of: chart, columns: columns, rows: rows)
                #expect(lines.count == rows && lines.allSatisfy { $0.count <= columns })
            }
        }
    }
}
