// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The terminal of this process while it shows pictures that change: its other screen, the cursor hidden, keys not
/// echoed. ``leave()`` makes everything as it was.
///
/// Only rows that changed are written, as one synchronised update, so that nothing flickers.
public final class TerminalScreen {
    private let input: Int32
    private let write: (String) -> Void
    private var shown: [String] = []
    private var isEntered = false
    private var saved: termios?

    /// A screen that has not been entered.
    ///
    /// - Parameters:
    ///   - input: the descriptor of the keyboard, standard input where none is said; keys are ignored when it is no terminal.
    ///   - write: where the control sequences and rows go.
    public init(input: Int32 = 0, write: @escaping (String) -> Void) {
        self.input = input
        self.write = write
    }

    deinit { leave() }

    /// Columns and rows of the terminal behind a descriptor; `nil` when it is none or does not say.
    public static func size(of descriptor: Int32 = 1) -> (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Changes to the other screen.
    public func enter() {
        guard !isEntered else { return }
        isEntered = true
        var settings = termios()
        if isatty(input) == 1, tcgetattr(input, &settings) == 0 {
            saved = settings
            settings.c_lflag &= ~tcflag_t(ECHO | ICANON)
            withUnsafeMutableBytes(of: &settings.c_cc) { keys in
                // A read returns at once with what there is; nothing suspends a process that owns the screen.
                keys[Int(VMIN)] = 0
                keys[Int(VTIME)] = 0
                keys[Int(VSUSP)] = 0
            }
            _ = tcsetattr(input, TCSANOW, &settings)
        }
        write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J")
        shown = []
    }

    /// Shows rows; those that did not change are not written again.
    public func show(_ rows: [String]) {
        guard isEntered else { return }
        var text = ""
        if rows.count != shown.count {
            text = "\u{1B}[2J"
            shown = []
        }
        for (number, row) in rows.enumerated() where !shown.indices.contains(number) || shown[number] != row {
            text += "\u{1B}[\(number + 1);1H\(row)\u{1B}[K"
        }
        shown = rows
        guard !text.isEmpty else { return }
        write("\u{1B}[?2026h\(text)\u{1B}[?2026l")
    }

    /// Forgets what is shown, after the terminal changed its size.
    public func redraw() { shown = [] }

    /// Whether `q` or Escape was pressed since the last call.
    public func isEndAsked() -> Bool {
        guard saved != nil else { return false }
        var keys = [UInt8](repeating: 0, count: 64)
        let count = read(input, &keys, keys.count)
        guard count > 0 else { return false }
        let pressed = keys[..<count]
        // An arrow key begins with Escape as well, but does not stop there.
        return pressed.contains(UInt8(ascii: "q")) || pressed == [0x1B]
    }

    /// Changes back, as often as one likes.
    public func leave() {
        guard isEntered else { return }
        isEntered = false
        write("\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l")
        if var settings = saved { _ = tcsetattr(input, TCSANOW, &settings) }
        saved = nil
    }
}
