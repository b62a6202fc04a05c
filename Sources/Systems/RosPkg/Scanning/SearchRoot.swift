// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// One directory to look for packages in; earlier roots overlay later ones.
public struct SearchRoot: Hashable, Sendable {
    /// How the directory is searched.
    public enum Style: String, Hashable, Sendable {
        /// All the way down, as an element of `ROS_PACKAGE_PATH` is.
        case tree
        /// All the way down, and `COLCON_IGNORE` and `AMENT_IGNORE` hide what is below them (not the root itself).
        case sources
        /// `<root>/*/package.xml` only: an install space's `share`, and Debian's `/usr/share`.
        case share
        /// A prefix with an ament resource index: the packages listed there (ROS 2).
        case ament
    }

    public var path: String
    public var style: Style

    public init(_ path: String, style: Style = .tree) {
        self.path = Files.absolute(path)
        self.style = style
    }

    /// The roots of a colon-separated list. Empty elements are dropped; `/usr/share` is not descended into, as Debian's
    /// tools do not.
    public static func list(_ value: String) -> [SearchRoot] {
        var roots: [SearchRoot] = []
        for path in value.parts(":") where !path.trimmed.isEmpty {
            let absolute = Files.absolute(path)
            let root = SearchRoot(absolute, style: absolute == "/usr/share" ? .share : .tree)
            if !roots.contains(root) { roots.append(root) }
        }
        return roots
    }

    /// The directory under which this root keeps `<package>/msg` and the like.
    package var share: String { style == .ament ? Files.join(path, "share") : path }
}

/// Limits and choices of a scan.
public struct ScanOptions: Hashable, Sendable {
    /// Directories within directories, below a root. What is deeper is a problem entry, not searched.
    public var depthLimit = 128
    /// Directories in all.
    public var directoryLimit = 1_000_000
    /// `COLCON_IGNORE` and `AMENT_IGNORE` count in every root, not only in source spaces.
    public var honorsColconMarkers = false
    /// Threads that read; nil means one per processor, at most eight.
    public var threads: Int?

    public init() {}

    /// The defaults of every field.
    public static let `default` = ScanOptions()
}
