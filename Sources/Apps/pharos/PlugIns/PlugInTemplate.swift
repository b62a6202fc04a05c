// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import PharosNode

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The package that `pharos plugin init` makes: `Examples/Plugin` under another name.
struct PlugInTemplate {
    private static let files = packageFiles + interfaceFiles

    /// The scheme of the new plug-in, lower case.
    let scheme: String
    /// Its name in Swift: `my-lab` is `MyLab`.
    let type: String
    /// The package `pharos` as a manifest's line, and its name.
    let dependency: String
    let package: String

    /// - Parameters:
    ///   - name: the scheme.
    ///   - pharos: where the package `pharos` is: a URL, or a path as it shall stand in the package's manifest.
    init(name: String, pharos: String) throws(PharosError) {
        scheme = name
        do throws(NameError) {
            var grammars = NameGrammars()
            try grammars.add(DeclaredGrammar(scheme: name))
        } catch {
            throw PharosError(.invalidValue, "'\(name)' cannot be the name of a scheme: \(error)", cause: error)
        }
        guard name.utf8.count <= 32 else {
            throw PharosError(.invalidValue, "'\(name)' is too long for a scheme: 32 letters are enough")
        }
        type = name.split { !$0.isLetter && !$0.isNumber }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        guard !pharos.contains(where: { $0 == "\"" || $0 == "\\" || $0.isNewline }), !pharos.isEmpty else {
            throw PharosError(.invalidValue, "'\(pharos)' is neither a path nor a URL")
        }
        guard pharos.contains("://") || pharos.hasPrefix("git@") else {
            dependency = ".package(name: \"pharos\", path: \"\(pharos)\")"
            package = "pharos"
            return
        }
        var last = pharos.split(whereSeparator: { $0 == "/" || $0 == ":" }).last.map(String.init) ?? pharos
        if last.hasSuffix(".git") { last.removeLast(4) }
        dependency = ".package(url: \"\(pharos)\", from: \"\(Pharos.version)\")"
        package = last
    }

    /// Writes the package; nothing that is there already is touched.
    /// - Returns: the paths of the files, in order.
    func write(to directory: String) throws(PharosError) -> [String] {
        if let entry = PlugInTemplate.firstEntry(of: directory) {
            throw PharosError(
                .environment, "\(directory) is not empty (\(entry)); name a new directory with --path")
        }
        var written: [String] = []
        for file in PlugInTemplate.files {
            let path = "\(directory)/\(filled(file.path))"
            try PlugInTemplate.makeDirectories(of: path)
            try PlugInTemplate.write(filled(file.text), to: path)
            written.append(path)
        }
        return written
    }

    private func filled(_ text: String) -> String {
        var rest = text[...]
        var result = ""
        while let open = rest.firstRange(of: "{{") {
            result += rest[..<open.lowerBound]
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}") else { break }
            switch rest[..<close.lowerBound] {
            case "scheme": result += scheme
            case "Type": result += type
            case "dependency": result += dependency
            case "package": result += package
            default: result += "{{\(rest[..<close.lowerBound])}}"
            }
            rest = rest[close.upperBound...]
        }
        return result + rest
    }

    // MARK: Files

    private static func firstEntry(of directory: String) -> String? {
        guard let stream = opendir(directory) else { return nil }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { return name }
        }
        return nil
    }

    private static func makeDirectories(of path: String) throws(PharosError) {
        var directory = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/").dropLast() {
            directory += directory.isEmpty || directory == "/" ? "\(part)" : "/\(part)"
            guard mkdir(directory, 0o777) == 0 || errno == EEXIST else {
                throw PharosError(.environment, "\(directory) cannot be made: \(String(cString: strerror(errno)))")
            }
        }
    }

    private static func write(_ text: String, to path: String) throws(PharosError) {
        // x: what is there already is somebody's.
        guard let file = fopen(path, "wx") else {
            throw PharosError(.environment, "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        let isWritten = fputs(text, file) >= 0
        guard fclose(file) == 0, isWritten else {
            throw PharosError(.environment, "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }
}
