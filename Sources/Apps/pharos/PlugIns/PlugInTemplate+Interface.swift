// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

// Written by Scripts/plugin-template from Examples/Plugin.

extension PlugInTemplate {
    /// Path and text of files of a new plug-in.
    static let interfaceFiles: [(path: String, text: String)] = [
        (
            "Sources/{{Type}}Interface/{{Type}}Interface.swift",
            #"""
public import PharosNode

/// The scheme `{{scheme}}`: counters that clients read, write, watch and reset, and a clock.
///
/// - `{{scheme}}:/counters/<name>`: a whole number from 0 to ``Counters/limit``, with events.
/// - `{{scheme}}:/uptime`: seconds since this system began. It has no events; the runtime polls it.
/// - `{{scheme}}:/reset`: a command that sets every counter to 0.
///
/// The words `add` and `remove`, each with a `path`, make counters and remove them.
public final class {{Type}}Interface: Interface {
    /// `{{scheme}}`.
    public static let scheme = "{{scheme}}"

    /// What `pharos schemes` shows, and how names look: `/uptime` has one part, `/counters/main` two.
    public static var manifest: InterfaceManifest {
        InterfaceManifest(
            version: "0.1.0", description: "Counters that are read, written, watched and reset.",
            names: DeclaredGrammar(scheme: scheme, attribute: .init(1, 2)))
    }

    private let context: InterfaceContext
    private let counters = Counters()
    private let began = ContinuousClock.now

    /// Nothing foreign is touched before ``run()``.
    public init(context: InterfaceContext) throws { self.context = context }

    /// Says what there is. A system that changes by itself is observed here, until the task is cancelled.
    public func run() async throws {
        context.state("ready")
        report()
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    }

    /// Label, unit and limits of a resource.
    public func describe(_ reference: ResourceReference, deadline: NIODeadline) async throws -> ResourceDescription {
        guard let info = resources().first(where: { $0.path == reference.path }) else { throw unknown(reference) }
        var configuration = AttributeConfiguration()
        configuration.format = .scalar
        switch info.path {
        case "/uptime":
            configuration.label = "time since the start"
            configuration.type = .float
            configuration.unit = "s"
        case "/reset": configuration.label = "sets every counter to 0"
        default:
            configuration.label = String(info.path.dropFirst("/counters/".count))
            configuration.type = .integer
            configuration.range = .init(low: 0, high: Double(Counters.limit))
        }
        return ResourceDescription(info: info, configuration: configuration)
    }

    /// The value now.
    public func read(_ reference: ResourceReference, deadline: NIODeadline) async throws -> SourceSample {
        switch reference.path {
        case "/uptime":
            return SourceSample(Payload(.double((ContinuousClock.now - began) / .seconds(1))), unit: "s")
        case "/reset": throw PharosError(.unsupported, "it is called, not read", resource: reference.path)
        default:
            guard let sample = counters.sample(reference.path) else { throw unknown(reference) }
            return sample
        }
    }

    /// Sets a counter; who watches it is told before this returns.
    public func write(_ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline) async throws {
        guard !["/uptime", "/reset"].contains(reference.path) else {
            throw PharosError(.unsupported, "it cannot be written", resource: reference.path)
        }
        let value = try payload.value()
        guard let number = value.int, (0...Counters.limit).contains(number) else {
            throw PharosError(
                .invalidValue, "a whole number from 0 to \(Counters.limit) is expected, \(value.kind) came",
                resource: reference.path)
        }
        guard counters.set(reference.path, number) else { throw unknown(reference) }
    }

    /// Resets every counter, and answers how many there are.
    public func call(
        _ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline
    ) async throws -> Payload {
        guard reference.path == "/reset" else {
            guard resources().contains(where: { $0.path == reference.path }) else { throw unknown(reference) }
            throw PharosError(.unsupported, "it is no command", resource: reference.path)
        }
        return Payload(["counters": .int(Int64(counters.reset()))])
    }

    /// Counters have events; what throws `unsupported` here is polled by the runtime.
    public func subscribe(
        _ reference: ResourceReference, sink: SampleSink
    ) async throws -> any InterfaceSubscription {
        guard !["/uptime", "/reset"].contains(reference.path) else {
            throw PharosError(.unsupported, "it has no events", resource: reference.path)
        }
        guard let subscription = counters.watch(reference.path, sink) else { throw unknown(reference) }
        return subscription
    }

    /// `add` and `remove` a counter.
    public func configure(verb: String, arguments: Value) async throws -> Value {
        guard ["add", "remove"].contains(verb) else {
            throw PharosError(.unsupported, "counters know the words add and remove, not '\(verb)'")
        }
        let prefix = "/counters/"
        guard let path = arguments.path.string, path.hasPrefix(prefix), path.count > prefix.count,
            !path.dropFirst(prefix.count).contains("/")
        else {
            throw PharosError(.invalidValue, "'\(verb)' takes a path like /counters/main")
        }
        if verb == "add" { counters.add(path) } else { counters.remove(path) }
        report()
        return .bool(true)
    }

    private func report() { context.resources.replaceAll(resources()) }

    private func resources() -> [ResourceInfo] {
        [
            ResourceInfo(path: "/reset", role: Role(rawValue: "command"), kind: .command, isReadable: false),
            ResourceInfo(path: "/uptime", role: Role(rawValue: "clock"), kind: .attribute),
        ] + counters.paths.map {
            ResourceInfo(path: $0, role: Role(rawValue: "counter"), kind: .attribute, isWritable: true)
        }
    }

    private func unknown(_ reference: ResourceReference) -> PharosError {
        PharosError(.notFound, "there is no such counter", resource: reference.path)
    }
}

"""#
        ),
        (
            "Sources/{{Type}}Interface/Counters.swift",
            #"""
import PharosNode
import Synchronization

/// The system behind the interface. Yours is a device, a service, a library.
///
/// Samples are sent while the lock is held: were they sent after it, two writers could tell the watchers about their
/// values in another order than they were set.
final class Counters: Sendable {
    /// The highest value of a counter.
    static let limit = 1_000_000

    private struct Counter {
        var sample = SourceSample(Payload(.int(0)), isRetained: true)
        var sinks: [Int: SampleSink] = [:]
    }

    private struct State {
        var counters = ["/counters/main": Counter()]
        var lastNumber = 0
    }

    private let state = Mutex(State())

    /// All counters, sorted.
    var paths: [String] { state.withLock { $0.counters.keys.sorted() } }

    /// The value of a counter; `nil` when there is none of that name.
    func sample(_ path: String) -> SourceSample? { state.withLock { $0.counters[path]?.sample } }

    /// Sets a counter and tells who watches it.
    /// - Returns: whether there is such a counter.
    func set(_ path: String, _ value: Int) -> Bool { state.withLock { Counters.set(path, value, &$0) } }

    /// Sets all counters to 0.
    /// - Returns: how many there are.
    func reset() -> Int {
        state.withLock { state in
            for path in state.counters.keys { _ = Counters.set(path, 0, &state) }
            return state.counters.count
        }
    }

    private static func set(_ path: String, _ value: Int, _ state: inout State) -> Bool {
        guard var counter = state.counters[path] else { return false }
        counter.sample = SourceSample(Payload(.int(Int64(value))), isRetained: true)
        state.counters[path] = counter
        for sink in counter.sinks.values { sink.send(counter.sample) }
        return true
    }

    /// Makes a counter, unless it is there.
    func add(_ path: String) {
        state.withLock { if $0.counters[path] == nil { $0.counters[path] = Counter() } }
    }

    /// Removes a counter; who watches it is told.
    func remove(_ path: String) {
        let removed = state.withLock { $0.counters.removeValue(forKey: path) }
        for sink in removed?.sinks.values.map({ $0 }) ?? [] {
            sink.fail(PharosError(.notFound, "the counter was removed", resource: path))
        }
    }

    /// Begins to tell `sink` the values of a counter, the present one first.
    func watch(_ path: String, _ sink: SampleSink) -> Watch? {
        state.withLock { state in
            guard let counter = state.counters[path] else { return nil }
            state.lastNumber += 1
            state.counters[path]?.sinks[state.lastNumber] = sink
            sink.send(counter.sample)
            return Watch(counters: self, path: path, number: state.lastNumber)
        }
    }

    /// A running subscription.
    struct Watch: InterfaceSubscription {
        let counters: Counters
        let path: String
        let number: Int

        func cancel() async { counters.state.withLock { $0.counters[path]?.sinks[number] = nil } }
    }
}

"""#
        ),
    ]
}
