// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore
import Pharos
import PharosConformance
import PharosNode

/// A fault that the kit has to find.
enum Fault: String, CaseIterable, Sendable {
    case none
    case wrongErrorCode, unlistedResource, describesOtherwise, illegalName
    case forgetsWrites, takesAnything, writesReadOnly, losesEvents, reordersEvents, subscribesTwiceWithoutEnd
    case ignoresCancellation, vanishesSilently, runIgnoresCancellation, shutdownHangs, holdsItself, leaksDescriptors
}

/// A small system with one value, and one fault.
final class FaultyInterface: Interface {
    static let scheme = "faulty"

    private struct State {
        var value: Value = 0
        var hasExtra = false
        var isStalled = false
        var sinks: [Int: (path: String, sink: SampleSink)] = [:]
        var last = 0
    }

    private let context: InterfaceContext
    private let fault: Fault
    private let state = NIOLockedValueBox(State())

    init(context: InterfaceContext) throws {
        self.context = context
        fault = context.environment["FAULT"].flatMap { Fault(rawValue: $0) } ?? .none
        if fault == .holdsItself {
            Task {
                while true {
                    try? await Task.sleep(for: .seconds(1))
                    _ = self.fault
                }
            }
        }
        if fault == .leaksDescriptors { for _ in 0..<8 { _ = FaultyDescriptors.leak() } }
    }

    func run() async throws {
        report()
        context.state("ready")
        while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(50)) }
        if fault == .runIgnoresCancellation { await FaultyInterface.stubbornly(.seconds(8)) }
    }

    /// Waits whether the task is cancelled or not.
    private static func stubbornly(_ time: Duration) async {
        await Task.detached { try? await Task.sleep(for: time) }.value
    }

    private var paths: [String] { ["/value", "/fixed"] + (state.withLockedValue { $0.hasExtra } ? ["/extra"] : []) }

    private func infos() -> [ResourceInfo] {
        let role = Role(rawValue: "value")
        var infos = paths.map {
            ResourceInfo(path: $0, role: role, kind: .attribute, isWritable: $0 != "/fixed")
        }
        if fault == .unlistedResource { infos.removeAll { $0.path == "/fixed" } }
        if fault == .illegalName { infos.append(ResourceInfo(path: "/a//b", role: role, kind: .attribute)) }
        return infos
    }

    private func report() { context.resources.replaceAll(infos()) }

    private func unknown(_ path: String) -> PharosError {
        switch fault {
        case .wrongErrorCode: PharosError(.systemFailed, "what?", resource: path)
        default: PharosError(.notFound, "there is no such value", resource: path)
        }
    }

    func describe(_ reference: ResourceReference, deadline: NIODeadline) async throws -> ResourceDescription {
        guard paths.contains(reference.path) else { throw unknown(reference.path) }
        var info = ResourceInfo(
            path: reference.path, role: Role(rawValue: "value"), kind: .attribute, isWritable: reference.path != "/fixed")
        if fault == .describesOtherwise { info.isWritable.toggle() }
        return ResourceDescription(info: info)
    }

    func read(_ reference: ResourceReference, deadline: NIODeadline) async throws -> SourceSample {
        guard paths.contains(reference.path) else { throw unknown(reference.path) }
        if reference.path == "/fixed", state.withLockedValue({ $0.isStalled }) {
            if fault == .ignoresCancellation {
                await FaultyInterface.stubbornly(.seconds(4))
            } else {
                try await Task.sleep(for: .seconds(60))
            }
        }
        return SourceSample(Payload(state.withLockedValue { $0.value }), isRetained: true)
    }

    func write(_ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline) async throws {
        guard paths.contains(reference.path) else { throw unknown(reference.path) }
        guard reference.path != "/fixed" || fault == .writesReadOnly else {
            throw PharosError(.unsupported, "it is fixed", resource: reference.path)
        }
        let value = try payload.value()
        guard value.int != nil || fault == .takesAnything else {
            throw PharosError(.invalidValue, "an integer is expected, \(value.kind) came", resource: reference.path)
        }
        if fault == .forgetsWrites { return }
        state.withLockedValue { state in
            state.value = value
            let sample = SourceSample(Payload(value), isRetained: true)
            for (_, sink) in state.sinks.values {
                switch fault {
                case .losesEvents where value == 2: continue
                case .reordersEvents:
                    Task {
                        try? await Task.sleep(for: .milliseconds(value == 2 ? 60 : 5))
                        sink.send(sample)
                    }
                default: sink.send(sample)
                }
            }
        }
    }

    func subscribe(_ reference: ResourceReference, sink: SampleSink) async throws -> any InterfaceSubscription {
        guard paths.contains(reference.path) else { throw unknown(reference.path) }
        guard reference.path != "/fixed" else { throw PharosError(.unsupported, "it has no events") }
        return state.withLockedValue { state in
            state.last += 1
            state.sinks[state.last] = (reference.path, sink)
            sink.send(SourceSample(Payload(state.value), isRetained: true))
            let number = state.last
            return Watch { [self] in
                if fault == .subscribesTwiceWithoutEnd { try? await Task.sleep(for: .seconds(60)) }
                self.state.withLockedValue { $0.sinks[number] = nil }
            }
        }
    }

    private struct Watch: InterfaceSubscription {
        let end: @Sendable () async -> Void
        func cancel() async {
            // The subscription's task is cancelled already: what it does now must not depend on that.
            await Task.detached { await end() }.value
        }
    }

    func configure(verb: String, arguments: Value) async throws -> Value {
        switch verb {
        case "extra":
            let isThere = arguments.there.bool ?? false
            let gone = state.withLockedValue { state in
                state.hasExtra = isThere
                return isThere ? [] : state.sinks.values.filter { $0.path == "/extra" }
            }
            if fault != .vanishesSilently || isThere { report() }
            for (path, sink) in gone where fault != .vanishesSilently { sink.fail(unknown(path)) }
        case "stall": state.withLockedValue { $0.isStalled = arguments.on.bool ?? false }
        default: throw PharosError(.unsupported, "no '\(verb)'")
        }
        return .null
    }

    func shutdown() async {
        if fault == .shutdownHangs { await FaultyInterface.stubbornly(.seconds(7)) }
    }
}

struct FaultyFixture: ConformanceFixture {
    typealias Subject = FaultyInterface

    let fault: Fault
    var environment: [String: String] { ["FAULT": fault.rawValue] }
    let resources: [ConformanceResource] = [
        .writable("/value", values: [1, 2, 3], refused: "x"), .readOnly("/fixed"),
    ]

    func appear(_ system: ConformanceSystem) async throws -> String {
        try await system.configure("extra", ["there": true])
        return "/extra"
    }

    func vanish(_ path: String, _ system: ConformanceSystem) async throws {
        try await system.configure("extra", ["there": false])
    }

    func stall(_ system: ConformanceSystem) async throws -> String {
        try await system.configure("stall", ["on": true])
        return "/fixed"
    }

    func unstall(_ path: String, _ system: ConformanceSystem) async throws {
        try await system.configure("stall", ["on": false])
    }
}
