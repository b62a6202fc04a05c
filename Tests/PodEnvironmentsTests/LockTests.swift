// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Testing

@testable import PodEnvironments

@Suite struct LockTests {
    private let interpreter = Interpreter(path: "/usr/bin/python3", version: "3.11.2", platform: "cpython-311 linux-x86_64 glibc 2.36")

    @Test func packagesAndHashes() {
        let lock = PodLock(
            text: """
                # a comment
                --index-url https://example.org/simple
                idna==3.20 \\
                    --hash=sha256:aa \\
                    --hash=sha256:bb
                colorama==0.4.6 ; sys_platform == 'win32' \\
                    --hash=sha256:cc
                """)
        #expect(lock.packages == ["idna==3.20", "colorama==0.4.6"])
        #expect(lock.isHashed)
        let local = PodLock(text: lock.text + "\n-e ./library\n")
        #expect(local.packages == ["idna==3.20", "colorama==0.4.6", "-e ./library"])
        #expect(!local.isHashed)
        #expect(local.textWithoutHashes.contains("idna==3.20") && !local.textWithoutHashes.contains("sha256"))
        #expect(local.textWithoutHashes.contains("colorama==0.4.6 ; sys_platform == 'win32'"))
        #expect(PodLock(text: "").packages.isEmpty && PodLock(text: "").isHashed)
    }

    @Test func aLockKnowsWhatItIsFor() {
        let lock = PodLock.made("a==1 --hash=sha256:aa\n", for: EnvironmentKey.universal("d1"), by: "uv", note: "")
        #expect(EnvironmentKey.fits(lock, "d1", interpreter))
        #expect(!EnvironmentKey.fits(lock, "d2", interpreter))
        let special = PodLock.made("a==1", for: EnvironmentKey.special("d1", interpreter), by: "pip", note: "One platform.")
        var other = interpreter
        other.platform = "cpython-312 linux-aarch64 glibc 2.36"
        #expect(EnvironmentKey.fits(special, "d1", interpreter))
        #expect(!EnvironmentKey.fits(special, "d1", other))
        // Somebody's own is for whatever they say.
        #expect(EnvironmentKey.fits(PodLock(text: "a==1\n"), "d1", interpreter))
    }

    @Test func theKeyIsOfWhatCounts() {
        func key(_ interpreter: Interpreter, _ lock: PodLock, _ folder: String = "/p") -> EnvironmentKey {
            EnvironmentKey(interpreter, lock, folder: folder)
        }
        let one = PodLock.made("a==1", for: "x", by: "uv", note: "")
        let two = PodLock.made("a==1", for: "y", by: "pip", note: "Note.")
        #expect(key(interpreter, one) == key(interpreter, two))
        #expect(key(interpreter, one) != key(interpreter, PodLock(text: "a==2")))
        // What ./library is depends on where it is; what has a hash is the same everywhere.
        let local = PodLock(text: "-e ./library\n")
        #expect(key(interpreter, local, "/p") != key(interpreter, local, "/q"))
        let hashed = PodLock(text: "a==1 --hash=sha256:aa\n")
        #expect(key(interpreter, hashed, "/p") == key(interpreter, hashed, "/q"))
        var other = interpreter
        other.version = "3.12.0"
        #expect(key(interpreter, one) != key(other, one))
    }
}
