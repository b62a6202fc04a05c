// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSDefinitions

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The definitions that code is generated from, by package.
public struct MessageCollection: Sendable {
    /// A type's name and text.
    public typealias Definition = (name: MessageName, text: String)

    /// The definitions of one ROS package.
    public struct Package: Sendable {
        /// Messages, those that actions derive included.
        public var messages: [Definition] = []
        /// Services.
        public var services: [Definition] = []
        /// Actions.
        public var actions: [MessageName] = []
    }

    /// The packages by name.
    public private(set) var packages: [String: Package] = [:]
    private var texts: [MessageName: String] = [:]

    /// No definitions.
    public init() {}

    /// All `<package>/msg/*.msg`, `<package>/srv/*.srv` and `<package>/action/*.action` below a directory.
    /// - Throws: ``MessageError`` when a file cannot be read, or does not parse.
    public init(directory: String) throws(MessageError) {
        for package in MessageCollection.entries(directory) {
            try add(package: package, directory: "\(directory)/\(package)")
        }
    }

    /// Adds all `msg/*.msg`, `srv/*.srv` and `action/*.action` of a package's directory.
    /// - Throws: ``MessageError`` when a file cannot be read, or does not parse.
    public mutating func add(package: String, directory: String) throws(MessageError) {
        // Actions come first: where their messages are installed beside them, both are the same.
        for kind in [Kind.action, .msg, .srv] {
            let folder = "\(directory)/\(kind.rawValue)"
            for file in MessageCollection.entries(folder) where file.hasSuffix(".\(kind.rawValue)") {
                let name = try MessageName("\(package)/\(file.dropLast(kind.rawValue.count + 1))")
                try add(kind, name, file: "\(folder)/\(file)")
            }
        }
    }

    /// The kinds of definitions; their raw values are folder and file extension.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A message.
        case msg
        /// A service.
        case srv
        /// An action.
        case action
    }

    /// Adds the definition in a file.
    /// - Throws: ``MessageError`` with `unknownType` when it cannot be read, `invalidDefinition` when it does not parse.
    public mutating func add(_ kind: Kind, _ name: MessageName, file: String) throws(MessageError) {
        guard let text = DefinitionDirectory.read(file) else {
            throw MessageError(.unknownType, "\(file) cannot be read")
        }
        try add(kind, name, text: text)
    }

    /// Adds a definition; one that is there already stays.
    /// - Throws: ``MessageError`` with `invalidDefinition` when it does not parse.
    public mutating func add(_ kind: Kind, _ name: MessageName, text: String) throws(MessageError) {
        var package = packages[name.package] ?? Package()
        switch kind {
        case .msg:
            guard texts[name] == nil else { return }
            texts[name] = text
            package.messages.append((name, text))
        case .srv:
            guard !package.services.contains(where: { $0.name == name }) else { return }
            package.services.append((name, text))
        case .action:
            guard !package.actions.contains(name) else { return }
            package.actions.append(name)
            for message in try ActionDefinition(name: name, text: text).messages where texts[message.name] == nil {
                texts[message.name] = message.text
                package.messages.append(message)
            }
        }
        packages[name.package] = package
    }

    /// The names of the messages that those of the collection need and it lacks.
    /// - Throws: ``MessageError`` with `invalidDefinition` when a definition does not parse.
    public func missing() throws(MessageError) -> Set<MessageName> {
        var needed: Set<MessageName> = []
        for package in packages.values {
            var parts = package.messages
            for service in package.services {
                let lines = service.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
                let halves = lines.split(maxSplits: 1, omittingEmptySubsequences: false) {
                    MessageDefinition.trim($0) == "---"
                }
                parts += halves.map { (service.name, $0.joined(separator: "\n")) }
            }
            for part in parts {
                for field in try MessageDefinition(name: part.name, text: part.text).fields where field.primitive == nil
                {
                    let name = try MessageName(field.type)
                    if texts[name] == nil { needed.insert(name) }
                }
            }
        }
        return needed
    }

    /// The text of a message that is in the collection.
    public subscript(name: MessageName) -> String? { texts[name] }

    /// The names in a directory in order; none where there is no directory.
    package static func entries(_ directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    String(cString: $0)
                }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
