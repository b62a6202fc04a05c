// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSDefinitions

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension MessageGenerator.File {
    /// Writes the file into a directory that exists; a file that is the same already is left as it is, so that nothing
    /// is compiled again.
    /// - Throws: ``MessageError`` with `unwritable` when it cannot be written.
    public func write(to directory: String) throws(MessageError) {
        let path = "\(directory)/\(name)"
        guard !isWritten(at: path) else { return }
        guard let file = fopen(path, "w") else {
            throw MessageError(.unwritable, "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        let bytes = Array(text.utf8)
        let count = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, count == bytes.count else {
            throw MessageError(.unwritable, "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    private func isWritten(at path: String) -> Bool {
        guard let file = fopen(path, "r") else { return false }
        defer { fclose(file) }
        let expected = Array(text.utf8)
        var bytes = [UInt8](repeating: 0, count: expected.count + 1)
        return fread(&bytes, 1, bytes.count, file) == expected.count && bytes.dropLast().elementsEqual(expected)
    }
}

extension MessageError.Code {
    /// A generated file cannot be written.
    public static let unwritable = MessageError.Code("unwritable")
}
