// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Reads manifests one after another with one XML parser.
final class ManifestReader {
    /// What could be read, and what was wrong with it.
    struct Result {
        var manifest: Manifest
        /// Every broken rule in one error; nil if it is valid.
        var error: RosPkgError?
        /// A `package.xml` of some other ecosystem (a default namespace that is not ROS's): no package at all.
        var isForeign = false
    }

    private let parser = XMLFileParser()

    /// - Parameter brief: Leave out what an index does not keep (the text of the description).
    /// - Throws: Only for files that are no manifest at all; rule breaks are in the result.
    func read(_ bytes: [UInt8], kind: Manifest.Kind, path: String? = nil, brief: Bool = false) throws -> Result {
        let document = try parser.parse(bytes, path: path)
        let root = kind == .stack ? "stack" : "package"
        guard document.name(document.root) == root else {
            throw RosPkgError(
                .malformed,
                "Expected the root element <\(root)> in \(kind.rawValue), found <\(document.name(document.root))>.",
                path: path, line: Int(document.nodes[document.root].line))
        }
        if kind == .package {
            if let namespace = document.attribute(document.root, "xmlns"), !namespace.isEmpty,
                !namespace.contains("ros.org")
            {
                return Result(manifest: Manifest(kind: kind), isForeign: true)
            }
            var reading = PackageManifestReading(document: document, brief: brief)
            reading.run()
            return finish(reading.manifest, reading.errors, path)
        }
        var reading = DryManifestReading(document: document, kind: kind)
        reading.run()
        return finish(reading.manifest, reading.errors, path)
    }

    private func finish(_ manifest: Manifest, _ errors: [String], _ path: String?) -> Result {
        guard !errors.isEmpty else { return Result(manifest: manifest) }
        let error = RosPkgError(.invalidManifest, errors.joined(separator: "\n"), path: path)
        return Result(manifest: manifest, error: error)
    }
}
