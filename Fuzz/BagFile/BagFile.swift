// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import NIOCore
@testable import RosBag

/// Bags: whatever the bytes are, reading ends, and what is read twice is the same; what is scanned without the index
/// has no message that is not in the file. Input: the file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBagFile(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        // Files are padded to 4096 bytes by their header; the fuzzer's shorter ones have the first line given to them.
        let file = bytes.starts(with: Array("#ROSBAG".utf8)) ? bytes : Array("#ROSBAG V2.0\n".utf8) + bytes
        for allowed in [false, true] {
            var options = BagReader.Options()
            options.allowsUnindexed = allowed
            options.cacheSize = 1 << 16
            guard let reader = try? BagReader(bytes: ByteBuffer(bytes: file), options: options) else { continue }
            let first = messages(reader)
            check(first == messages(reader), "a bag reads otherwise the second time")
            let report = BagCheck.check(reader)
            check(report.messages <= 1 << 24, "more messages than the file has room for")
        }
    }
}

/// Count and bytes of what can be read before the first error.
private func messages(_ reader: BagReader) -> [Int] {
    var messages = reader.messages()
    var (count, bytes) = (0, 0)
    while count < 100_000, let message = try? messages.next() {
        count += 1
        bytes += message.bytes.readableBytes
    }
    return [count, bytes]
}
