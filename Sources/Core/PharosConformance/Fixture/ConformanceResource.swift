// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import Pharos

/// A resource that the fixture promises to be there, and what can be done with it.
public struct ConformanceResource: Sendable {
    /// What it is.
    public enum Use: Sendable {
        /// It is read and watched, and refuses writes unless it `takesWrites`.
        case readOnly(takesWrites: Bool)
        /// It is read, watched and written.
        case writable(values: [Value], refused: Value?)
        /// It is called.
        case command(request: Value, reply: Value?)
    }

    /// The name within the authority.
    public var path: String
    /// The role, where the path alone is not unique.
    public var role: Role?
    /// What can be done with it.
    public var use: Use

    /// Creates one.
    public init(_ path: String, role: Role? = nil, use: Use) {
        self.path = path
        self.role = role
        self.use = use
    }

    /// A resource that gives values.
    ///
    /// - Parameters:
    ///   - takesWrites: whether writes succeed all the same, though nobody reads them back: a topic of others. Default:
    ///     they are refused.
    public static func readOnly(
        _ path: String, role: Role? = nil, takesWrites: Bool = false
    ) -> ConformanceResource {
        ConformanceResource(path, role: role, use: .readOnly(takesWrites: takesWrites))
    }

    /// A resource that takes values.
    ///
    /// - Parameters:
    ///   - values: at least two that differ; they are written in turn and read back.
    ///   - refused: a value that does not fit; `nil`: everything does.
    public static func writable(
        _ path: String, role: Role? = nil, values: [Value], refused: Value? = nil
    ) -> ConformanceResource {
        ConformanceResource(path, role: role, use: .writable(values: values, refused: refused))
    }

    /// A command.
    ///
    /// - Parameters:
    ///   - request: arguments that fit.
    ///   - reply: what it answers to them; `nil`: that is not known beforehand.
    public static func command(
        _ path: String, role: Role? = nil, request: Value = .record([:]), reply: Value? = nil
    ) -> ConformanceResource {
        ConformanceResource(path, role: role, use: .command(request: request, reply: reply))
    }

    var refusesWrites: Bool { if case .readOnly(let takesWrites) = use { !takesWrites } else { false } }
    var isCommand: Bool { if case .command = use { true } else { false } }
    var values: [Value] { if case .writable(let values, _) = use { values } else { [] } }
    var refused: Value? { if case .writable(_, let refused) = use { refused } else { nil } }
}

/// Whether a value that was read is one that was written.
enum ValueComparison {
    static func isSame(_ written: Value, _ read: Value) -> Bool {
        if written == read { return true }
        if let left = written.double, let right = read.double { return left == right }
        if case .record(let wanted) = written, case .record(let got) = read {
            return wanted.entries.allSatisfy { entry in got[entry.name].map { isSame(entry.value, $0) } ?? false }
        }
        if case .record(let got) = read, got.names == ["data"] { return isSame(written, got["data"] ?? .null) }
        if let left = written.array, let right = read.array, left.count == right.count {
            return zip(left, right).allSatisfy(isSame)
        }
        return false
    }
}
