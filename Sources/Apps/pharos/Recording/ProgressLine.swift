// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import PharosWire

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One line on standard error that tells how far it is: rewritten in place on a terminal, else a line now and then
/// when it was asked for.
struct ProgressLine: Sendable {
    let isTerminal: Bool
    private let isForced: Bool

    init(isForced: Bool) {
        isTerminal = isatty(STDERR_FILENO) == 1
        self.isForced = isForced
    }

    var isShown: Bool { isTerminal || isForced }
    /// How often it is worth showing.
    var pause: Duration { isTerminal ? .milliseconds(200) : .seconds(1) }

    func show(_ text: String) {
        guard isTerminal else { return StandardError.print(text) }
        write("\r\u{1b}[K" + text)
    }

    /// The cursor is on a line of its own again.
    func end() { if isTerminal { write("\r\u{1b}[K") } }

    private func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            #if canImport(Glibc)
            _ = Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
            #else
            _ = Darwin.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
            #endif
        }
    }
}
