// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSDefinitions
import ROSMessageGeneration
import Testing

@Suite struct MessageGeneratorTests {
    private func generate(
        _ definitions: [(MessageCollection.Kind, String, String)]
    ) throws -> [MessageGenerator.File] {
        var collection = MessageCollection()
        for (kind, name, text) in definitions { try collection.add(kind, MessageName(name), text: text) }
        return try MessageGenerator().files(collection)
    }

    @Test func aMessageBecomesAStruct() throws {
        let files = try generate([(.msg, "a_msgs/Point", "# Metres.\nfloat64 x\nfloat64 y # up\n")])
        #expect(files.map(\.name) == ["a_msgs.swift"])
        let text = try #require(files.first?.text)
        for line in [
            "public import ROSMessages",
            "public enum AMsgs: ROSMessages.ROSMessagePackage {",
            "    public struct Point: ROSMessages.PlainMessage {",
            "        /// `float64 x`: Metres.",
            "        /// `float64 y`: up",
            "        public var x: Swift.Double",
            "            let run0 = try reader.run(16)",
            "            self.y = run0.loadUnaligned(fromByteOffset: 8, as: Swift.Double.self)",
            "            run0.storeBytes(of: self.y, toByteOffset: 8, as: Swift.Double.self)",
            "        public var encodedSize: Swift.Int { 16 }",
        ] {
            #expect(text.split(separator: "\n").contains { $0 == line }, "\(line)")
        }
    }

    @Test func onlyModulesThatAreUsedAreImported() throws {
        let files = try generate([
            (.msg, "a_msgs/One", "b_msgs/Two two"), (.msg, "b_msgs/Two", "int8 x"),
            (.srv, "c/Ask", "b_msgs/Two t\n---\n"),
        ])
        #expect(files.map(\.name) == ["a_msgs.swift", "b_msgs.swift", "c.swift"])
        #expect(files.allSatisfy { $0.text.split(separator: "\n").filter { $0.contains("import") }.count == 1 })
        #expect(files[2].text.contains("public var t: BMsgs.Two"))
    }

    @Test func problemsAreTold() throws {
        func message(_ definitions: [(MessageCollection.Kind, String, String)]) -> String {
            do {
                return "\(try generate(definitions).count)"
            } catch {
                return "\(error)"
            }
        }
        #expect(
            message([(.msg, "a/A", "b/B b")])
                == "b/B is not among the definitions; b/msg/B.msg is needed")
        #expect(message([(.msg, "a/A", "float64[100000] b")]).hasPrefix("a/A has fixed arrays of 800000 bytes"))
        #expect(message([(.msg, "a/A", "A a")]).contains("a/A → a/A"))
        #expect(
            message([(.msg, "a_b/A", ""), (.msg, "aB/A", "")])
                == "the packages aB and a_b would both be AB in Swift")
        #expect(message([(.srv, "a/A", "int8 x")]).contains("---"))
        #expect(message([(.action, "a/A", "int8 x")]).contains("---"))
    }

    @Test func namesAreOnesOfTheLanguage() {
        #expect(SwiftNames.namespace("tf2_msgs") == "Tf2Msgs" && SwiftNames.namespace("swift") == "Swift_")
        #expect(SwiftNames.type("Type") == "Type_" && SwiftNames.type("Any") == "Any_")
        #expect(SwiftNames.member("in") == "`in`" && SwiftNames.member("self") == "self_")
        #expect(SwiftNames.constant("md5") == "md5_" && SwiftNames.constant("RED") == "RED")
    }

    @Test func textThatIsNoCodeStaysText() throws {
        let text = try #require(
            try generate([(.msg, "a/A", "string X=\\\"); exit(1) // \u{7}\r\nint8 y # */ \"\"\" \\(0)")]).first?.text)
        #expect(text.contains(#"public static var X: Swift.String { "\\\"); exit(1) // \u{7}" }"#))
        #expect(text.contains(#"/// `int8 y`: */ """ \(0)"#))
    }
}
