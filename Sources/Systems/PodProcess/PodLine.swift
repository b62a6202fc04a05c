// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A line that a process wrote outside its protocol.
public struct PodLine: Sendable, Hashable {
    /// Where it was written.
    public enum Stream: Sendable, Hashable { case output, error }
    /// Where it was written.
    public var stream: Stream
    /// The line without its end. What is no UTF-8 is replaced.
    public var text: String
}
