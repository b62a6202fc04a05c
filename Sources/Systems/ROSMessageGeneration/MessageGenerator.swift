// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSDefinitions

/// Swift source text from ROS message, service and action definitions.
///
/// Each package becomes a namespace, `sensor_msgs` → `enum SensorMsgs`, with a struct for each message, a type with
/// `Request` and `Response` for each service and the seven messages of each action (Docs/TypedMessages.md).
public struct MessageGenerator: Sendable {
    /// A Swift module that has the types of some packages already.
    public struct ImportedModule: Sendable {
        /// The module's name, `StandardMessages`.
        public var name: String
        /// The packages whose types it has.
        public var packages: Set<String>
        /// The text of a message that it has.
        public var text: @Sendable (MessageName) -> String?

        /// A module whose types are known by name.
        public init(
            name: String, packages: Set<String>, text: @escaping @Sendable (MessageName) -> String?
        ) {
            self.name = name
            self.packages = packages
            self.text = text
        }

        /// A module whose definitions are in a directory.
        /// - Throws: ``MessageError`` when a file cannot be read, or does not parse.
        public init(name: String, directory: String) throws(MessageError) {
            let collection = try MessageCollection(directory: directory)
            self.init(name: name, packages: Set(collection.packages.keys)) { collection[$0] }
        }
    }

    /// A file of generated code.
    public struct File: Sendable, Hashable {
        /// Its name, `sensor_msgs.swift`.
        public var name: String
        /// What is in it.
        public var text: String
    }

    /// The modules that generated code may import.
    public var imports: [ImportedModule]

    /// A generator.
    public init(imports: [ImportedModule] = []) { self.imports = imports }

    /// The source text of a collection, one file for each package.
    /// - Throws: ``MessageError`` when a definition does not parse, names a type that is neither in the collection nor
    ///   in an imported module, or has fixed arrays beyond 64 KiB.
    public func files(_ collection: MessageCollection) throws(MessageError) -> [File] {
        var files: [File] = []
        var namespaces: [String: String] = [:]
        for (name, package) in collection.packages.sorted(by: { $0.key < $1.key }) {
            let namespace = SwiftNames.namespace(name)
            if let other = namespaces.updateValue(name, forKey: namespace) {
                throw MessageError(
                    .invalidDefinition, "the packages \(other) and \(name) would both be \(namespace) in Swift")
            }
            let source = try source(name, package, collection)
            files.append(File(name: "\(name).swift", text: source))
        }
        return files
    }

    private func source(
        _ name: String, _ package: MessageCollection.Package, _ collection: MessageCollection
    ) throws(MessageError) -> String {
        let resolver: MessageSchema.Resolver = { needed throws(MessageError) in try text(needed, collection) }
        let actions = Dictionary(uniqueKeysWithValues: package.actions.map { ($0.name + "Action", $0.name) })
        var messages: [MessageSource] = []
        for message in package.messages.sorted(by: { $0.name.name < $1.name.name }) {
            let schema = try MessageSchema.resolve(message.name, resolver)
            messages.append(
                try MessageSource(
                    name: SwiftNames.type(message.name.name), schema: schema,
                    action: actions[message.name.name].map { "\(SwiftNames.namespace(name)).\($0)" }))
        }
        var services: [ServiceSource] = []
        for service in package.services.sorted(by: { $0.name.name < $1.name.name }) {
            let schema = try ServiceSchema(name: service.name, text: service.text, resolver)
            let isTaken = collection[service.name] != nil
            services.append(
                try ServiceSource(
                    name: SwiftNames.type(service.name.name + (isTaken ? "Service" : "")), schema: schema,
                    text: service.text))
        }
        var needed = Set(messages.flatMap(\.packages) + services.flatMap(\.packages))
        needed.subtract(collection.packages.keys)
        let modules = Set(needed.compactMap { package in imports.first { $0.packages.contains(package) }?.name })
        return MessageGenerator.file(name, messages, services, modules)
    }

    private func text(_ name: MessageName, _ collection: MessageCollection) throws(MessageError) -> String {
        if let own = collection[name] { return own }
        for module in imports where module.packages.contains(name.package) {
            if let text = module.text(name) { return text }
        }
        let modules = imports.map(\.name).joined(separator: ", ")
        throw MessageError(
            .unknownType,
            "\(name) is not among the definitions\(modules.isEmpty ? "" : ", nor in \(modules)"); "
                + "\(name.package)/msg/\(name.name).msg is needed")
    }

    private static func file(
        _ package: String, _ messages: [MessageSource], _ services: [ServiceSource], _ modules: Set<String>
    ) -> String {
        let namespace = SwiftNames.namespace(package)
        var source = SourceText()
        source.line("// Generated from the definitions of \(package); changes are lost.")
        source.line()
        for module in (modules.union(["ROSMessages"])).sorted() { source.line("public import \(module)") }
        source.line()
        source.line("/// The types of the ROS package \(package).")
        source.block("public enum \(namespace): ROSMessages.ROSMessagePackage") { source in
            source.line("public static var name: Swift.String { \(SourceText.literal(package)) }")
            list("messages", "ROSMessage", messages.map { "\(namespace).\($0.name).self" }, &source)
            list("services", "ROSService", services.map { "\(namespace).\($0.name).self" }, &source)
        }
        for message in messages {
            source.line()
            source.block("extension \(namespace)") { message.write(to: &$0) }
        }
        for service in services {
            source.line()
            source.block("extension \(namespace)") { service.write(to: &$0) }
        }
        return source.text
    }

    private static func list(_ name: String, _ type: String, _ members: [String], _ source: inout SourceText) {
        source.line("public static var \(name): [any ROSMessages.\(type).Type] {")
        source.line("    [\(members.joined(separator: ", "))]")
        source.line("}")
    }
}
