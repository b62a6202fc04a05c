// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Plotting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct TerminalTests {
    @Test func brailleFrame() {
        let rows = TerminalCanvas.rows(of: SampleCharts.triangle, columns: 60, rows: 16)
        #expect(rows == Self.braille, "\n\(rows.joined(separator: "\n"))")
    }

    @Test func asciiFrame() {
        let rows = TerminalCanvas.rows(
            of: SampleCharts.triangle, columns: 60, rows: 16, style: TerminalStyle(isASCII: true))
        #expect(rows == Self.ascii, "\n\(rows.joined(separator: "\n"))")
    }

    @Test func coloursAreBegunAndEnded() {
        let style = TerminalStyle(environment: ["TERM": "xterm-256color", "LANG": "C.UTF-8"])
        let rows = TerminalCanvas.rows(of: SampleCharts.triangle, columns: 60, rows: 16, style: style)
        let plain = rows.map { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "") }
        #expect(plain == Self.braille)
        #expect(rows.contains { $0.contains("\u{1B}[38;5;39m") })
        #expect(rows.filter { $0.contains("\u{1B}") }.allSatisfy { $0.hasSuffix("\u{1B}[0m") })
    }

    @Test func theEnvironmentSaysWhatATerminalShows() {
        #expect(TerminalStyle(environment: ["TERM": "xterm-256color"]).colours == .full)
        #expect(TerminalStyle(environment: ["TERM": "linux"]).colours == .basic)
        #expect(TerminalStyle(environment: ["TERM": "linux", "COLORTERM": "truecolor"]).colours == .full)
        #expect(TerminalStyle(environment: ["TERM": "xterm-256color", "NO_COLOR": "1"]).colours == .none)
        #expect(TerminalStyle(environment: ["TERM": "dumb"]).colours == .none)
        #expect(TerminalStyle(environment: [:]).colours == .none)
        #expect(TerminalStyle(environment: ["LANG": "de_DE.ISO-8859-1"]).isASCII)
        #expect(!TerminalStyle(environment: ["LANG": "de_DE.UTF-8"]).isASCII)
        #expect(!TerminalStyle(environment: ["LANG": "C"]).isASCII)
    }

    /// Names come from the network: nothing in them may steer the terminal or push the frame out of its columns.
    @Test func namesCannotSteerTheTerminal() {
        var chart = SampleCharts.curve([1, 2, 3])
        chart.title = "a\u{1B}]0;owned\u{07}b\u{9B}31m\r\n\u{202E}c\u{0301}\u{0301}\u{0301}\u{0301}\u{0301}"
        chart.curves[0].name = "名前\u{0}\u{301}\u{FEFF}" + String(repeating: "x", count: 5000)
        for isASCII in [false, true] {
            let rows = TerminalCanvas.rows(of: chart, columns: 40, rows: 12, style: TerminalStyle(isASCII: isASCII))
            let scalars = rows.joined().unicodeScalars
            let steering = scalars.filter { scalar in
                scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
            }
            #expect(steering.isEmpty)
            #expect(rows.allSatisfy { $0.count <= 40 })
            if isASCII { #expect(scalars.filter { !$0.isASCII }.isEmpty) }
        }
    }

    @Test func everySizeIsDrawn() {
        for columns in [-1, 0, 1, 2, 5, 10, 11, 12, 13, 20, 40, 80, 1_000_000] {
            for rows in [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 24, 1_000_000] {
                for style in [TerminalStyle(), TerminalStyle(colours: .basic, isASCII: true)] {
                    let canvas = TerminalCanvas(columns: columns, rows: rows, style: style)
                    let lines = TerminalCanvas.rows(
                        of: SampleCharts.triangle, columns: columns, rows: rows, style: style)
                    #expect(lines.count == canvas.rows)
                    if style.colours == .none { #expect(lines.allSatisfy { $0.count <= canvas.columns }) }
                }
            }
        }
    }

    @Test func theScreenWritesWhatChangedAndRestores() {
        var written: [String] = []
        let screen = TerminalScreen(input: -1) { written.append($0) }
        screen.show(["not yet"])
        #expect(written.isEmpty)
        screen.enter()
        #expect(written == ["\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J"])
        screen.show(["one", "two"])
        screen.show(["one", "2"])
        screen.show(["one", "2"])
        #expect(written.count == 3)
        #expect(written[2] == "\u{1B}[?2026h\u{1B}[2;1H2\u{1B}[K\u{1B}[?2026l")
        screen.redraw()
        screen.show(["one", "2"])
        #expect(written[3].contains("one"))
        #expect(!screen.isEndAsked())
        screen.leave()
        screen.leave()
        #expect(written.count == 5)
        #expect(written[4] == "\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l")
        #expect(TerminalScreen.size(of: -1) == nil)
    }

    static let braille = """
                               Tank <1> & "2"
        ━━ mock:/level  0 m         ✕ mock:/gone: not there
         m
           ┌───────────────────────────────────────────────────────┐
        10 ┤                        ⣀⡤⠚⠉⠓⢤⣀                        │
           │                     ⣀⡤⠚⠁     ⠈⠓⠤                      │
           │                  ⣀⠤⠚⠁                                 │
           │               ⣀⠤⠊⠁                                    │
         5 ┤            ⣀⠤⠊⠁                         ⠤⣀            │
           │         ⣀⠔⠊⠁                             ⠈⠑⠢⣀         │
           │      ⣀⠔⠊⠁                                   ⠈⠑⠢⣀      │
           │   ⣠⠔⠊⠁                                         ⠈⠙⠢⣄   │
         0 ┤⣠⠔⠋⠁                                               ⠈⠙⠢⣄│
           └┬────────────┬─────────────┬─────────────┬────────────┬┘
        08:59:40      08:59:45      08:59:50      08:59:55  09:00:00
                                 2026-11-21 UTC
        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    static let ascii = """
                               Tank <1> & "2"
        ** mock:/level  0 m         x mock:/gone: not there
         m
           +-------------------------------------------------------+
        10 +                        *******                        |
           |                     ****     ***                      |
           |                  ****                                 |
           |               ****                                    |
         5 +            ****                         **            |
           |         ****                             ****         |
           |      ****                                   ****      |
           |   ****                                         ****   |
         0 +****                                               ****|
           ++------------+-------------+-------------+------------++
        08:59:40      08:59:45      08:59:50      08:59:55  09:00:00
                                 2026-11-21 UTC
        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}
