// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a resource is in the model that all schemes share (Taurus TEP3).
public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// One instance of a system: a ROS master, a Tango database, a broker.
    case authority
    /// A thing that has attributes and commands: a ROS node, a Tango device.
    case device
    /// A value that can be read, written or watched: a topic, a parameter.
    case attribute
    /// Something that can be called: a service, a Tango command, a pod's function.
    case command
}
