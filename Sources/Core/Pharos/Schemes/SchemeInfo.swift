// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel

/// A scheme as `pharos schemes` lists it.
public struct SchemeInfo: Sendable, Hashable {
    /// Where a scheme comes from.
    public enum Origin: Sendable, Hashable, CustomStringConvertible {
        /// `pharos node <scheme>` serves it.
        case builtIn
        /// Every program serves it itself.
        case withinProgram
        /// An executable `pharos-node-<scheme>` serves it; where it is.
        case plugIn(path: String)
        /// Its names are understood; nothing that serves it is installed.
        case namesOnly

        /// In words.
        public var description: String {
            switch self {
            case .builtIn: "built in"
            case .withinProgram: "within the program"
            case .plugIn(let path): path
            case .namesOnly: "names only"
            }
        }
    }

    /// The scheme as it stands in names.
    public var scheme: String
    /// Other words for it in names.
    public var aliases: [String] = []
    /// The version of what serves it; empty when it is not known.
    public var version: String
    /// What it is for; empty when it does not say.
    public var description: String
    /// What its names can name.
    public var kinds: [ElementKind]
    /// Whether names that differ in case name different things.
    public var isCaseSensitive: Bool
    /// Where it comes from.
    public var origin: Origin
    /// Why it cannot be used, and what helps; `nil`: it can.
    public var problem: String?

    init(
        _ scheme: String, version: String = "", description: String = "", grammar: (any NameGrammar)?, origin: Origin,
        problem: String? = nil
    ) {
        self.scheme = scheme
        self.version = version
        self.description = description
        kinds = grammar?.kinds ?? []
        isCaseSensitive = grammar?.isCaseSensitive ?? true
        self.origin = origin
        self.problem = problem
    }
}
