// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import NIOCore
import ROSMessages
import StandardMessages
import Testing

@Suite struct StandardMessagesTests {
    static let packages = StandardDefinitions.packages
    /// The standard types, and those that this target's own definitions become by the same plug-in.
    static let messages = (packages + [OddMsgs.self]).flatMap { package -> [any ROSMessage.Type] in
        package.messages + package.services.flatMap { [request(of: $0), response(of: $0)] }
    }

    private static func request(of service: any ROSService.Type) -> any ROSMessage.Type {
        func open<Service: ROSService>(_ type: Service.Type) -> any ROSMessage.Type { Service.Request.self }
        return open(service)
    }

    private static func response(of service: any ROSService.Type) -> any ROSMessage.Type {
        func open<Service: ROSService>(_ type: Service.Type) -> any ROSMessage.Type { Service.Response.self }
        return open(service)
    }

    @Test func fingerprintsAreGenpys() throws {
        let url = try #require(
            Bundle.module.url(forResource: "fingerprints", withExtension: "txt", subdirectory: "Resources"))
        let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { $0.split(separator: " ") }
        var expected = Dictionary(uniqueKeysWithValues: lines.map { ("\($0[0]) \($0[1])", String($0[2])) })
        for package in Self.packages where !package.name.hasSuffix("tutorials") {
            for message in package.messages {
                #expect(expected.removeValue(forKey: "msg \(message.type)") == message.md5, "\(message.type)")
            }
            for service in package.services {
                #expect(expected.removeValue(forKey: "srv \(service.type)") == service.md5, "\(service.type)")
            }
        }
        // Whatever genpy has of these packages is there.
        #expect(expected.isEmpty, "\(expected)")
    }

    @Test func schemasComeFromTheDefinition() throws {
        for message in Self.messages {
            let schema = try message.schema()
            #expect(schema.md5 == message.md5 && schema.name.description == message.type, "\(message)")
            #expect(schema.definition == message.definition && schema.minimumSize == message.minimumSize, "\(message)")
        }
        for service in Self.packages.flatMap({ $0.services }) {
            let schema = try ServiceSchema(
                name: MessageName(service.type),
                text: try StandardDefinitions.text(ofService: MessageName(service.type))
            ) { name throws(MessageError) in try StandardDefinitions.text(of: name) }
            #expect(schema.md5 == service.md5)
            #expect(try service.schema() == schema)
        }
    }

    @Test func definitionsAreFoundByName() throws {
        for message in Self.packages.flatMap({ $0.messages }) {
            let schema = try MessageSchema.resolve(MessageName(message.type)) { name throws(MessageError) in
                try StandardDefinitions.text(of: name)
            }
            #expect(schema.md5 == message.md5 && schema.definition == message.definition, "\(message)")
        }
        #expect(throws: MessageError.self) { try StandardDefinitions.text(of: MessageName("std_msgs/Nothing")) }
    }

    @Test func memoryOfPlainMessagesIsTheWires() {
        func check<Message: ROSMessage>(_ type: Message.Type) -> String? {
            guard type is any PlainMessage.Type else { return nil }
            #expect(MemoryLayout<Message>.size == MemoryLayout<Message>.stride, "\(type)")
            #expect(MemoryLayout<Message>.size == Message.minimumSize, "\(type)")
            return Message.type
        }
        let plain = Set(Self.messages.compactMap { check($0) })
        #expect(plain.isSuperset(of: ["geometry_msgs/Quaternion", "std_msgs/Float64", "odd_msgs/Type"]))
        // There is a hole before its uint32.
        #expect(!plain.contains("odd_msgs/Swift") && !plain.contains("std_msgs/Bool"))
    }

    @Test func bytesGoRound() throws {
        func check<Message: ROSMessage>(_ type: Message.Type, _ random: inout RandomMessages) throws {
            let schema = try Message.schema()
            #expect(try Message().encoded() == MessageEncoder.defaultBytes(schema), "\(type)")
            for _ in 0..<8 {
                var bytes = random.bytes(schema)
                let message = try Message(decoding: bytes)
                #expect(message.encodedSize == bytes.readableBytes, "\(type)")
                #expect(try message.encoded() == bytes, "\(type)")
                #expect(
                    try message.value().description == MessageDecoder.value(bytes, as: schema).description, "\(type)")
                // Appended, and read from the middle of a buffer.
                let whole = bytes
                try message.encode(into: &bytes)
                let second = try #require(bytes.getSlice(at: whole.readableBytes, length: whole.readableBytes))
                #expect(second == whole, "\(type)")
                #expect(try Message(decoding: second).encoded() == whole, "\(type)")
                // NaNs are not equal to themselves; the second time around nothing may change.
                let again = try Message(decoding: whole)
                if message == again { #expect(message.hashValue == again.hashValue) }
            }
        }
        var random = RandomMessages(state: 7)
        for message in Self.messages { try check(message, &random) }
    }

    @Test func damagedBytesAreRefusedAsDynamicAccessRefusesThem() throws {
        func check<Message: ROSMessage>(_ type: Message.Type, _ random: inout RandomMessages) throws {
            let schema = try Message.schema()
            for _ in 0..<40 {
                let bytes = random.damaged(random.bytes(schema))
                var error: MessageError?
                do throws(MessageError) { _ = try Message(decoding: bytes) } catch let thrown { error = thrown }
                var expected: MessageError?
                do throws(MessageError) { try MessageDecoder.validate(bytes, as: schema) } catch { expected = error }
                #expect(error == expected, "\(type)")
            }
        }
        var random = RandomMessages(state: 8)
        for message in Self.messages { try check(message, &random) }
    }

    @Test func errorsNameTheField() throws {
        var bytes = try NavMsgs.Path(poses: [.init(), .init()]).encoded()
        bytes.moveWriterIndex(to: bytes.writerIndex - 10)
        let error = #expect(throws: MessageError.self) { try NavMsgs.Path(decoding: bytes) }
        #expect(
            error?.message == "nav_msgs/Path.poses: at byte 20 2 elements of geometry_msgs/PoseStamped are announced, "
                + "but only 134 bytes follow")
        let long = ByteBuffer(bytes: [255, 255, 255, 255, 1, 2])
        #expect(throws: MessageError.self) { try StdMsgs.String(decoding: long) }
        #expect(throws: MessageError.self) { try StdMsgs.UInt8MultiArray(decoding: long) }
    }
}
