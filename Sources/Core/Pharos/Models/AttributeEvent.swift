// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel

/// What happened to an attribute (Taurus' and Tango's event types).
public enum AttributeEvent: Sendable {
    /// Another value: the system said so, or it was asked and the value was not what it was.
    case change(Reading)
    /// The same value: the system was asked.
    case periodic(Reading)
    /// No value just now, and why; values may follow.
    case error(PharosError)
    /// Label, unit, limits, type, publishers or subscribers are other than they were; first, what they are.
    case configuration(ResourceDescription)

    /// The value that came with it.
    public var reading: Reading? {
        switch self {
        case .change(let reading), .periodic(let reading): reading
        case .error, .configuration: nil
        }
    }
}
