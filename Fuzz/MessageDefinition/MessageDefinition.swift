// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import ROSMessages
import StandardMessages

/// Definitions: of a message with all it needs, of a service, of an action. A type that was read is the same when its
/// full text is read again, and its defaults are a message of it. Input: which, text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMessageDefinition(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let kind = input.number(below: 3)
        let text = String(decoding: input.all(), as: UTF8.self)
        let name = MessageName(package: "fuzz_msgs", name: "Type")
        switch kind {
        case 0:
            guard let schema = try? MessageSchema.parse(name: name, fullDefinition: text) else { return }
            examine(schema)
        case 1:
            let service = try? ServiceSchema(name: name, text: text) { name throws(MessageError) in
                try StandardDefinitions.text(of: name)
            }
            guard let service else { return }
            examine(service.request)
            examine(service.response)
        default:
            guard let action = try? ActionDefinition(name: name, text: text) else { return }
            for message in action.messages { _ = try? MessageDefinition(name: message.name, text: message.text) }
        }
    }
}

private func examine(_ schema: MessageSchema) {
    let again = must("the full text of a type is no definition") {
        try MessageSchema.parse(name: schema.name, fullDefinition: schema.definition)
    }
    check(again.md5 == schema.md5, "the fingerprint of the full text differs")
    check(again.definition == schema.definition, "the full text of the full text differs")
    guard schema.minimumSize <= 1 << 16 else { return }
    let bytes = MessageEncoder.defaultBytes(schema)
    do {
        try MessageDecoder.validate(bytes, as: schema, exactly: true)
        _ = must("defaults are no message") { try MessageDecoder.value(bytes, as: schema) }
    } catch {
        // Too many elements without bytes are refused, and defaults of huge arrays of them are.
        check(error.code == .limitExceeded, "defaults are refused: \(error)")
    }
}
