// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages
import Testing

@Suite struct SchemaTests {
    @Test func fingerprintsOfInstalledMessagesAreGenpys() throws {
        let oracle = try Oracle.shared.get()
        #expect(oracle.messages.count > 100)
        for (name, entry) in oracle.messages {
            let schema = try oracle.schema(name.description)
            #expect(schema.md5 == entry.md5, "\(name)")
            let parsed = try MessageSchema.parse(name: name, fullDefinition: schema.definition)
            #expect(parsed.md5 == entry.md5 && parsed.definition == schema.definition, "\(name)")
        }
    }

    @Test func fullDefinitionsOfInstalledMessagesAreGenpys() throws {
        let oracle = try Oracle.shared.get()
        for (name, entry) in oracle.messages {
            var text = Substring(try oracle.schema(name.description).definition)
            while text.last == "\n" { text.removeLast() }
            #expect(MD5.hex(String(text)) == entry.detail, "\(name)")
        }
    }

    @Test func fingerprintsOfInstalledServicesAreGenpys() throws {
        let oracle = try Oracle.shared.get()
        #expect(oracle.services.count > 8)
        for entry in oracle.services {
            let service = try ServiceSchema(name: entry.name, text: entry.text) { name throws(MessageError) in
                try oracle.text(name)
            }
            #expect(service.md5 == entry.md5, "\(entry.name)")
            #expect("\(service.request.md5) \(service.response.md5)" == entry.detail, "\(entry.name)")
        }
    }

    @Test func recursiveDefinitionsNameTheirCycle() throws {
        let error = #expect(throws: MessageError.self) {
            try MessageSchema.resolve(MessageName("p/A")) { name throws(MessageError) in
                name.name == "A" ? "B b" : "A[] a"
            }
        }
        #expect(error?.message.contains("p/A → p/B → p/A") == true)
    }

    @Test func stringConstantsKeepTheRestOfTheLine() throws {
        let definition = try MessageDefinition(
            name: MessageName("p/A"), text: "string X= a # b \nint8 Y=3 # c\nHeader h")
        #expect(definition.constants.map(\.text) == ["a # b", "3"])
        #expect(definition.fields.first?.type == "std_msgs/Header")
    }

    @Test func anActionDerivesSevenMessages() throws {
        let action = try ActionDefinition(name: MessageName("p/Foo"), text: "int32 a\n---\nint32 b\n---\nint32 c")
        #expect(
            action.messages.map(\.name.name) == [
                "FooGoal", "FooResult", "FooFeedback", "FooActionGoal", "FooActionResult", "FooActionFeedback",
                "FooAction",
            ])
        #expect(throws: MessageError.self) { try ActionDefinition(name: MessageName("p/Foo"), text: "int32 a\n---\n") }
    }
}
