// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages
import StandardMessages

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Typed messages beside genpy, for check_typed.py. A line `TYPE HEX` on standard input is decoded and encoded again:
/// `ok HEX`, or `error …`. `types` lists name, fingerprint and definition of every type, `end`.
@main
struct TypedEcho {
    static func main() throws {
        let packages = StandardDefinitions.packages
        let messages = packages.flatMap { $0.messages } + packages.flatMap { $0.services }.flatMap { parts($0) }
        let byName = Dictionary(messages.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
        let writer = JSONWriter()
        while let line = readLine() {
            // Whoever asked waits for the answer.
            defer { fflush(nil) }
            if line == "types" {
                for type in messages {
                    print(writer.text([.string(type.type), .string(type.md5), .string(type.definition)]))
                }
                for service in packages.flatMap({ $0.services }) {
                    print(writer.text([.string(service.type), .string(service.md5), .string("")]))
                }
                print("end")
                continue
            }
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 2, let type = byName[String(words[0])] else { continue }
            do {
                print("ok", hex(try echo(type, bytes(words[1]))))
            } catch {
                print("error \(error)")
            }
        }
    }

    private static func parts(_ service: any ROSService.Type) -> [any ROSMessage.Type] {
        func open<Service: ROSService>(_ type: Service.Type) -> [any ROSMessage.Type] {
            [Service.Request.self, Service.Response.self]
        }
        return open(service)
    }

    private static func echo(_ type: any ROSMessage.Type, _ bytes: ByteBuffer) throws(MessageError) -> ByteBuffer {
        func open<Message: ROSMessage>(_ type: Message.Type) throws(MessageError) -> ByteBuffer {
            try Message(decoding: bytes).encoded()
        }
        return try open(type)
    }

    private static func bytes(_ text: Substring) -> ByteBuffer {
        var digits = text.utf8.makeIterator()
        var bytes = ByteBuffer()
        func value(_ digit: UInt8) -> UInt8 { digit < 0x3a ? digit &- 0x30 : digit &- 0x57 }
        while let high = digits.next(), let low = digits.next() { bytes.writeInteger(value(high) << 4 | value(low)) }
        return bytes
    }

    private static func hex(_ bytes: ByteBuffer) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.readableBytesView.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
