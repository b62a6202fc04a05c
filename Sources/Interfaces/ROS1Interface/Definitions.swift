// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import PharosModel
import ROS1Actions
import ROSMessages

/// Message and service types: from connection headers, which carry their definition, and from installed packages for
/// what no header carries. Each type is kept once, so that samples of all its publishers share it.
final class Definitions: Sendable {
    private let installed: InstalledDefinitions
    private let messages = NIOLockedValueBox<[String: Schema]>([:])
    private let services = NIOLockedValueBox<[String: ServiceSchema]>([:])
    private static let maximumTypes = 10_000

    init(environment: [String: String]) { installed = InstalledDefinitions(environment: environment) }

    /// The type in a connection header.
    func message(type: String, md5: String, definition: String) throws(MessageError) -> Schema {
        let key = "\(type) \(md5)"
        if let known = messages.withLockedValue({ $0[key] }) { return known }
        let parsed = try MessageSchema.parse(name: try MessageName(type), fullDefinition: definition)
        return keep(Schema(encoding: .ros1, message: parsed), key)
    }

    /// An installed type.
    func message(type: String) throws(MessageError) -> Schema {
        let schema = try MessageSchema.resolve(try MessageName(type)) { [installed] needed throws(MessageError) in
            try installed.text(needed, "msg")
        }
        return keep(Schema(encoding: .ros1, message: schema), "\(type) \(schema.md5)")
    }

    private func keep(_ schema: Schema, _ key: String) -> Schema {
        messages.withLockedValue { messages in
            if let known = messages[key] { return known }
            if messages.count < Definitions.maximumTypes { messages[key] = schema }
            return schema
        }
    }

    /// An installed service type.
    func service(type: String) throws(MessageError) -> ServiceSchema {
        if let known = services.withLockedValue({ $0[type] }) { return known }
        let name = try MessageName(type)
        let schema = try service(type: type, text: try installed.text(name, "srv"))
        services.withLockedValue { $0[type] = schema }
        return schema
    }

    /// An installed action type, `actionlib/TestAction`: from its messages, else from its `.action` file.
    func action(type: String) throws(MessageError) -> ActionSchema {
        let message = try MessageName(type)
        let name = MessageName(package: message.package, name: String(message.name.dropLast("Action".count)))
        func text(_ needed: MessageName) throws(MessageError) -> String { try installed.text(needed, "msg") }
        do { return try ActionSchema(name: name, text) } catch {
            guard let source = try? installed.text(name, "action") else { throw error }
            return try ActionSchema(name: name, text: source, text)
        }
    }

    /// A service type from a text that somebody gave.
    func service(type: String, text: String) throws(MessageError) -> ServiceSchema {
        try ServiceSchema(name: try MessageName(type), text: text) { [installed] needed throws(MessageError) in
            try installed.text(needed, "msg")
        }
    }
}
