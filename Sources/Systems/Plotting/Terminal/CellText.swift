// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Text as a terminal shows it: one or two cells a character, nothing that moves the cursor.
enum CellText {
    /// The cells of a text; the second cell of a wide character is empty.
    ///
    /// Control characters, also those that turn the direction of writing, become `?`: a name from the network must not
    /// steer the terminal.
    static func cells(_ text: String, isASCII: Bool) -> [String] {
        var cells: [String] = []
        for character in text {
            let cell = cell(character, isASCII: isASCII)
            guard let first = cell.unicodeScalars.first else { continue }
            cells.append(cell)
            if isWide(first) { cells.append("") }
        }
        return cells
    }

    private static func cell(_ character: Character, isASCII: Bool) -> String {
        if isASCII {
            if character == "…" { return "~" }
            guard let byte = character.asciiValue, byte >= 0x20, byte < 0x7f else { return "?" }
            return String(character)
        }
        let scalars = character.unicodeScalars
        let isHarmless = scalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        guard isHarmless, scalars.count <= 4, let first = scalars.first else { return "?" }
        switch first.properties.generalCategory {
        // A mark that has nothing to stand on would join the cell before.
        case .nonspacingMark, .enclosingMark, .spacingMark: return "?"
        default: return String(character)
        }
    }

    /// Whether terminals give it two cells (Unicode Standard Annex #11, the blocks that are wide throughout).
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
