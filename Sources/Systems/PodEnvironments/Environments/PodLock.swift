// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

/// The lock of a pod: `requirements.lock` in pip's own format, with exact versions and hashes.
///
/// Its first lines say what it was made for. A lock without them is somebody's own and is taken as it is.
struct PodLock: Sendable, Hashable {
    /// The whole text.
    let text: String
    /// `name==version` and the like, one for each package.
    let packages: [String]
    /// Whether every package has a hash: then pip and uv refuse whatever else comes.
    let isHashed: Bool

    init(text: String) {
        self.text = text
        let entries = PodLock.entries(text)
        packages = entries.map(\.package)
        isHashed = entries.allSatisfy(\.isHashed)
    }

    /// What it was made for, as its first line says; `nil`: it is somebody's own.
    var origin: String? {
        guard text.hasPrefix(PodLock.mark) else { return nil }
        return String(text.dropFirst(PodLock.mark.count).prefix { $0 != "\n" })
    }

    /// What stands before the line that says what a lock is for.
    static let mark = "# pharos lock for "

    /// The same lock, which then only says what is to be installed, and not which files.
    var textWithoutHashes: String {
        PodLock.lines(text).map { $0.split(separator: " --hash", maxSplits: 1).first.map(String.init) ?? "" }
            .joined(separator: "\n") + "\n"
    }

    private static func lines(_ text: String) -> [Substring] {
        text.replacing("\\\n", with: " ").split(whereSeparator: \.isNewline)
    }

    private static func entries(_ text: String) -> [(package: String, isHashed: Bool)] {
        var entries: [(package: String, isHashed: Bool)] = []
        for line in lines(text) {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            let isOption = first.hasPrefix("-") && first != "-e" && first != "--editable"
            guard !isOption else { continue }
            let package = line.prefix { $0 != ";" }.split(separator: " --hash", maxSplits: 1).first ?? first
            entries.append((String(package).trimmingBlanks, words.contains { $0.hasPrefix("--hash=") }))
        }
        return entries
    }

    /// A lock with its first lines.
    static func made(_ body: String, for origin: String, by tool: String, note: String) -> PodLock {
        PodLock(
            text: """
                \(mark)\(origin)
                # Made by \(tool) from this pod's requirements, and made again when they change. Check it in.
                \(note.isEmpty ? "" : "# \(note)\n")\(body.hasSuffix("\n") || body.isEmpty ? body : body + "\n")
                """)
    }
}

extension String {
    var trimmingBlanks: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
