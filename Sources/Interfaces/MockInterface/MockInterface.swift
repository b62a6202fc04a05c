// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOConcurrencyHelpers
public import NIOCore
public import PharosModel
public import PharosNode

/// The scheme `mock`: a system that needs nothing foreign, whose resources appear, vanish, delay and fail on command.
///
/// Topics and parameters keep the value that was written last; services answer with their request, with a value of
/// their own, or through a client that serves them. The controls are words of ``configure(verb:arguments:)``: `add`,
/// `remove`, `set`, `delay`, `fail`, each with a `path` and, where the name is not unique, a `role`.
public final class MockInterface: Interface {
    /// `mock`.
    public static let scheme = "mock"

    private let context: InterfaceContext
    private let state = NIOLockedValueBox(MockState())

    /// A mock without resources.
    public init(context: InterfaceContext) throws { self.context = context }

    /// Shows what there is and lets resources with a period publish.
    public func run() async throws {
        context.state("ready")
        context.resources.replaceAll(state.withLockedValue { $0.resources.values.map(\.info) })
        while !Task.isCancelled {
            let (due, next) = state.withLockedValue { $0.due(.now()) }
            for (sinks, sample) in due { for sink in sinks { sink.send(sample) } }
            // No longer than a new resource may wait for its first turn.
            let pause = min(max(next - .now(), .milliseconds(1)), .milliseconds(50))
            try? await Task.sleep(nanoseconds: UInt64(pause.nanoseconds))
        }
    }

    /// What was said of the resource when it was added.
    public func describe(_ reference: ResourceReference, deadline: NIODeadline) async throws -> ResourceDescription {
        let resource = try find(reference)
        return ResourceDescription(
            info: resource.info, schema: resource.schema, replySchema: resource.replySchema,
            configuration: resource.configuration)
    }

    /// The value now.
    public func read(_ reference: ResourceReference, deadline: NIODeadline) async throws -> SourceSample {
        try await trouble(reference)
        let resource = try find(reference)
        guard let value = resource.sample else {
            throw PharosError(.noValue, "the resource exists and has had no value yet", resource: reference.path)
        }
        return value
    }

    /// Sets the value; all who watch get it.
    public func write(_ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline) async throws {
        try await trouble(reference)
        let resource = try find(reference)
        if let number = try? payload.value().unwrapped.double, !resource.configuration.range.contains(number) {
            throw PharosError(
                .invalidValue, "\(number) is beyond the range of the resource", resource: reference.path)
        }
        try set(resource.info.identity, payload, isWritten: true)
    }

    /// Calls a service.
    public func call(
        _ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline
    ) async throws -> Payload {
        let asked = ResourceReference(path: reference.path, role: reference.role ?? .service)
        try await trouble(asked)
        let resource = try find(asked)
        if let handler = resource.handler { return try await handler(payload) }
        return resource.sample?.payload ?? payload
    }

    /// Begins to deliver the values.
    public func subscribe(
        _ reference: ResourceReference, sink: SampleSink
    ) async throws -> any InterfaceSubscription {
        let resource = try find(reference)
        guard !resource.isPolled else {
            throw PharosError(.unsupported, "the resource has no events", resource: reference.path)
        }
        let identity = resource.info.identity
        let number = state.withLockedValue { $0.watch(identity, sink) }
        if let sample = resource.sample { sink.send(sample) }
        return Watch { [state] in state.withLockedValue { $0.unwatch(identity, number) } }
    }

    private struct Watch: InterfaceSubscription {
        let end: @Sendable () -> Void
        func cancel() async { end() }
    }

    /// A client answers the service, or publishes the topic.
    public func serve(_ offer: ServeOffer, handler: @escaping ServedHandler) async throws -> any ServedResource {
        let identity = ResourceInfo.Identity(path: offer.path, role: offer.role)
        let isTaken = state.withLockedValue { $0.resources[identity] != nil }
        guard !isTaken || offer.takesOver else {
            throw PharosError(.alreadyServed, "the mock has a \(offer.role) of this name already", resource: offer.path)
        }
        let schema = try MockType.schema(offer.definition.isEmpty ? offer.type : offer.definition)
        state.withLockedValue {
            $0.add(identity, schema: schema, handler: offer.role == .service ? handler : nil)
        }
        publish(identity)
        return Served(schema: schema, replySchema: offer.role == .service ? schema : nil) { [weak self] payload in
            try self?.set(identity, payload)
        } withdrawn: { [weak self] in
            self?.remove(identity)
        }
    }

    private struct Served: ServedResource {
        let schema: Schema?
        let replySchema: Schema?
        let published: @Sendable (Payload) throws -> Void
        let withdrawn: @Sendable () -> Void
        func publish(_ payload: Payload) async throws { try published(payload) }
        func withdraw() async { withdrawn() }
    }

