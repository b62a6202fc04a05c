// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// How large an expression and its values may become; what exceeds them is refused before memory is taken.
public struct ExpressionLimits: Sendable, Hashable {
    /// The bytes of the text; 64 KiB unless said otherwise.
    public var length = 65_536
    /// How deep parentheses, calls, subscripts, powers and signs may nest (also braces); 64 unless said otherwise.
    public var depth = 64
    /// The elements of one array, the bytes of one string; ten million unless said otherwise.
    public var elements = 10_000_000
    /// The elements that one evaluation may compute in all, each instruction counting as one; fifty million unless
    /// said otherwise; powers, remainders, roots and the like count four times. It bounds time and memory of an evaluation.
    public var work = 50_000_000

    /// The default limits.
    public init() {}
}
