// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel

/// One instance of a system: a ROS master, a Tango database, the calculator.
public final class Authority: Model {
    /// The name in its parts.
    public let name: ParsedName
    private let pharos: Pharos

    init(name: ParsedName, pharos: Pharos) {
        self.name = name
        self.pharos = pharos
    }

    /// What the system has now, in order of names.
    /// - Parameter pattern: a glob for the names; default: all.
    public func resources(matching pattern: String = "") async throws(PharosError) -> [ResourceInfo] {
        try await pharos.list(name.canonical + pattern)
    }

    /// What appears, changes and vanishes; the first element holds what is there.
    public func changes() -> ResourceSequence { pharos.resources(of: name.canonical) }

    /// The attribute of this name within the authority, `/chatter`.
    public func attribute(_ path: String) throws(PharosError) -> Attribute {
        try pharos.attribute(path.hasPrefix("/") ? name.canonical + path : "\(name.canonical)/\(path)")
    }

    /// The attributes that the system has now.
    public func attributes() async throws(PharosError) -> [Attribute] {
        var attributes: [Attribute] = []
        for info in try await resources() where info.kind == .attribute {
            attributes.append(try attribute("\(info.path)?\(info.role)"))
        }
        return attributes
    }
}
