// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import ROSMessageGeneration
import RosPkg
import StandardMessages

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Collects definitions for `pharos generate messages` from installed packages, files and running systems, and what
/// they need.
struct DefinitionFinder {
    /// The package of files that lie in no package's folder.
    private let package: String?
    private let isStandalone: Bool
    private var collection = MessageCollection()
    /// Texts that a running system has told, for what its types need.
    private var told: [MessageName: String] = [:]
    private var index: PackageIndex?

    init(package: String?, isStandalone: Bool) {
        self.package = package
        self.isStandalone = isStandalone
    }

    // MARK: What was asked for

    /// Adds what an argument names: a file, a folder, a type or a package.
    /// - Throws: `MessageError` with what was expected and where was looked.
    mutating func add(_ source: String) throws {
        var status = stat()
        if source.hasPrefix(".") || source.hasPrefix("/") || source.contains(".") || source.hasSuffix("/") {
            guard stat(source, &status) == 0 else { throw MessageError(.unknownType, "there is no file \(source)") }
            return try addPath(source, isDirectory: status.st_mode & S_IFMT == S_IFDIR)
        }
        if source.contains("/") { return try addType(try MessageName(source)) }
        guard let path = packages().package(named: source)?.path else {
            if try addStandard(package: source) { return }
            throw unknown(source)
        }
        try collection.add(package: source, directory: path)
        guard collection.packages[source] != nil else {
            throw MessageError(.unknownType, "the package \(source) in \(path) defines no types")
        }
    }

    private mutating func addPath(_ path: String, isDirectory: Bool) throws {
        let parts = path.split(separator: "/").map(String.init).filter { $0 != "." }
        if isDirectory {
            let folder = parts.isEmpty ? path : "\(path.hasPrefix("/") ? "/" : "")\(parts.joined(separator: "/"))"
            let entries = MessageCollection.entries(folder)
            if MessageCollection.Kind.allCases.contains(where: { entries.contains($0.rawValue) }) {
                try collection.add(package: package ?? parts.last ?? "", directory: folder)
            } else {
                for entry in entries { try collection.add(package: entry, directory: "\(folder)/\(entry)") }
            }
            return
        }
        guard let file = parts.last, let dot = file.lastIndex(of: "."),
            let kind = MessageCollection.Kind(rawValue: String(file[file.index(after: dot)...]))
        else { throw MessageError(.unknownType, "\(path) is no .msg, .srv or .action file") }
        let parent = parts.count > 2 && parts[parts.count - 2] == kind.rawValue ? parts[parts.count - 3] : nil
        guard let package = package ?? parent else {
            throw MessageError(
                .unknownType,
                "the package of \(path) is not known: it lies in no <package>/\(kind.rawValue); use --package")
        }
        try collection.add(kind, try MessageName("\(package)/\(file[..<dot])"), file: path)
    }

    private mutating func addType(_ name: MessageName) throws {
        let index = packages()
        var isFound = false
        for kind in MessageCollection.Kind.allCases {
            guard let path = index.definitionPath(package: name.package, kind: kind.rawValue, name: name.name) else {
                continue
            }
            try collection.add(kind, name, file: path)
            isFound = true
        }
        guard !isFound else { return }
        if let text = try? StandardDefinitions.text(of: name) { return try collection.add(.msg, name, text: text) }
        if let text = try? StandardDefinitions.text(ofService: name) {
            return try collection.add(.srv, name, text: text)
        }
        throw unknown(name.description)
    }

    /// Adds the type of a resource of a running system.
    mutating func add(_ description: ResourceDescription) throws {
        guard let schema = description.schema else {
            throw MessageError(.unknownType, "\(description.info.path) has no type that is known before values come")
        }
        note(schema.message)
        guard let reply = description.replySchema else {
            return try collection.add(.msg, schema.message.name, text: schema.message.text)
        }
        note(reply.message)
        try collection.add(
            .srv, try MessageName(description.info.type), text: "\(schema.message.text)\n---\n\(reply.message.text)")
    }

    private mutating func note(_ schema: MessageSchema) {
        func element(_ type: FieldType) -> MessageSchema? {
            switch type {
            case .primitive: nil
            case .message(let schema): schema
            case .array(let type, _): element(type)
            }
        }
        for nested in schema.fields.compactMap({ element($0.type) }) where told[nested.name] == nil {
            told[nested.name] = nested.text
            note(nested)
        }
    }

    // MARK: What that needs

    /// The source text of everything.
    /// - Throws: `MessageError` when a type that is needed is found nowhere, or differs from the one that would be
    ///   imported.
    func files() throws -> [MessageGenerator.File] {
        var finder = self
        let requested = Set(collection.packages.keys)
        let standard = Set(StandardDefinitions.packages.map { $0.name })
        // A package is either written or imported, never both.
        let imports = isStandalone ? [] : standard.subtracting(requested)
        while true {
            let missing = try finder.collection.missing().filter { !imports.contains($0.package) }
            if missing.isEmpty { break }
            for name in missing.sorted(by: { $0.description < $1.description }) {
                if let text = finder.told[name] {
                    try finder.collection.add(.msg, name, text: text)
                } else {
                    try finder.addType(name)
                }
            }
        }
        try finder.compareImported(imports)
        let module = MessageGenerator.ImportedModule(name: "StandardMessages", packages: imports) {
            try? StandardDefinitions.text(of: $0)
        }
        return try MessageGenerator(imports: [module]).files(finder.collection)
    }

    /// A graph may have another version of a standard type; its bytes would be read wrongly.
    private func compareImported(_ imports: Set<String>) throws {
        for (name, _) in told where imports.contains(name.package) {
            let graphs = try MessageSchema.resolve(name) { needed throws(MessageError) in
                guard let text = told[needed] else { throw MessageError(.unknownType, "\(needed) was not told") }
                return text
            }
            let ours = try MessageSchema.resolve(name) { needed throws(MessageError) in
                try StandardDefinitions.text(of: needed)
            }
            guard graphs.md5 == ours.md5 else {
                throw MessageError(
                    .typeMismatch,
                    "\(name) is another type there (md5 \(graphs.md5)) than in StandardMessages (\(ours.md5)); "
                        + "--standalone writes it as it is there")
            }
        }
    }

    private mutating func addStandard(package name: String) throws -> Bool {
        guard let package = StandardDefinitions.packages.first(where: { $0.name == name }) else { return false }
        for message in package.messages {
            try collection.add(.msg, try MessageName(message.type), text: try message.schema().text)
        }
        for service in package.services {
            try collection.add(.srv, try MessageName(service.type), text: service.definition)
        }
        return true
    }

    /// The installed packages, found once.
    private mutating func packages() -> PackageIndex {
        if let index { return index }
        var roots = (try? EnvironmentDiscovery(near: ".").environment())?.roots ?? []
        if let system = InstallPrefix.system() {
            let share = SearchRoot(system.path + "/share", style: .share)
            if !roots.contains(share) { roots.append(share) }
        }
        let found = PackageIndex.scan(roots)
        index = found
        return found
    }

    private mutating func unknown(_ name: String) -> MessageError {
        let places = packages().shareRoots
        return MessageError(
            .unknownType,
            "no package here is or defines \(name); looked below "
                + (places.isEmpty ? "nothing, for no ROS installation was found" : places.joined(separator: ", ")))
    }
}
