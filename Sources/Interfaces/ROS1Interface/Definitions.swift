// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import PharosModel
import ROSMessages

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Message and service types: from connection headers, which carry their definition, and from installed packages for
/// what no header carries. Each type is kept once, so that samples of all its publishers share it.
final class Definitions: Sendable {
    private let directory: DefinitionDirectory
    private let messages = NIOLockedValueBox<[String: Schema]>([:])
    private let services = NIOLockedValueBox<[String: ServiceSchema]>([:])
    private static let maximumTypes = 10_000

    init(environment: [String: String]) { directory = DefinitionDirectory(roots: Definitions.roots(environment)) }

    /// Where installed definitions may be: what the environment says, then the places where packages install.
    private static func roots(_ environment: [String: String]) -> [String] {
        var roots = (environment["ROS_PACKAGE_PATH"] ?? "").split(separator: ":").map(String.init)
        for prefix in (environment["CMAKE_PREFIX_PATH"] ?? "").split(separator: ":") { roots.append("\(prefix)/share") }
        if let installed = opendir("/opt/ros") {
            defer { closedir(installed) }
            while let entry = readdir(installed) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if !name.hasPrefix(".") { roots.append("/opt/ros/\(name)/share") }
            }
        }
        return roots + ["/usr/share", "/usr/local/share"]
    }

    /// The type in a connection header.
    func message(type: String, md5: String, definition: String) throws(MessageError) -> Schema {
        let key = "\(type) \(md5)"
        if let known = messages.withLockedValue({ $0[key] }) { return known }
        let parsed = try MessageSchema.parse(name: try MessageName(type), fullDefinition: definition)
        return keep(Schema(encoding: .ros1, message: parsed), key)
    }

    /// An installed type.
    func message(type: String) throws(MessageError) -> Schema {
        let schema: MessageSchema
        do {
            schema = try directory.message(try MessageName(type))
        } catch {
            // Without ROS on this machine, what is built in will do.
            guard
                let builtin = try? MessageSchema.resolve(
                    try MessageName(type), { needed throws(MessageError) in try BuiltinDefinitions.text(of: needed) })
            else { throw error }
            schema = builtin
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
        let schema: ServiceSchema
        do {
            schema = try directory.service(try MessageName(type))
        } catch {
            guard let name = try? MessageName(type), let text = try? BuiltinDefinitions.text(ofService: name),
                let builtin = try? ServiceSchema(
                    name: name, text: text, { needed throws(MessageError) in try BuiltinDefinitions.text(of: needed) })
            else { throw error }
            schema = builtin
        }
        services.withLockedValue { $0[type] = schema }
        return schema
    }

    /// A service type from a text that somebody gave.
    func service(type: String, text: String) throws(MessageError) -> ServiceSchema {
        try ServiceSchema(name: try MessageName(type), text: text) { [directory] needed throws(MessageError) in
            try directory.text(needed, folder: "msg")
        }
    }
}
