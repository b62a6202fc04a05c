// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What became of the limits and the sandbox that were asked for.
public struct PodConfinement: Sendable, Hashable, CustomStringConvertible {
    /// What became of one part.
    public enum Outcome: Sendable, Hashable, CustomStringConvertible {
        /// Nobody asked for it.
        case notAsked
        /// It holds.
        case applied
        /// The system cannot do it; why.
        case refused(String)

        init(_ outcome: Int32) {
            self = outcome < 0 ? .notAsked : outcome == 0 ? .applied : .refused(SystemCalls.text(of: outcome))
        }

        /// "applied", "not asked for", "refused: …".
        public var description: String {
            switch self {
            case .notAsked: "not asked for"
            case .applied: "applied"
            case .refused(let reason): "refused: \(reason)"
            }
        }
    }

    /// The limits, each on its own.
    public var memory, processorTime, openFiles, processes: Outcome
    /// Files can only be changed where allowed.
    public var files: Outcome
    /// No sockets but Unix ones.
    public var network: Outcome
    /// The process is killed when its parent dies, however it does.
    public var diesWithParent: Outcome

    /// The parts that were asked for and do not hold: name and reason.
    public var refusals: [String] {
        parts.compactMap { name, outcome in
            if case .refused(let reason) = outcome { "\(name): \(reason)" } else { nil }
        }
    }

    private var parts: [(String, Outcome)] {
        [
            ("memory", memory), ("processor time", processorTime), ("open files", openFiles), ("processes", processes),
            ("files", files), ("network", network), ("dies with parent", diesWithParent),
        ]
    }

    /// All parts on one line.
    public var description: String { parts.map { "\($0): \($1)" }.joined(separator: ", ") }
}
