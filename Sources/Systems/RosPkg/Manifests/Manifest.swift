// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a `package.xml` (formats 1 to 3), `manifest.xml` or `stack.xml` says.
public struct Manifest: Hashable, Sendable {
    /// Which file it is.
    public enum Kind: String, Hashable, Sendable {
        /// `package.xml`: REP-127, REP-140, REP-149.
        case package = "package.xml"
        /// `manifest.xml` of rosbuild; the package has the name of its directory.
        case dryPackage = "manifest.xml"
        /// `stack.xml` of rosbuild.
        case stack = "stack.xml"
    }

    /// Someone who wrote or maintains it.
    public struct Person: Hashable, Sendable {
        public var name: String
        public var email: String?
    }

    /// A licence, and (format 3) the file with its text.
    public struct License: Hashable, Sendable {
        public var name: String
        public var file: String?
    }

    /// An address; `kind` is `website` unless stated.
    public struct Link: Hashable, Sendable {
        public var address: String
        public var kind: String
    }

    /// One element of `<export>`.
    public struct Export: Hashable, Sendable {
        public var tag: String
        public var attributes: [String: String]
        /// What is inside, as XML.
        public var content: String

        /// The attribute with `${prefix}` replaced by the package's directory. No other variable, no shell.
        public func value(_ attribute: String, prefix: String) -> String? {
            attributes[attribute].map { Manifest.replacePrefix($0, with: prefix) }
        }
    }

    /// A platform a dry package is known to work on.
    public struct Platform: Hashable, Sendable {
        public var os: String
        public var version: String
        public var notes: String
    }

    public var kind: Kind
    /// 1 to 3; 0 for dry manifests.
    public var format = 0
    /// Empty for dry manifests, which have none inside.
    public var name = ""
    public var version: String?
    public var versionCompatibility: String?
    /// As XML, since XHTML is allowed in it.
    public var description: String?
    /// The description as plain text.
    public var plainDescription: String?
    /// The short form (dry manifests).
    public var brief = ""
    public var maintainers: [Person] = []
    public var authors: [Person] = []
    public var licenses: [License] = []
    /// The address of the licence (dry manifests).
    public var licenseURL = ""
    public var urls: [Link] = []
    /// In document order.
    public var dependencies: [Dependency] = []
    public var conflicts: [Dependency] = []
    public var replaces: [Dependency] = []
    public var groupDependencies: [GroupMembership] = []
    public var groupMemberships: [GroupMembership] = []
    public var exports: [Export] = []
    public var isMetapackage = false
    /// rosdep keys (dry manifests).
    public var systemDependencies: [String] = []
    public var platforms: [Platform] = []
    public var reviewStatus = ""
    public var reviewNotes = ""
    /// A dry manifest with `<catkin/>`.
    public var isCatkin = false
    /// Tags of a dry manifest that are not in its specification.
    public var unknownTags: [String] = []
    /// What its author should change, though it can be used.
    public var warnings: [String] = []

    public init(kind: Kind) { self.kind = kind }

    /// Reads a manifest from its bytes.
    ///
    /// - Parameters:
    ///   - bytes: The file's content, any encoding that XML declares and libexpat reads.
    ///   - kind: Which of the three files it is.
    ///   - path: Where it came from, for messages.
    /// - Throws: `RosPkgError`: `malformed` (not XML, not a manifest), `invalidManifest` (all broken rules in one
    ///   message), `limit`.
    public init(parsing bytes: [UInt8], kind: Kind = .package, path: String? = nil) throws {
        let parsed = try ManifestReader().read(bytes, kind: kind, path: path)
        if let error = parsed.error { throw error }
        self = parsed.manifest
    }

    /// The dependencies of one kind, in the order in which the peers list them: specific tags, then `<depend>`.
    public func dependencies(of kinds: DependencyKinds) -> [Dependency] {
        let chosen = dependencies.filter { !$0.kinds.isDisjoint(with: kinds) }
        return chosen.filter { !$0.isGeneric } + chosen.filter(\.isGeneric)
    }

    /// The build type whose condition holds: `catkin` if none is stated.
    ///
    /// - Throws: `invalidManifest` if several hold.
    public func buildType(_ context: [String: String]) throws -> String {
        var types: [String] = []
        for export in exports where export.tag == "build_type" {
            if let text = export.attributes["condition"], try !Condition(parsing: text).evaluate(context) { continue }
            types.append(export.content.trimmed)
        }
        guard types.count <= 1 else {
            throw RosPkgError(
                .invalidManifest,
                "Package \"\(name)\" has more than one build type: \(types.joined(separator: ", ")) (REP-149).")
        }
        return types.first ?? "catkin"
    }

    /// `${prefix}` replaced by a directory.
    static func replacePrefix(_ text: String, with prefix: String) -> String {
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("${prefix}") {
                result += prefix
                rest = rest.dropFirst(9)
            } else {
                result += "$"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }
}
