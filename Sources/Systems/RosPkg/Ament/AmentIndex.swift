// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The ament resource index of one install prefix (ROS 2): `share/ament_index/resource_index/<type>/<name>`.
public struct AmentIndex: Hashable, Sendable {
    /// The install prefix.
    public let prefix: String

    public init(prefix: String) { self.prefix = Files.absolute(prefix) }

    private var directory: String { prefix + "/share/ament_index/resource_index" }

    /// True if the prefix has an index.
    public var exists: Bool { Files.isDirectory(directory) }

    /// The names of the resources of a type, sorted; empty if there are none. Directories and names that begin with a
    /// dot are no resources.
    public func names(ofType type: String) -> [String] {
        guard AmentIndex.isResourceName(type), let names = Files.list(directory + "/" + type) else { return [] }
        return names.filter { !$0.hasPrefix(".") && !Files.isDirectory(directory + "/" + type + "/" + $0) }
    }

    /// The content of a resource; nil if there is none.
    public func resource(_ name: String, ofType type: String) -> String? {
        guard AmentIndex.isResourceName(type), AmentIndex.isResourceName(name) else { return nil }
        return Files.text(directory + "/" + type + "/" + name)
    }

    private static func isResourceName(_ name: String) -> Bool {
        !name.isEmpty && !name.contains("/") && !name.contains("\\") && name != ".." && name != "."
    }
}
