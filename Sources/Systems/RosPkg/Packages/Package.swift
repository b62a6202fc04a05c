// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A package or stack in an index.
public struct Package: Hashable, Sendable {
    /// What it is.
    public enum Kind: String, Hashable, Sendable {
        /// `package.xml`.
        case wet
        /// `package.xml` that only groups others.
        case metapackage
        /// `manifest.xml` of rosbuild.
        case dry
        /// `stack.xml` of rosbuild.
        case stack
        /// `manifest.xml` and `stack.xml` in one directory (REP-109).
        case unaryStack
    }

    public var name: String
    /// The directory with its manifest.
    public var path: String
    public var kind: Kind
    /// As its manifest states it; nil for most dry packages.
    public var version: String?
    /// The format of its `package.xml`, 0 for dry ones.
    public var format: Int
    /// The search root it was found below.
    public var root: SearchRoot
    /// What is wrong with its manifest; nil if nothing is.
    public var problem: String?
    /// Its place in the index.
    package var entity: Int32

    /// The path of its manifest.
    public var manifestPath: String {
        switch kind {
        case .wet, .metapackage: Files.join(path, "package.xml")
        case .dry, .unaryStack: Files.join(path, "manifest.xml")
        case .stack: Files.join(path, "stack.xml")
        }
    }

    /// Its manifest, read from the disk now.
    public func manifest() throws -> Manifest {
        let file = manifestPath
        guard let bytes = Files.read(file) else {
            throw RosPkgError(.unreadable, "The manifest of \(name) cannot be read.", path: file)
        }
        let kinds: [Kind: Manifest.Kind] = [.dry: .dryPackage, .unaryStack: .dryPackage, .stack: .stack]
        var manifest = try Manifest(parsing: bytes, kind: kinds[kind] ?? .package, path: file)
        if manifest.name.isEmpty { manifest.name = name }
        return manifest
    }
}
