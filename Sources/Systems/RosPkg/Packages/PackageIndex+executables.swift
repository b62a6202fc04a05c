// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension PackageIndex {
    /// The programs of an installed package, sorted: what may be executed in `<prefix>/lib/<package>`, directories
    /// that begin with a dot left out.
    ///
    /// - Throws: `notFound`.
    public func executables(of name: String) throws -> [String] {
        let package = try entry(named: name) ?? find(name)
        let share = Files.parent(package.path)
        guard Files.lastComponent(share) == "share" else { return [] }
        var found: [String] = []
        var directories = [(Files.join(Files.parent(share), "lib/" + package.name), 0)]
        while let (directory, depth) = directories.popLast() {
            for entry in Files.list(directory) ?? [] {
                let path = directory + "/" + entry
                switch Files.kind(path) {
                case .directory where !entry.hasPrefix(".") && depth < 16: directories.append((path, depth + 1))
                case .file where Files.isExecutable(path): found.append(path)
                default: break
                }
            }
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
