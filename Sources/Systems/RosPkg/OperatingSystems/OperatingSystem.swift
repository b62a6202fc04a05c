// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The operating system, as rosdep names it.
public struct OperatingSystem: Hashable, Sendable {
    /// rosdep's name, such as `ubuntu`.
    public var name: String
    /// As in `VERSION_ID`; empty for rolling releases.
    public var version: String
    /// Such as `noble`; empty if there is none.
    public var codename: String
    /// The systems it is made from and whose packages it can use, nearest first.
    public var parents: [OperatingSystem]

    public init(name: String, version: String = "", codename: String = "", parents: [OperatingSystem] = []) {
        self.name = name
        self.version = version
        self.codename = codename
        self.parents = parents
    }

    /// Ids of os-release that rosdep calls otherwise.
    static let renamed: [String: String] = [
        "amzn": "amazon", "ol": "oracle", "linuxmint": "mint", "clear-linux-os": "clearlinux",
        "fedora-asahi-remix": "fedora-asahi", "openEuler": "openeuler", "poky": "openembedded",
        "nodistro": "openembedded", "opensuse-leap": "opensuse", "opensuse-tumbleweed": "opensuse",
        "sles_sap": "sles", "rhel": "rhel",
    ]

    /// Systems whose rosdep rules are written by codename.
    static let namedByCodename: Set<String> = [
        "debian", "ubuntu", "mint", "elementary", "neon", "pop", "zorin", "linaro", "raspbian", "mx", "kali", "deepin",
    ]

    /// What rosdep rules call the release: the codename or the version.
    public var release: String {
        OperatingSystem.namedByCodename.contains(name) && !codename.isEmpty ? codename : version
    }

    /// Detects the system.
    ///
    /// - Parameters:
    ///   - root: Where `/` is.
    ///   - variables: `ROS_OS_OVERRIDE`, as `name[:version[:codename]]`, is taken first.
    /// - Throws: `unknownSystem` if there is no usable os-release.
    public static func detect(
        root: String = "", variables: [String: String] = [:]
    ) throws -> OperatingSystem {
        if let override = variables["ROS_OS_OVERRIDE"], !override.isEmpty {
            let parts = override.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            return OperatingSystem(
                name: parts[0], version: parts.count > 1 ? parts[1] : "", codename: parts.count > 2 ? parts[2] : "")
        }
        #if os(macOS)
            if root.isEmpty { return OperatingSystem(name: "osx") }
        #endif
        guard let release = OSRelease(root: root), let system = OperatingSystem(release) else {
            throw RosPkgError(
                .unknownSystem, "The operating system cannot be told. Set ROS_OS_OVERRIDE to name:version:codename.",
                searched: [root + "/etc/os-release", root + "/usr/lib/os-release"])
        }
        return system
    }

    /// The system that an os-release file describes; nil without an `ID`.
    public init?(_ release: OSRelease) {
        let id = release["ID"]
        guard !id.isEmpty else { return nil }
        let name = OperatingSystem.renamed[id] ?? id.lowercased()
        self.init(name: name, version: release["VERSION_ID"], codename: OperatingSystem.codename(release, name))
        for parent in release["ID_LIKE"].parts(" ") {
            let parentName = OperatingSystem.renamed[parent] ?? parent
            guard parentName != name else { continue }
            // A derivative's own version says nothing about its parent's.
            let codename = release[parentName.uppercased() + "_CODENAME"]
            parents.append(OperatingSystem(name: parentName, codename: codename))
        }
    }

    private static func codename(_ release: OSRelease, _ name: String) -> String {
        if !release["VERSION_CODENAME"].isEmpty { return release["VERSION_CODENAME"] }
        let version = release["VERSION"]
        guard let open = version.lastIndex(of: "("), let close = version.lastIndex(of: ")"), open < close else {
            return ""
        }
        let text = String(version[version.index(after: open)..<close])
        if name == "mx" { return text }
        // Fedora puts the name of the edition there, which is no release.
        if name.hasPrefix("fedora") { return "" }
        return text.lowercased()
    }
}
