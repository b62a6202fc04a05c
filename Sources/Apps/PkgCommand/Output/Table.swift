// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Rows in aligned columns.
struct Table {
    var head: [String]
    var rows: [[String]] = []

    /// Every line, the head first; the last column is not padded.
    var text: String {
        var widths = head.map(\.count)
        for row in rows {
            for (column, cell) in row.enumerated() where column < widths.count {
                widths[column] = max(widths[column], cell.count)
            }
        }
        return ([head] + rows).map { row in
            row.enumerated().map { column, cell in
                column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: max(0, widths[column] - cell.count))
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
