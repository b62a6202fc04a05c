// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosTOML
import Testing

@Suite struct ByteCountTests {
    @Test(arguments: [
        ("0", 0), ("12", 12), ("1 KiB", 1024), ("3m", 3 << 20), ("2GiB", 2 << 30), ("1 kB", 1000), ("7b", 7),
    ] as [(String, UInt64)])
    func sizes(_ text: String, _ bytes: UInt64) { #expect(ByteCount(text)?.bytes == bytes) }

    @Test(arguments: ["", "MiB", "1.5 GiB", "-1", "99999999999999999999", "18446744073709551615 KiB", "１ MiB"])
    func noSizes(_ text: String) { #expect(ByteCount(text)?.bytes == nil) }
}
