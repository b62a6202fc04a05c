// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import FuzzSupport
import NIOCore

/// Bencode cut anywhere, and both sides of the pod protocol on it: what is read is written the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBencode(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        let cut = Int(bytes.first ?? 0) % 17 + 1
        let text = Array(bytes.dropFirst())

        var reader = BencodeReader(limits: .init(stringLength: 1 << 16, length: 1 << 17, count: 10_000))
        var whole = BencodeReader(limits: .init(stringLength: 1 << 16, length: 1 << 17, count: 10_000))
        whole.append(ByteBuffer(bytes: text))
        for piece in stride(from: 0, to: text.count, by: cut) {
            reader.append(ByteBuffer(bytes: text[piece...].prefix(cut)))
            while let value = try? reader.next() {
                let again = must("the same bytes in one piece cannot be read") { try whole.next() }
                check(again == value, "another value in one piece")
                check(must("our own bencode cannot be read") { try BencodeReader.value(value.encoded) } == value, "another value")
            }
        }

        var client = PodSession(limit: 2, limits: .init(), description: cut > 8 ? PodDescription(format: .edn, namespaces: []) : nil)
        _ = client.invoke(1, "p/f", [1], isStream: false)
        _ = client.invoke(2, "p/f", [], isStream: true)
        var events = 0
        _ = try? client.receive(ByteBuffer(bytes: text)) { _ in events += 1 }
        check(events <= text.count * 3, "more events than bytes")

        var pod = PodServerSession(
            PodServer(format: .edn, namespaces: [.init("p", functions: [.init("f") { arguments, _ in .list(arguments) }])]))
        pod.append(ByteBuffer(bytes: text))
        while let action = try? pod.next() {
            if case .reply(let reply) = action { check(reply.dictionary != nil, "a reply that is no message") }
        }
    }
}
