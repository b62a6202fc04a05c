// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A directory that is gone when the test is over.
final class TestDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/pharos-test-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    deinit { TestDirectory.removeAll(path) }

    func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws {
        try makeParents(name)
        let file = try #require(fopen("\(path)/\(name)", "w"))
        fputs(text, file)
        fclose(file)
        chmod("\(path)/\(name)", mode)
    }

    func executable(_ name: String, _ script: String) throws {
        try write(name, "#!/bin/sh\n\(script)\n", mode: 0o755)
    }

    func link(_ name: String, to target: String) throws {
        try #require(symlink(target, "\(path)/\(name)") == 0)
    }

    func makeDirectory(_ name: String) throws { try #require(mkdir("\(path)/\(name)", 0o755) == 0) }

    func remove(_ name: String) { unlink("\(path)/\(name)") }

    private func makeParents(_ name: String) throws {
        var directory = path
        for part in name.split(separator: "/").dropLast() {
            directory += "/\(part)"
            try #require(mkdir(directory, 0o755) == 0 || errno == EEXIST)
        }
    }

    private static func removeAll(_ path: String) {
        if let stream = opendir(path) {
            var names: [String] = []
            while let entry = readdir(stream) {
                names.append(
                    withUnsafePointer(to: &entry.pointee.d_name) {
                        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                    })
            }
            closedir(stream)
            for name in names where name != "." && name != ".." {
                var status = stat()
                let file = "\(path)/\(name)"
                guard lstat(file, &status) == 0 else { continue }
                if status.st_mode & S_IFMT == S_IFDIR { removeAll(file) } else { unlink(file) }
            }
        }
        rmdir(path)
    }
}
