// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Interprets the `.dsv` files of ament and colcon prefixes: what their shell scripts would do, as data.
///
/// Lines are `type;arguments`. Paths are relative to the prefix; an empty one is the prefix itself. A `source` line
/// names a script beside which a `.dsv` of the same name stands; where none does, only a shell could tell what it does,
/// and it is noted.
struct DsvSetup {
    /// Files that source files.
    static let depthLimit = 16

    var environment: ROSEnvironment

    mutating func applyAmentPrefix(_ path: String) {
        for name in AmentIndex(prefix: path).names(ofType: "packages") {
            for file in ["package.dsv", "local_setup.dsv"] {
                let dsv = "share/" + name + "/" + file
                if Files.isFile(path + "/" + dsv) {
                    interpret(dsv, prefix: path, depth: 0)
                    break
                }
            }
        }
    }

    mutating func applyColcon(_ prefix: InstallPrefix) {
        let isolated = prefix.kind == .colconIsolated
        var needs: [String: [String]] = [:]
        let listing = isolated ? prefix.path : prefix.path + "/share/colcon-core/packages"
        for name in Files.list(listing) ?? [] where !name.hasPrefix(".") {
            let base = isolated ? prefix.path + "/" + name : prefix.path
            guard let content = Files.text(base + "/share/colcon-core/packages/" + name) else { continue }
            needs[name] = content.trimmed.parts(":").map { $0.trimmed }
        }
        for name in DsvSetup.ordered(needs) {
            let base = isolated ? prefix.path + "/" + name : prefix.path
            let dsv = "share/" + name + "/package.dsv"
            if Files.isFile(base + "/" + dsv) { interpret(dsv, prefix: base, depth: 0) }
            // A package built with ament is in the index whatever its hooks say.
            if Files.entryExists(base + "/share/ament_index/resource_index/packages/" + name) {
                environment.prepend("AMENT_PREFIX_PATH", base, source: base)
            }
        }
        environment.prepend("COLCON_PREFIX_PATH", prefix.path, source: prefix.path)
    }

    /// Each after what it needs, otherwise by name; members of a circle in the order in which they are met.
    static func ordered(_ needs: [String: [String]]) -> [String] {
        var order: [String] = []
        var seen: Set<String> = []
        for start in needs.keys.sorted() where seen.insert(start).inserted {
            var stack: [(String, ArraySlice<String>)] = [(start, (needs[start] ?? []).sorted()[...])]
            while let top = stack.last {
                guard let next = top.1.first else {
                    order.append(top.0)
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].1 = top.1.dropFirst()
                if needs[next] != nil, seen.insert(next).inserted {
                    stack.append((next, (needs[next] ?? []).sorted()[...]))
                }
            }
        }
        return order
    }

    mutating func interpret(_ file: String, prefix: String, depth: Int) {
        let path = file.hasPrefix("/") ? file : prefix + "/" + file
        guard depth < Self.depthLimit, let text = Files.text(path, limit: 1 << 20) else { return }
        for line in text.split(whereSeparator: \.isNewline) {
            let line = String(line).trimmed
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            let fields = line.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
            apply(fields, prefix: prefix, source: path, depth: depth)
        }
    }

    private mutating func apply(_ fields: [String], prefix: String, source: String, depth: Int) {
        guard fields.count >= 2 else { return }
        func resolved(_ value: String) -> String {
            if value.isEmpty { return prefix }
            return value.hasPrefix("/") ? value : prefix + "/" + value
        }
        let values = Array(fields.dropFirst(2))
        switch fields[0] {
        case "prepend-non-duplicate", "prepend-non-duplicate-if-exists":
            for value in (values.isEmpty ? [""] : values).reversed() {
                let path = resolved(value)
                if fields[0].hasSuffix("exists"), !Files.entryExists(path) { continue }
                environment.prepend(fields[1], path, source: source)
            }
        case "append-non-duplicate":
            for value in values.isEmpty ? [""] : values {
                environment.append(fields[1], resolved(value), source: source)
            }
        case "set", "set-if-unset":
            var value = values.joined(separator: ";")
            if value.isEmpty || Files.entryExists(resolved(value)) { value = resolved(value) }
            if fields[0] == "set" {
                environment.set(fields[1], value, source: source)
            } else {
                environment.setIfUnset(fields[1], value, source: source)
            }
        case "source": sourceScript(fields[1], prefix: prefix, source: source, depth: depth)
        default: environment.notes.append("\(source): line type \"\(fields[0])\" is not known; skipped.")
        }
    }

    private mutating func sourceScript(_ script: String, prefix: String, source: String, depth: Int) {
        let parts = script.split(separator: "/", omittingEmptySubsequences: false)
        guard let last = parts.last, let dot = last.lastIndex(of: ".") else { return }
        let stem = (parts.dropLast().map(String.init) + [String(last[..<dot])]).joined(separator: "/")
        let path = stem.hasPrefix("/") ? stem : prefix + "/" + stem
        if Files.isFile(path + ".dsv") {
            interpret(stem + ".dsv", prefix: prefix, depth: depth + 1)
        } else if last.hasSuffix(".sh"), Files.isFile(path + ".sh") {
            environment.notes.append("\(path).sh is a shell script without a .dsv; what it sets is not known.")
        }
    }
}
