// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import PharosModel
import TOMLKit

extension TOMLSection {
    /// The largest file that is read: 1 MiB.
    package static let maximumLength = 1 << 20

    /// The whole of a file.
    ///
    /// - Parameters:
    ///   - text: what is in it.
    ///   - file: its name, for errors.
    /// - Throws: ``PharosError`` with `invalidValue` and, where the text is no TOML, line and column.
    package init(text: String, file: String) throws(PharosError) {
        guard text.utf8.count <= TOMLSection.maximumLength else {
            throw PharosError(.invalidValue, "\(file) has \(text.utf8.count) bytes; at most 1 MiB is read")
        }
        // The library hands texts on as C has them: what follows a NUL would be lost without a word.
        guard !text.utf8.contains(0), !text.contains("\\u0000"), !text.contains("\\U00000000") else {
            throw PharosError(.invalidValue, "\(file): texts without NUL are expected")
        }
        if let (line, found) = TOMLHeaders.fault(in: text) {
            throw PharosError(
                .invalidValue, "\(file):\(line): a table's name begins with a letter, a digit or a quote, \(found) came")
        }
        do {
            self.init(try TOMLTable(string: text), path: "", file: file)
        } catch let error as TOMLParseError {
            let place = error.source.begin
            throw PharosError(
                .invalidValue, "\(file):\(place.line):\(place.column): \(error.description)", cause: error)
        } catch {
            throw PharosError(.invalidValue, "\(file): \(error)", cause: error)
        }
    }
}
