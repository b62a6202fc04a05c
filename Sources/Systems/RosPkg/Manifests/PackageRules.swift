// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The rules of REP-127, REP-140 and REP-149 on the content of a package manifest.
enum PackageRules {
    static func errors(_ manifest: Manifest, hasName: Bool, hasVersion: Bool) -> [String] {
        var errors: [String] = []
        if hasName, !isName(manifest.name) {
            errors.append(
                manifest.name.isEmpty
                    ? "The package name must not be empty."
                    : "The package name \"\(manifest.name)\" does not follow the naming conventions: "
                        + "letters, digits, '_' and '-', first a letter or digit.")
        }
        if hasVersion, let version = manifest.version, !isVersion(version) {
            errors.append(
                version.isEmpty
                    ? "The package version must not be empty."
                    : "The package version \"\(version)\" must be three numbers: MAJOR.MINOR.PATCH.")
        }
        if let version = manifest.versionCompatibility, !isVersion(version) {
            errors.append("The compatibility version \"\(version)\" must be three numbers: MAJOR.MINOR.PATCH.")
        }
        if manifest.maintainers.isEmpty {
            errors.append("Package \"\(manifest.name)\" must declare at least one maintainer.")
        }
        for maintainer in manifest.maintainers where maintainer.email == nil {
            errors.append("The maintainer \"\(maintainer.name)\" must have the attribute \"email\".")
        }
        for person in manifest.maintainers + manifest.authors {
            if person.name.isEmpty { errors.append("The name of a person must not be empty.") }
            if let email = person.email, !isEmail(email) {
                errors.append("Invalid email \"\(email)\" for person \"\(person.name)\".")
            }
        }
        if manifest.licenses.isEmpty { errors.append("The package must contain at least one \"license\" tag.") }
        if manifest.licenses.contains(where: \.name.isEmpty) {
            errors.append("The license tag must neither be empty nor only contain white space.")
        }
        for dependency in manifest.dependencies where dependency.name == manifest.name && hasName {
            let kind = dependency.isGeneric ? "depend" : dependency.kinds.words.joined(separator: "/") + "_depend"
            errors.append("The package \"\(manifest.name)\" must not \"\(kind)\" on itself.")
        }
        for group in manifest.groupDependencies
        where manifest.groupMemberships.contains(where: { $0.name == group.name }) {
            errors.append("The package must not depend on the group \"\(group.name)\" of which it is a member.")
        }
        return errors
    }

    static func warnings(_ manifest: Manifest) -> [String] {
        var warnings: [String] = []
        if isName(manifest.name),
            manifest.name.utf8.contains(where: { $0 >= 0x41 && $0 <= 0x5A })
                || manifest.name.utf8.first.map({ $0 >= 0x30 && $0 <= 0x39 }) ?? false
        {
            warnings.append(
                "The package name \"\(manifest.name)\" should start with a lower case letter and only contain "
                    + "lower case letters, digits, underscores, and dashes.")
        }
        if let version = manifest.version, isVersion(version),
            version.split(separator: ".").contains(where: { $0.count > 1 && $0.hasPrefix("0") })
        {
            warnings.append("The version \"\(version)\" should not contain leading zeros.")
        }
        if manifest.isMetapackage {
            if !manifest.dependencies.contains(where: { $0.kinds == .buildtool && $0.name == "catkin" }) {
                warnings.append("Metapackage \"\(manifest.name)\" must buildtool_depend on catkin.")
            }
            let others = manifest.dependencies.contains {
                $0.kinds != .exec && $0.kinds != [.buildExport, .exec]
                    && !($0.kinds == .buildtool && $0.name == "catkin")
            }
            if others {
                warnings.append(
                    "Metapackage \"\(manifest.name)\" should not have other dependencies besides a "
                        + "buildtool_depend on catkin and exec_depends.")
            }
        }
        return warnings
    }

    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, isAlphanumeric(first) else { return false }
        return name.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }

    static func isVersion(_ version: String) -> Bool {
        let parts = version.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 3
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
    }

    /// A local part, `@`, and a domain of at least two labels, the last of two letters or more.
    static func isEmail(_ email: String) -> Bool {
        let halves = email.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return false }
        func labels(_ text: Substring, extra: String) -> [Substring]? {
            let labels = text.split(separator: ".", omittingEmptySubsequences: false)
            let good = labels.allSatisfy { label in
                !label.isEmpty && label.utf8.allSatisfy { isAlphanumeric($0) || extra.utf8.contains($0) }
            }
            return good ? labels : nil
        }
        guard labels(halves[0], extra: "-_%+") != nil, let domain = labels(halves[1], extra: "-%"), domain.count >= 2,
            let last = domain.last
        else { return false }
        return last.utf8.count >= 2 && last.utf8.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A)
    }
}
