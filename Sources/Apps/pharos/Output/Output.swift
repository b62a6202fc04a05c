// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Lines on standard output, each there at once: a pipe's reader waits for nothing.
enum Output {
    static func line(_ text: String) { raw(text + "\n") }

    /// Text as it is, without a line's end.
    static func raw(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let written = write(STDOUT_FILENO, rest.baseAddress, rest.count)
                // A reader that is gone (`| head`) ends the command in order.
                guard written > 0 else { exit(0) }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }
    }

    static func json(_ value: Value, pretty: Bool = false) { line(JSONWriter(pretty: pretty).text(value)) }

    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// A table: columns as wide as their widest cell, the last one as it is.
    static func table(_ header: [String], _ rows: [[String]]) {
        guard !rows.isEmpty else { return }
        var widths = header.map(\.count)
        for row in rows { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) } }
        func format(_ row: [String]) -> String {
            row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
            }.joined(separator: "  ")
        }
        line(format(header))
        for row in rows { line(format(row)) }
    }
}

extension ResourceInfo {
    /// The resource for programs.
    var json: Value {
        [
            "path": .string(path), "role": .string(role.rawValue), "kind": .string(kind.rawValue),
            "type": .string(type), "readable": .bool(isReadable), "writable": .bool(isWritable),
            "publishers": .array(publishers.map { .string($0) }),
            "subscribers": .array(subscribers.map { .string($0) }),
        ]
    }

    /// The cells of a list.
    var row: [String] {
        let access =
            kind == .command
            ? "call" : kind == .device ? "" : [isReadable ? "read" : "", isWritable ? "write" : ""].joined(separator: " ")
        return [role.rawValue, path, type.isEmpty ? "-" : type, access.trimmed]
    }
}

extension String {
    /// Without blanks around it.
    var trimmed: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
