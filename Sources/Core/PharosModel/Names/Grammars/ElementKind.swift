// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The four kinds of thing that a name can name in every scheme (Taurus TEP3).
///
/// The raw values stand in manifests and in `--json`.
public enum ElementKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// One instance of a system: a Tango database, a ROS master, a broker.
    case authority
    /// A thing that has attributes.
    case device
    /// A value; whatever can be read, written, watched or called.
    case attribute
    /// One property of an attribute: an attribute's name with a fragment such as `#units`.
    case configuration

    /// The order in which a name that could be several kinds is understood: as an attribute first, as TEP3 does.
    public static let preferred: [ElementKind] = [.attribute, .device, .authority, .configuration]
}
