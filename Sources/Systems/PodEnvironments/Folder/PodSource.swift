// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

/// What a pod is made from: its folder with `pod.py`, its requirements, and the lock of them; or with `pod.toml`, which says
/// what program it is.
public struct PodSource: Sendable, Hashable {
    /// What a pod's folder holds.
    public enum Kind: String, Sendable, Hashable {
        /// `pod.py`, whose functions are called.
        case python
        /// No `pod.py`, but `pod.toml`: a program that speaks a protocol of its own.
        case program
    }

    /// What says which packages a pod needs.
    public enum Requirements: Sendable, Hashable {
        /// Nothing: the standard library will do.
        case none
        /// `requirements.txt`.
        case list(path: String)
        /// The dependencies in `pyproject.toml`.
        case project(path: String)
    }

    /// Its name, a Python identifier.
    public let name: String
    /// Its folder, all symbolic links followed.
    public let folder: String
    /// The folder of all pods.
    public let pods: PodsFolder
    /// What its folder holds.
    public let kind: Kind

    /// The file with its functions, where it is a Python pod.
    public var script: String { "\(folder)/pod.py" }
    /// The lock that is kept beside the requirements, to be checked in with them.
    public var lockPath: String { "\(folder)/requirements.lock" }

    /// `requirements.txt` where there is one, else `pyproject.toml`, else nothing.
    public var requirements: Requirements {
        if FileAccess.isFile("\(folder)/requirements.txt") { return .list(path: "\(folder)/requirements.txt") }
        if FileAccess.isFile("\(folder)/pyproject.toml") { return .project(path: "\(folder)/pyproject.toml") }
        return .none
    }

    /// Name, size and time of each file that makes the pod what it is: its Python files, three folders deep, and what says
    /// which packages it needs and how it is run. `nil` when the folder is gone. Data that a pod writes beside its files
    /// changes nothing.
    public var files: [String]? {
        guard let modules = PodSource.modules(in: folder, depth: 3) else { return nil }
        let others = ["requirements.txt", "pyproject.toml", "pod.toml", ".python-version"].map { "\(folder)/\($0)" }
        return PodSource.stamps(of: modules + others)
    }

    /// Name, size and time of those of some files that are there.
    public static func stamps(of paths: [String]) -> [String] {
        paths.compactMap { path in FileAccess.stamp(path).map { "\(path) \($0)" } }
    }

    /// Size and time of the lock; `nil` when there is none.
    public var lockStamp: String? { FileAccess.stamp(lockPath) }

    private static func modules(in folder: String, depth: Int) -> [String]? {
        guard let names = try? FileAccess.names(in: folder) else { return nil }
        return names.prefix(1000).flatMap { name -> [String] in
            let path = "\(folder)/\(name)"
            if name.hasSuffix(".py") { return [path] }
            guard depth > 0, !name.hasPrefix("."), name != "venv", name != "__pycache__", FileAccess.isFolder(path) else {
                return []
            }
            return modules(in: path, depth: depth - 1) ?? []
        }
    }

    /// A text file of the pod's folder, of at most 1 MiB; `nil` when it is not there.
    /// - Throws: ``PodEnvironmentError`` with `fileSystem`, `malformed`.
    public func text(of name: String) throws(PodEnvironmentError) -> String? {
        let path = "\(folder)/\(name)"
        return FileAccess.isFile(path) ? try FileAccess.text(path) : nil
    }

    /// Refuses what only Python pods have.
    /// - Throws: ``PodEnvironmentError`` with `notPython`.
    func requirePython() throws(PodEnvironmentError) {
        guard kind == .program else { return }
        throw PodEnvironmentError(
            .notPython, "the pod '\(name)' has no pod.py: it is the program that \(folder)/pod.toml names, without a Python of ours")
    }

    /// Removes the pod's folder with everything in it. A symbolic link is removed, and not what it leads to.
    /// - Throws: ``PodEnvironmentError`` with `fileSystem`.
    public func remove() throws(PodEnvironmentError) { try FileAccess.remove("\(pods.path)/\(name)") }

    /// The Python it asks for in `.python-version`, `3.12`; `nil`: any.
    func wantedPython() throws(PodEnvironmentError) -> String? {
        let path = "\(folder)/.python-version"
        guard FileAccess.isFile(path) else { return nil }
        let word = try FileAccess.text(path, maximumLength: 4096).split(whereSeparator: \.isWhitespace).first.map(String.init)
        guard let word, word.utf8.allSatisfy({ $0 == 0x2e || (0x30...0x39).contains($0) }), word.utf8.count <= 16 else {
            throw PodEnvironmentError(.malformed, "\(path): a version like 3.12 is expected, '\((word ?? "").prefix(40))' came")
        }
        return word
    }

    /// 32 hexadecimal digits that are others when the requirements are: the text of the file and of those that it names with
    /// `-r` and `-c`. What local packages (`-e ./library`) contain does not count: they are linked, not copied.
    func requirementsDigest() throws(PodEnvironmentError) -> String {
        switch requirements {
        case .none: return MD5.hex("")
        case .project(let path): return MD5.hex("project\n" + (try FileAccess.text(path)))
        case .list(let path):
            var seen: Set<String> = []
            var text = ""
            try gather(path, into: &text, &seen)
            return MD5.hex(text)
        }
    }

    private func gather(
        _ path: String, into text: inout String, _ seen: inout Set<String>
    ) throws(PodEnvironmentError) {
        guard seen.insert(path).inserted else { return }
        guard seen.count <= 64 else {
            throw PodEnvironmentError(.malformed, "\(path): the requirements are in more than 64 files")
        }
        let content = try FileAccess.text(path)
        text += "\(content)\n\u{0}"
        let base = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        for line in content.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "=" })
            guard let option = words.first, ["-r", "-c", "--requirement", "--constraint"].contains(option), words.count > 1
            else { continue }
            let other = String(words[1])
            // pip says in its own words when it is not there.
            let full = other.hasPrefix("/") ? other : "\(base)/\(other)"
            if FileAccess.isFile(full) { try gather(full, into: &text, &seen) }
        }
    }
}
