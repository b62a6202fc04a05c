// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel

/// A thing that has attributes and commands: a Tango device, a namespace or node of a robot.
public final class Device: Model {
    /// The name in its parts.
    public let name: ParsedName
    private let pharos: Pharos

    init(name: ParsedName, pharos: Pharos) {
        self.name = name
        self.pharos = pharos
    }

    /// The system it belongs to; `nil` when its name leaves open which.
    public var parent: Authority? {
        try? pharos.authority(name.authority.map { "\(name.scheme)://\($0)" } ?? "\(name.scheme):")
    }

    /// What it has now, in order of names.
    public func resources() async throws(PharosError) -> [ResourceInfo] {
        try await pharos.list("\(name.canonical)/**")
    }

    /// Its attribute of this name.
    public func attribute(_ attribute: String) throws(PharosError) -> Attribute {
        try pharos.attribute("\(name.canonical)/\(attribute)")
    }
}
