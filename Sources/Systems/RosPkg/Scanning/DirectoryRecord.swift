// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a scan needs to know of one directory: kept in the cache as long as the stamps agree.
struct DirectoryRecord {
    struct Flags: OptionSet {
        let rawValue: UInt16
        static let package = Flags(rawValue: 1 << 0)
        static let dry = Flags(rawValue: 1 << 1)
        static let stack = Flags(rawValue: 1 << 2)
        static let catkinIgnore = Flags(rawValue: 1 << 3)
        static let colconIgnore = Flags(rawValue: 1 << 4)
        static let noSubdirectories = Flags(rawValue: 1 << 5)
        /// A link that led nowhere may lead somewhere without any change here: look again every time.
        static let uncertain = Flags(rawValue: 1 << 6)
        static let dangling = Flags(rawValue: 1 << 7)
        static let unreadable = Flags(rawValue: 1 << 8)
        static let missing = Flags(rawValue: 1 << 9)
    }

    var stamp = FileStamp()
    var manifestStamp = FileStamp()
    var flags: Flags = []
    /// Names of directories in it that may be descended into, sorted.
    var subdirectories: [String] = []
    /// Index into the manifest store, -1 for none.
    var manifest: Int32 = -1

    /// Same state of the same files, whatever the manifest's place in a store.
    func isSame(as other: DirectoryRecord) -> Bool {
        stamp == other.stamp && manifestStamp == other.manifestStamp && flags == other.flags
            && subdirectories == other.subdirectories
    }

    var hasManifest: Bool { !flags.isDisjoint(with: [.package, .dry]) }
    /// Packages are leaves; a stack is not.
    var isLeaf: Bool { hasManifest || flags.contains(.noSubdirectories) }

    var manifestFile: String? {
        if flags.contains(.package) { return "package.xml" }
        return flags.contains(.dry) ? "manifest.xml" : nil
    }
}

/// One directory to look at.
struct Visit {
    var path: String
    var root: Int32
    var depth: Int32
    /// Look for a `package.xml` only; the directory itself is not listed.
    var isProbe = false
    /// Visits of the directories in it, consecutive in the list of all visits.
    var children: Range<Int32> = 0..<0
}

/// What came of a visit.
struct Finding {
    var record = DirectoryRecord()
    /// True if the record is the cache's, unchanged.
    var isReused = false
    var manifest: Manifest?
    var error: RosPkgError?
    var isForeign = false
}