    /// The controls: `add` (`role`, `type`, `value`, `period`, `burst`: values a period, `configuration`, `polled`:
    /// without events), `remove`, `set` (`value`), `configure` (`configuration`), `delay` (`seconds`), `fail` (`message`; without one the resource works
    /// again).
    public func configure(verb: String, arguments: Value) async throws -> Value {
        guard let path = arguments.path.string, path.hasPrefix("/") else {
            throw PharosError(.invalidValue, "the mock's '\(verb)' needs a path that begins with '/'")
        }
        let role = arguments.role.string.map { Role(rawValue: $0) }
        switch verb {
        case "add":
            try add(path, role ?? .topic, arguments)
        case "remove": remove(try find(ResourceReference(path: path, role: role)).info.identity)
        case "set":
            let resource = try find(ResourceReference(path: path, role: role))
            try set(resource.info.identity, try Payload.encode(arguments.value, as: resource.replySchema ?? resource.schema))
        case "configure":
            let resource = try find(ResourceReference(path: path, role: role))
            var configuration = resource.configuration
            try configuration.update(arguments.configuration)
            let told = state.withLockedValue { $0.configure(resource.info.identity, configuration) }
            publish(resource.info.identity)
            if let told, let sample = told.sample { for sink in told.sinks { sink.send(sample) } }
        case "delay":
            guard let seconds = arguments.seconds.double, seconds >= 0, seconds < 1e6 else {
                throw PharosError(.invalidValue, "a delay is a number of seconds from 0", resource: path)
            }
            let identity = try find(ResourceReference(path: path, role: role)).info.identity
            state.withLockedValue { $0.resources[identity]?.delay = seconds }
        case "fail":
            let identity = try find(ResourceReference(path: path, role: role)).info.identity
            state.withLockedValue { $0.resources[identity]?.failure = arguments.message.string }
        default:
            throw PharosError(
                .unsupported, "the mock knows add, remove, set, configure, delay and fail, not '\(verb)'", resource: path)
        }
        return .bool(true)
    }

    // MARK: How

    private func add(_ path: String, _ role: Role, _ arguments: Value) throws {
        guard [Role.topic, .service, .parameter].contains(role) else {
            throw PharosError(.invalidValue, "the mock has topics, services and parameters, no \(role)", resource: path)
        }
        let value = arguments.value
        let schema =
            role == .parameter ? nil : try MockType.schema(arguments.type.string ?? MockType.definition(for: value))
        let payload = value.isNull ? nil : try Payload.encode(value, as: schema)
        var configuration = AttributeConfiguration()
        if !arguments.configuration.isNull { try configuration.update(arguments.configuration) }
        let identity = ResourceInfo.Identity(path: path, role: role)
        state.withLockedValue {
            $0.add(
                identity, schema: schema, period: arguments.period.double, burst: arguments.burst.int ?? 1,
                configuration: configuration, isPolled: arguments.polled.bool ?? false,
                hasSetpoint: arguments.setpoint.bool ?? true)
            if let payload { _ = $0.set(identity, payload, isWritten: false) }
        }
        publish(identity)
    }

    private func set(_ identity: ResourceInfo.Identity, _ payload: Payload, isWritten: Bool = false) throws {
        guard let told = state.withLockedValue({ $0.set(identity, payload, isWritten: isWritten) }) else { return }
        for sink in told.sinks { sink.send(told.sample) }
    }

    private func remove(_ identity: ResourceInfo.Identity) {
        guard let gone = state.withLockedValue({ $0.remove(identity) }) else { return }
        context.resources.remove([gone.info])
        for sink in gone.sinks.values {
            sink.fail(PharosError(.notFound, "the resource vanished", resource: identity.path))
        }
    }

    private func publish(_ identity: ResourceInfo.Identity) {
        guard let info = state.withLockedValue({ $0.resources[identity]?.info }) else { return }
        context.resources.update([info])
    }

    private func find(_ reference: ResourceReference) throws -> MockResource {
        guard let resource = state.withLockedValue({ $0.find(reference) }) else {
            throw PharosError(
                .notFound, "the mock has no \(reference.role?.rawValue ?? "resource") of this name; "
                    + "add it with: pharos mock add mock:\(reference.path)", resource: reference.path)
        }
        return resource
    }

    /// Waits and fails as the resource was told to.
    private func trouble(_ reference: ResourceReference) async throws {
        let resource = try find(reference)
        if resource.delay > 0 { try await Task.sleep(for: .seconds(resource.delay)) }
        if let failure = resource.failure { throw PharosError(.systemFailed, failure, resource: reference.path) }
    }
}
