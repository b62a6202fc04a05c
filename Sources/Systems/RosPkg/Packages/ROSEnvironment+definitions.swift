// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension ROSEnvironment {
    /// The file that defines a message, service or action, for types that no connection header carries.
    ///
    /// Looks for `<root>/<package>/<kind>/<name>.<kind>` in every root first, which needs no scan; then in an index of
    /// the roots, for packages that lie deeper (source spaces).
    ///
    /// - Parameters:
    ///   - kind: `msg`, `srv` or `action`.
    ///   - cache: For the scan; the user's unless stated.
    /// - Returns: nil if no root has it.
    public func definitionPath(package: String, kind: String, name: String, cache: IndexCache? = nil) -> String? {
        guard PackageRules.isName(package), PackageRules.isName(name), PackageRules.isName(kind) else { return nil }
        let roots = roots
        for root in roots {
            let directory = root.share + "/" + package
            let path = directory + "/" + kind + "/" + name + "." + kind
            // A directory that is hidden, or a package of another name, is for the index to judge.
            guard Files.isFile(path), Files.isFile(directory + "/package.xml") else { continue }
            if root.style == .tree, Files.entryExists(directory + "/CATKIN_IGNORE") { continue }
            return path
        }
        guard roots.contains(where: { $0.style == .tree || $0.style == .sources }) else { return nil }
        let index = PackageIndex.scan(roots, cache: cache ?? IndexCache.user(variables))
        return index.definitionPath(package: package, kind: kind, name: name)
    }
}
