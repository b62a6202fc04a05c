// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// rosdistro's index, version 4 (REP-153): which distributions there are and where their files lie. Read from a local
/// copy; nothing is fetched.
public struct DistroIndex: Sendable {
    /// One line of the index.
    public struct Entry: Hashable, Sendable {
        public var name: String
        /// Distribution files; later ones override repositories of earlier ones.
        public var files: [String]
        /// `prerelease`, `active`, `rolling`, `end-of-life`.
        public var status: String?
        /// `ros1` or `ros2`.
        public var type: String?
        public var pythonVersion: Int?

        /// The variables of conditions, without any environment.
        public var conditionContext: [String: String] {
            var context = ["ROS_DISTRO": name]
            if let type { context["ROS_VERSION"] = type == "ros2" ? "2" : "1" }
            if let pythonVersion { context["ROS_PYTHON_VERSION"] = String(pythonVersion) }
            return context
        }
    }

    /// The path of the index file.
    public let path: String
    /// Sorted by name.
    public let entries: [Entry]

    /// - Throws: `unreadable`, `malformed`.
    public init(file: String) throws {
        path = Files.absolute(file)
        let document = try YAMLReader.read(path)
        guard document["type"]?.text == "index", let version = document["version"]?.text, version == "4" else {
            throw RosPkgError(
                .malformed,
                "Expected a rosdistro index of version 4 (type: index, version: 4), found type "
                    + "\(document["type"]?.text ?? "none"), version \(document["version"]?.text ?? "none").",
                path: path)
        }
        entries = (document["distributions"]?.pairs ?? []).map { pair in
            Entry(
                name: pair.key, files: (pair.value["distribution"]?.list ?? []).compactMap(\.text),
                status: pair.value["distribution_status"]?.text, type: pair.value["distribution_type"]?.text,
                pythonVersion: pair.value["python_version"]?.text.flatMap { Int($0) })
        }.sorted { $0.name < $1.name }
    }

    /// The distribution of a name, its files merged in order.
    ///
    /// - Throws: `notFound`, or what reading the files throws.
    public func distribution(_ name: String) throws -> DistributionFile {
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw RosPkgError(
                .notFound, "No distribution \"\(name)\" in the index.", searched: [path],
                similar: Similarity.nearest(to: name, in: entries.map(\.name)))
        }
        var merged: DistributionFile?
        for file in entry.files {
            guard !file.contains("://") || file.hasPrefix("file://") else {
                throw RosPkgError(.unreadable, "\(file) is not a local file.", path: path)
            }
            let local = file.hasPrefix("file://") ? String(file.dropFirst(7)) : file
            let full = local.hasPrefix("/") ? local : Files.parent(path) + "/" + local
            let next = try DistributionFile(file: full, name: name)
            merged = merged.map { $0.overridden(by: next) } ?? next
        }
        guard let merged else { throw RosPkgError(.malformed, "Distribution \"\(name)\" has no file.", path: path) }
        return merged
    }
}

/// A distribution file of rosdistro, version 2 (REP-143): repositories and what is released from them.
public struct DistributionFile: Sendable {
    /// A repository.
    public struct Repository: Hashable, Sendable {
        public var name: String
        /// The packages released from it; the repository's own name if none are listed.
        public var packages: [String]
        /// The released version with its increment, such as `1.0.0-1`; nil if nothing is released.
        public var releaseVersion: String?
        public var releaseURL: String?
        public var sourceURL: String?
        public var sourceVersion: String?
        public var status: String?
    }

    public let name: String
    /// By name.
    public private(set) var repositories: [String: Repository]
    /// Operating system and codenames that packages are built for.
    public private(set) var releasePlatforms: [String: [String]]

    /// - Throws: `unreadable`, `malformed`.
    public init(file: String, name: String) throws {
        self.name = name
        let document = try YAMLReader.read(file)
        guard document["type"]?.text == "distribution" else {
            throw RosPkgError(.malformed, "Expected a distribution file (type: distribution).", path: file)
        }
        releasePlatforms = [:]
        for pair in document["release_platforms"]?.pairs ?? [] {
            releasePlatforms[pair.key] = pair.value.list.compactMap(\.text)
        }
        repositories = [:]
        for pair in document["repositories"]?.pairs ?? [] {
            let release = pair.value["release"]
            let source = pair.value["source"]
            let listed = (release?["packages"]?.list ?? []).compactMap(\.text)
            repositories[pair.key] = Repository(
                name: pair.key, packages: release == nil ? [] : (listed.isEmpty ? [pair.key] : listed),
                releaseVersion: release?["version"]?.text, releaseURL: release?["url"]?.text,
                sourceURL: source?["url"]?.text, sourceVersion: source?["version"]?.text,
                status: pair.value["status"]?.text)
        }
    }

    func overridden(by other: DistributionFile) -> DistributionFile {
        var result = self
        result.repositories.merge(other.repositories) { $1 }
        result.releasePlatforms.merge(other.releasePlatforms) { $1 }
        return result
    }

    /// The released packages with the repository each comes from, sorted.
    public var releasedPackages: [(name: String, repository: String)] {
        var found: [(name: String, repository: String)] = []
        for repository in repositories.values where repository.releaseVersion != nil {
            for package in repository.packages { found.append((package, repository.name)) }
        }
        return found.sorted { $0.name < $1.name }
    }

    /// The name of a package in the operating system's archive: `ros-noetic-tf2-ros`.
    public func systemPackage(_ package: String) -> String {
        "ros-" + name + "-" + package.map { $0 == "_" ? "-" : String($0) }.joined()
    }

    /// rosdep rules for the released packages, on the release platforms only.
    var rosdepRules: YAMLValue {
        var rules: [YAMLValue.Pair] = []
        for (package, _) in releasedPackages {
            let installed = YAMLValue.list([.text(systemPackage(package))])
            let systems = releasePlatforms.sorted { $0.key < $1.key }.map { platform in
                let installer = RosdepRule.installers(platform.key).first ?? "apt"
                return YAMLValue.Pair(
                    key: platform.key,
                    value: .map(
                        platform.value.map { codename in
                            .init(
                                key: codename,
                                value: .map([
                                    .init(key: installer, value: .map([.init(key: "packages", value: installed)]))
                                ]))
                        }))
            }
            rules.append(.init(key: package, value: .map(systems)))
        }
        return .map(rules)
    }
}
