// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// One pass over a `manifest.xml` or `stack.xml` of rosbuild.
struct DryManifestReading {
    let document: XMLDocument
    private(set) var manifest: Manifest
    private(set) var errors: [String] = []

    private static let known: Set<String> = [
        "author", "catkin", "depend", "description", "export", "license", "logo", "platform", "review", "rosbuild2",
        "rosdep", "url", "version", "versioncontrol",
    ]

    init(document: XMLDocument, kind: Manifest.Kind) {
        self.document = document
        manifest = Manifest(kind: kind)
    }

    mutating func run() {
        var counts: [String: Int] = [:]
        var authors: [String] = []
        for node in document.children(document.root) where document.nodes[node].kind == .element {
            let tag = document.name(node)
            counts[tag, default: 0] += 1
            switch tag {
            case "author": authors.append(document.text(node).trimmed)
            case "description":
                manifest.description = document.innerXML(node).trimmed
                manifest.plainDescription = document.plainText(node)
                manifest.brief = document.attribute(node, "brief") ?? ""
            case "license":
                manifest.licenses = [.init(name: document.text(node).trimmed, file: nil)]
                manifest.licenseURL = document.attribute(node, "url") ?? ""
            case "url": manifest.urls = [.init(address: document.text(node).trimmed, kind: "website")]
            case "version": manifest.version = document.text(node).trimmed
            case "review":
                manifest.reviewStatus = document.attribute(node, "status") ?? ""
                manifest.reviewNotes = document.attribute(node, "notes") ?? ""
            case "catkin": manifest.isCatkin = true
            case "depend": readDependency(node)
            case "rosdep": readSystemDependency(node)
            case "platform": readPlatform(node)
            case "export": readExports(node)
            default:
                if !Self.known.contains(tag) && !manifest.unknownTags.contains(tag) { manifest.unknownTags.append(tag) }
            }
        }
        for tag in ["license", "url", "description", "version"] where counts[tag, default: 0] > 1 {
            errors.append("The manifest must have a single \"\(tag)\" element.")
        }
        if !authors.isEmpty { manifest.authors = [.init(name: authors.joined(separator: ", "), email: nil)] }
        if manifest.kind == .stack {
            if !manifest.exports.isEmpty { errors.append("A stack manifest is not allowed to have exports.") }
            if !manifest.systemDependencies.isEmpty {
                errors.append("A stack manifest is not allowed to have rosdeps.")
            }
        }
    }

    private mutating func readDependency(_ node: Int) {
        let attribute = manifest.kind == .stack ? "stack" : "package"
        if document.attribute(node, "thirdparty") != nil { return }
        guard let name = document.attribute(node, attribute) else {
            errors.append("A \"depend\" element lacks the attribute \"\(attribute)\".")
            return
        }
        guard !name.trimmed.isEmpty else {
            errors.append("The attribute \"\(attribute)\" of a \"depend\" element must not be empty.")
            return
        }
        // Stated twice is meant once.
        if manifest.dependencies.contains(where: { $0.name == name.trimmed }) { return }
        // rosbuild knew one kind only: whatever is named is needed for everything.
        manifest.dependencies.append(Dependency(name: name.trimmed, kinds: [.build, .buildExport, .exec]))
    }

    private mutating func readSystemDependency(_ node: Int) {
        guard let name = document.attribute(node, "name"), !name.trimmed.isEmpty else {
            errors.append("A \"rosdep\" element lacks the attribute \"name\".")
            return
        }
        manifest.systemDependencies.append(name.trimmed)
    }

    private mutating func readPlatform(_ node: Int) {
        guard let os = document.attribute(node, "os"), let version = document.attribute(node, "version"), !os.isEmpty,
            !version.isEmpty
        else {
            errors.append("A \"platform\" element needs the attributes \"os\" and \"version\".")
            return
        }
        manifest.platforms.append(.init(os: os, version: version, notes: document.attribute(node, "notes") ?? ""))
    }

    private mutating func readExports(_ node: Int) {
        for child in document.children(node) where document.nodes[child].kind == .element {
            var attributes: [String: String] = [:]
            for attribute in document.attributes(of: child) { attributes[attribute.name] = attribute.value }
            manifest.exports.append(
                .init(
                    tag: document.name(child), attributes: attributes, content: document.innerXML(child).trimmed))
        }
    }
}
