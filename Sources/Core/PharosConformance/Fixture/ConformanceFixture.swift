// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import Pharos
public import PharosNode

/// What an interface's author gives the conformance kit: which resources there are, and how to make things happen in
/// the system behind the interface.
///
/// ```swift
/// struct ClockFixture: ConformanceFixture {
///     typealias Subject = ClockInterface
///     let resources = [ConformanceResource.readOnly("/now")]
/// }
///
/// @Test func conforms() async {
///     let report = await Conformance.run(ClockFixture())
///     #expect(report.isPassed, "\(report)")
/// }
/// ```
///
/// Every hook has a default that says that the fixture lacks it; what needs it is reported as not exercised.
public protocol ConformanceFixture: Sendable {
    /// The interface under test.
    associatedtype Subject: Interface

    /// The authority to test with. Default: empty.
    var authority: String { get }
    /// Variables that the interface shall see besides the process's own. Default: none.
    var environment: [String: String] { get }
    /// Resources that are there when ``prepare(_:)`` has ended; there should be one of each kind that the system has.
    var resources: [ConformanceResource] { get }
    /// A path that is well formed in the scheme and names nothing. Default: `/pharos_conformance/missing`.
    var missing: String { get }

    /// Whether every well-formed name is there as soon as it is used, as expressions are: such names are not listed before,
    /// and none is unknown. Default: no.
    var hasOpenNames: Bool { get }
    /// Whether a watch of a name that is not there, or not any more, waits for it, as topics of publish–subscribe systems
    /// do; else it ends with `notFound`. Default: it ends.
    var waitsForNames: Bool { get }

    /// Makes the system ready; called once, before anything is checked. Default: nothing.
    func prepare(_ system: ConformanceSystem) async throws
    /// Lets a resource appear.
    /// - Returns: its path.
    func appear(_ system: ConformanceSystem) async throws -> String
    /// Lets that resource vanish.
    func vanish(_ path: String, _ system: ConformanceSystem) async throws
    /// Lets the system itself give the resource a new value, one that differs from the last.
    func stir(_ path: String, _ system: ConformanceSystem) async throws
    /// Lets reads of a resource take longer than ten seconds.
    /// - Returns: its path.
    func stall(_ system: ConformanceSystem) async throws -> String
    /// Lets them be quick again.
    func unstall(_ path: String, _ system: ConformanceSystem) async throws
    /// Whether a value that was read is the one that was written. Default: numbers are compared as numbers, a message
    /// with the single field `data` with its bare value, and only fields that were written count.
    func isSame(_ written: Value, _ read: Value) -> Bool
    /// Undoes what ``prepare(_:)`` did outside the interface. Default: nothing.
    func tidy(_ system: ConformanceSystem) async throws
}

extension ConformanceFixture {
    /// The empty authority.
    public var authority: String { "" }
    /// No variables.
    public var environment: [String: String] { [:] }
    /// A name that hardly anybody uses.
    public var missing: String { "/pharos_conformance/missing" }
    /// Only what is listed is there.
    public var hasOpenNames: Bool { false }
    /// It ends.
    public var waitsForNames: Bool { false }
    /// Does nothing.
    public func prepare(_ system: ConformanceSystem) async throws {}
    /// Lacks it.
    public func appear(_ system: ConformanceSystem) async throws -> String {
        throw ConformanceNotExercised("the fixture has no appear(_:)")
    }
    /// Lacks it.
    public func vanish(_ path: String, _ system: ConformanceSystem) async throws {
        throw ConformanceNotExercised("the fixture has no vanish(_:_:)")
    }
    /// Lacks it.
    public func stir(_ path: String, _ system: ConformanceSystem) async throws {
        throw ConformanceNotExercised("the fixture has no stir(_:_:)")
    }
    /// Lacks it.
    public func stall(_ system: ConformanceSystem) async throws -> String {
        throw ConformanceNotExercised("the fixture has no stall(_:)")
    }
    /// Does nothing.
    public func unstall(_ path: String, _ system: ConformanceSystem) async throws {}
    /// Compares as the protocol says.
    public func isSame(_ written: Value, _ read: Value) -> Bool { ValueComparison.isSame(written, read) }
    /// Does nothing.
    public func tidy(_ system: ConformanceSystem) async throws {}
}

/// Thrown by a fixture's hook that does not apply: what needs it is reported as not exercised, with this reason.
public struct ConformanceNotExercised: Error, Sendable, CustomStringConvertible {
    /// Why.
    public let description: String

    /// A reason.
    public init(_ reason: String) { description = reason }
}

/// The system under test, as hooks and checks reach it.
public struct ConformanceSystem: Sendable {
    /// A client that reaches the interface.
    public let pharos: Pharos
    /// The scheme under test.
    public let scheme: String
    /// The authority under test.
    public let authority: String

    /// The name of the authority, `mock:` or `ros://localhost:11311`.
    public var root: String { authority.isEmpty ? "\(scheme):" : "\(scheme)://\(authority)" }

    /// The name of a resource, `mock:/temperature` or `mock:/temperature?topic`.
    public func name(_ path: String, role: Role? = nil) -> String {
        "\(root)\(path)\(role.map { "?\($0.rawValue)" } ?? "")"
    }

    /// A word in the interface's own vocabulary.
    @discardableResult
    public func configure(_ verb: String, _ arguments: Value = .record([:])) async throws -> Value {
        try await pharos.configure(root, verb: verb, arguments)
    }
}
