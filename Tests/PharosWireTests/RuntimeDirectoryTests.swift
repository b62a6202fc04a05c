// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import PharosWire
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct NodeKeyTests {
    @Test func stemsAreStableShortAndDistinct() {
        #expect(
            NodeKey(scheme: "ros", authority: "localhost:11311").stem
                == NodeKey(scheme: "ros", authority: "localhost:11311").stem)
        // The files of running nodes are found by it: it may never change.
        #expect(NodeKey(scheme: "", authority: "").stem == "-" + fnv([0, 0]))
        #expect(NodeKey(scheme: "ros", authority: "a").stem == "ros-" + fnv(Array("ros\u{0}a\u{0}".utf8)))
        var stems: Set<String> = []
        for scheme in ["ros", "mock", String(repeating: "s", count: 40)] {
            for authority in ["", "a", "b", "a:1", String(repeating: "h", count: 5000)] {
                for profile in ["", "a", "1"] {
                    let stem = NodeKey(scheme: scheme, authority: authority, profile: profile).stem
                    #expect(stem.utf8.count <= 33 && !stem.contains("/"))
                    stems.insert(stem)
                }
            }
        }
        #expect(stems.count == 45)
        #expect(
            NodeKey(scheme: "a", authority: "b", profile: "").stem
                != NodeKey(scheme: "a", authority: "", profile: "b").stem)
    }

    private func fnv(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        let text = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}

@Suite struct RuntimeDirectoryTests {
    /// A new empty directory that goes away with the body.
    private func withDirectory(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/pharos-test-XXXXXX".utf8CString)
        let path = String(cString: try #require(mkdtemp(&template)))
        defer {
            for name in (try? RuntimeDirectory(path: path).files()) ?? [] where unlink("\(path)/\(name)") != 0 {
                rmdir("\(path)/\(name)")
            }
            rmdir(path)
        }
        try body(path)
    }

    private func refusal(_ path: String) -> PharosError? {
        let error = #expect(throws: PharosError.self) { try RuntimeDirectory(path: path) }
        #expect(error?.code == .environment)
        return error
    }

    @Test func isMadeWhenMissing() throws {
        try withDirectory { parent in
            let path = "\(parent)/run"
            let directory = try RuntimeDirectory(path: path)
            var status = stat()
            #expect(lstat(path, &status) == 0 && status.st_mode & 0o777 == 0o700)
            #expect(directory.files().isEmpty)
            #expect(try RuntimeDirectory(path: path) == directory)
            let key = NodeKey(scheme: "mock", authority: "")
            #expect(directory.socket(key) == "\(path)/\(key.stem).sock")
        }
    }

    @Test func tooLong() {
        let error = refusal("/tmp/" + String(repeating: "x", count: 100))
        #expect(error?.message.contains("PHAROS_RUNTIME_DIR") == true && error?.message.contains("too long") == true)
    }

    @Test func openToOthers() throws {
        try withDirectory { path in
            for mode: mode_t in [0o755, 0o701, 0o770, 0o777] {
                chmod(path, mode)
                let error = refusal(path)
                #expect(error?.message.contains("chmod 700 \(path)") == true)
            }
            chmod(path, 0o700)
        }
    }

    @Test func notADirectory() throws {
        try withDirectory { parent in
            let file = "\(parent)/file"
            close(open(file, O_CREAT | O_WRONLY, 0o600))
            #expect(refusal(file)?.message.contains("is not a directory") == true)
            // Nor is a link to one: others could have put it there.
            let link = "\(parent)/link"
            symlink("/tmp", link)
            #expect(refusal(link)?.message.contains("is not a directory") == true)
        }
    }

    @Test func parentMissing() throws {
        try withDirectory { parent in
            let error = refusal("\(parent)/no/run")
            #expect(error?.message.contains("cannot be made") == true)
            #expect(error?.message.contains("PHAROS_RUNTIME_DIR") == true)
        }
    }

    @Test func theEnvironmentDecides() throws {
        try withDirectory { parent in
            let own = try RuntimeDirectory(environment: [
                "PHAROS_RUNTIME_DIR": "\(parent)/a", "XDG_RUNTIME_DIR": parent, "TMPDIR": parent,
            ])
            #expect(own.path == "\(parent)/a")
            #expect(
                try RuntimeDirectory(environment: ["XDG_RUNTIME_DIR": parent, "TMPDIR": parent]).path
                    == "\(parent)/pharos")
            #expect(
                try RuntimeDirectory(environment: [
                    "PHAROS_RUNTIME_DIR": "", "XDG_RUNTIME_DIR": "/no/such", "TMPDIR": parent,
                ]).path
                    == "\(parent)/pharos-\(getuid())")
        }
    }
}
