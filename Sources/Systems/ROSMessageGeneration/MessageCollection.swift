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
            for (folder, kind) in Kind.allCases.map({ ("\(directory)/\(package)/\($0.rawValue)", $0) }) {
                for file in MessageCollection.entries(folder) where file.hasSuffix(".\(kind.rawValue)") {
                    let name = try MessageName("\(package)/\(file.dropLast(kind.rawValue.count + 1))")
                    try add(kind, name, file: "\(folder)/\(file)")
                }
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

    /// The text of a message that is in the collection.
    public subscript(name: MessageName) -> String? { texts[name] }

    /// The names in a directory in order; none where there is no directory.
    static func entries(_ directory: String) -> [String] {
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
