// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension ROSEnvironment {
    /// The file that defines a message, service or action, for types that no connection header carries.
    ///
    /// Looks for `<root>/<package>/<kind>/<name>.<kind>`, which needs no scan, until a root comes in which the package
    /// may lie deeper (a source space); from there on an index of the roots decides, so that overlays count.
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
            let isHidden = Files.entryExists(directory + "/CATKIN_IGNORE")
            if !isHidden, Files.isFile(path), Files.isFile(directory + "/package.xml") { return path }
            if root.style == .tree || root.style == .sources { break }
        }
        guard roots.contains(where: { $0.style == .tree || $0.style == .sources }) else { return nil }
        let index = PackageIndex.scan(roots, cache: cache ?? IndexCache.user(variables))
        return index.definitionPath(package: package, kind: kind, name: name)
    }
}
