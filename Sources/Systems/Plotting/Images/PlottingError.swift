// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Why a picture could not be made.
public struct PlottingError: Error, Sendable, CustomStringConvertible {
    /// What failed.
    public let message: String

    /// The message.
    public var description: String { message }
}
