// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// One pass over a `package.xml`: fills a `Manifest` and lists every rule it breaks.
struct PackageManifestReading {
    let document: XMLDocument
    /// Leave the texts out that an index does not keep.
    let brief: Bool
    private(set) var manifest = Manifest(kind: .package)
    private(set) var errors: [String] = []
    private var elements: [(name: String, node: Int)] = []
    private var descriptions = 0
    private var versions = 0
    private var names = 0

    init(document: XMLDocument, brief: Bool) {
        self.document = document
        self.brief = brief
    }

    mutating func run() {
        for node in document.children(document.root) where document.nodes[node].kind == .element {
            elements.append((document.name(node), node))
        }
        readFormat()
        for (tag, node) in elements { read(tag, node) }
        for (count, tag) in [(names, "name"), (versions, "version"), (descriptions, "description")] where count != 1 {
            errors.append("The manifest must contain exactly one \"\(tag)\" tag; it has \(count).")
        }
        checkTagsAndAttributes()
        checkRedundancy()
        validate()
    }

    private mutating func readFormat() {
        let text = document.attribute(document.root, "format") ?? "1"
        guard let format = Int(text.trimmed) else {
            errors.append("The format of the package must be 1, 2 or 3, not \"\(text)\".")
            return
        }
        manifest.format = format
        if !(1...3).contains(format) {
            errors.append("Format \(format) of package.xml is not known; 1, 2 and 3 are.")
        }
    }

    private mutating func read(_ tag: String, _ node: Int) {
        switch tag {
        case "name":
            names += 1
            if names == 1 { manifest.name = document.text(node).trimmed }
        case "version":
            versions += 1
            if versions == 1 {
                manifest.version = document.text(node).trimmed
                manifest.versionCompatibility = document.attribute(node, "compatibility")
            }
        case "description":
            descriptions += 1
            if descriptions == 1 { readDescription(node) }
        case "maintainer", "author":
            let person = Manifest.Person(name: document.text(node).trimmed, email: document.attribute(node, "email"))
            if tag == "author" { manifest.authors.append(person) } else { manifest.maintainers.append(person) }
        case "license":
            manifest.licenses.append(
                .init(name: document.text(node).trimmed, file: document.attribute(node, "file")))
        case "url":
            manifest.urls.append(
                .init(address: document.text(node).trimmed, kind: document.attribute(node, "type") ?? "website"))
        case "conflict": manifest.conflicts.append(dependency(node, []))
        case "replace": manifest.replaces.append(dependency(node, []))
        case "group_depend", "member_of_group":
            let group = GroupMembership(name: document.text(node).trimmed, condition: condition(node))
            if tag == "group_depend" {
                manifest.groupDependencies.append(group)
            } else {
                manifest.groupMemberships.append(group)
            }
        case "export": readExports(node)
        default:
            guard let kinds = ManifestTags.dependencyKinds[tag] else { return }
            manifest.dependencies.append(dependency(node, kinds, isGeneric: tag == "depend"))
        }
    }

    private mutating func readDescription(_ node: Int) {
        let hasContent = document.children(node).contains {
            document.nodes[$0].kind != .text || !document.nodes[$0].value.trimmed.isEmpty
        }
        if brief {
            manifest.description = hasContent ? " " : ""
        } else {
            manifest.description = document.innerXML(node).trimmed
            manifest.plainDescription = document.plainText(node)
        }
    }

    private mutating func condition(_ node: Int) -> Condition? {
        guard let text = document.attribute(node, "condition") else { return nil }
        do {
            return try Condition(parsing: text)
        } catch {
            // Only format 3 has conditions; elsewhere the attribute itself is the error.
            if manifest.format == 3 { errors.append((error as? RosPkgError)?.message ?? "\(error)") }
            return nil
        }
    }

    private mutating func dependency(_ node: Int, _ kinds: DependencyKinds, isGeneric: Bool = false) -> Dependency {
        var versions: [Dependency.VersionLimit] = []
        for relation in ["lt", "lte", "eq", "gte", "gt"] {
            if let version = document.attribute(node, "version_" + relation) {
                versions.append(.init(relation: relation, version: version))
            }
        }
        return Dependency(
            name: document.text(node).trimmed, kinds: kinds, condition: condition(node), versions: versions,
            isGeneric: isGeneric)
    }

    private mutating func readExports(_ node: Int) {
        for child in document.children(node) where document.nodes[child].kind == .element {
            var attributes: [String: String] = [:]
            for attribute in document.attributes(of: child) { attributes[attribute.name] = attribute.value }
            let export = Manifest.Export(
                tag: document.name(child), attributes: attributes, content: document.innerXML(child).trimmed)
            manifest.exports.append(export)
            if export.tag == "metapackage" { manifest.isMetapackage = true }
        }
    }

    private mutating func checkTagsAndAttributes() {
        guard (1...3).contains(manifest.format) else { return }
        let format = manifest.format
        var exports = 0
        for (tag, node) in elements {
            if tag == "export" { exports += 1 }
            guard let known = ManifestTags.attributes(of: tag, format: format) else {
                var message =
                    "The manifest of package \"\(manifest.name)\" (with format version \(format)) "
                    + "must not contain the tag \"\(tag)\"."
                if tag == "run_depend" { message += " Replace it by exec_depend (and build_export_depend)." }
                if tag == "exec_depend" { message += " Replace it by run_depend, or update to format 2." }
                errors.append(message)
                continue
            }
            for attribute in document.attributes(of: node)
            where !attribute.name.contains(":") && attribute.name != "xmlns" && !known.contains(attribute.name) {
                errors.append("The \"\(tag)\" tag must not have the attribute \"\(attribute.name)\".")
            }
            if tag != "description", tag != "export",
                let child = document.children(node).first(where: { document.nodes[$0].kind == .element })
            {
                errors.append("The \"\(tag)\" tag must not contain the child \"\(document.name(child))\".")
            }
        }
        if exports > 1 { errors.append("The manifest must not contain more than one \"export\" tag.") }
    }

    /// `<depend>` stands for three others and may not be repeated by them (REP-140); in format 1 a test dependency is
    /// implied by build and run.
    private mutating func checkRedundancy() {
        var seen: [Dependency] = manifest.dependencies.filter { !$0.isGeneric }
        let implied: DependencyKinds = [.build, .buildExport, .exec]
        for generic in manifest.dependencies where generic.isGeneric {
            var doubled: DependencyKinds = []
            for other in seen where other.sameTarget(generic) { doubled.formUnion(other.kinds.intersection(implied)) }
            if !doubled.isEmpty {
                let tags = doubled.words.map { $0 + "_depend" }.joined(separator: ", ")
                errors.append("The generic dependency on \"\(generic.name)\" is redundant with: \(tags).")
            }
            seen.append(generic)
        }
        guard manifest.format == 1 else { return }
        for test in manifest.dependencies where test.kinds == .test {
            if manifest.dependencies.contains(where: {
                $0.kinds != .test && $0.kinds != .buildtool && $0.sameTarget(test)
            }) {
                errors.append("The test dependency on \"\(test.name)\" is redundant with a build or run dependency.")
            }
        }
    }

    private mutating func validate() {
        errors += PackageRules.errors(manifest, hasName: names == 1, hasVersion: versions == 1)
        if descriptions == 1, manifest.description?.isEmpty ?? true {
            errors.append("The description must not be empty.")
        }
        manifest.warnings = PackageRules.warnings(manifest)
    }
}
