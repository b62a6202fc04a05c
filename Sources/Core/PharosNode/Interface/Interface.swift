// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import PharosModel

/// One scheme: the type that speaks a foreign system's language, inside a node process and never in a user's program.
///
/// Everything but ``scheme``, ``init(context:)`` and ``run()`` has a default, mostly one that answers `unsupported`. The
/// runtime around it does sockets, exposure, sessions, queues, deadlines, polling, logs and shutdown. A third party's plug-in
/// is this type and one line: `await NodeMain.run(MyInterface.self)`.
///
/// Errors: throw ``PharosError``. `notFound` when the system does not know the name, `unsupported` when it cannot do
/// that, `invalidValue` when a value does not fit, `systemFailed` with the system's own words, `systemUnreachable`
/// when it is gone. Anything else thrown becomes `systemFailed`.
public protocol Interface: Sendable {
    /// The scheme's name as it stands in URIs: lower case.
    static var scheme: String { get }

    /// Version, purpose and the look of its names, for `pharos schemes` and for checking names without a process.
    /// Default: no version, and attributes of any depth.
    static var manifest: InterfaceManifest { get }

    /// Makes the interface for one authority; nothing foreign is touched before ``run()``.
    init(context: InterfaceContext) throws

    /// Keeps the resource table true while resources appear and vanish; returns when its task is cancelled. When it
    /// throws, the runtime logs why and runs it again with back-off: a system that is not there yet is no failure.
    func run() async throws

    /// All there is to say of one resource.
    func describe(_ reference: ResourceReference, deadline: NIODeadline) async throws -> ResourceDescription

    /// The value now. Where a system only pushes values, leave it out: the runtime then waits for the next sample.
    func read(_ reference: ResourceReference, deadline: NIODeadline) async throws -> SourceSample

    /// Sets the value; returns when the system has it.
    func write(_ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline) async throws

    /// Calls a command. The deadline is also enforced by the runtime, which then cancels the task.
    func call(_ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline) async throws -> Payload

    /// Begins to deliver samples to `sink` until the returned subscription is cancelled. Where a system has no
    /// events, leave it out: the runtime then polls ``read(_:deadline:)``.
    func subscribe(_ reference: ResourceReference, sink: SampleSink) async throws -> any InterfaceSubscription

    /// Offers a resource of a client to the system.
    func serve(_ offer: ServeOffer, handler: @escaping ServedHandler) async throws -> any ServedResource

    /// A word in the interface's own vocabulary, as the mock's controls are.
    func configure(verb: String, arguments: Value) async throws -> Value

    /// Leaves the system in order: unregisters, closes. Bounded by the runtime to a few seconds.
    func shutdown() async
}

extension Interface {
    private func unsupported(_ reference: ResourceReference, _ what: String) -> PharosError {
        PharosError(.unsupported, "\(Self.scheme): resources cannot be \(what)", resource: reference.path)
    }

    /// No version, and attributes of any depth.
    public static var manifest: InterfaceManifest { InterfaceManifest(names: DeclaredGrammar(scheme: scheme)) }

    /// Answers `unsupported`.
    public func describe(_ reference: ResourceReference, deadline: NIODeadline) async throws -> ResourceDescription {
        throw unsupported(reference, "described")
    }

    /// Answers `unsupported`: the runtime waits for a sample of a subscription instead.
    public func read(_ reference: ResourceReference, deadline: NIODeadline) async throws -> SourceSample {
        throw unsupported(reference, "read")
    }

    /// Answers `unsupported`.
    public func write(_ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline) async throws {
        throw unsupported(reference, "written")
    }

    /// Answers `unsupported`.
    public func call(
        _ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline
    ) async throws -> Payload {
        throw unsupported(reference, "called")
    }

    /// Answers `unsupported`: the runtime polls instead.
    public func subscribe(
        _ reference: ResourceReference, sink: SampleSink
    ) async throws -> any InterfaceSubscription {
        throw unsupported(reference, "watched")
    }

    /// Answers `unsupported`.
    public func serve(_ offer: ServeOffer, handler: @escaping ServedHandler) async throws -> any ServedResource {
        throw PharosError(.unsupported, "\(Self.scheme): clients cannot serve resources", resource: offer.path)
    }

    /// Answers `unsupported`.
    public func configure(verb: String, arguments: Value) async throws -> Value {
        throw PharosError(.unsupported, "\(Self.scheme): there is nothing called '\(verb)' to configure")
    }

    /// Does nothing.
    public func shutdown() async {}
}
