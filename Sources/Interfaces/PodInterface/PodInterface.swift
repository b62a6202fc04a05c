// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
public import PharosNode
import PodEnvironments
import Pods

/// The scheme `pod`: the functions of Python pods, `pod:hello_world/foo`, and of babashka pods, `pod:sqlite/pod.sqlite/query`.
///
/// A node serves one folder of pods (``PodsDirectory``). It lists what `pod.py` files say without running them, makes a pod's
/// environment and starts its process when a function is first called, and keeps both for all clients. Programs that are
/// babashka pods are asked what they have (``BabashkaEntry``).
///
/// | in `pod.py` | resource | |
/// | --- | --- | --- |
/// | the file | device `hello_world` | described by its docstring |
/// | a function, also `async` | command `hello_world/foo` | called with ``PodArguments`` |
/// | a generator that needs no arguments | attribute `hello_world/count` | watched; read: its first value |
/// | a generator that needs some | command | its reply is the array of its values |
public final class PodInterface: Interface {
    /// `pod`.
    public static let scheme = "pod"

    let context: InterfaceContext
    let shelf: PodShelf

    /// An interface to the folder that the context's environment names.
    /// - Throws: ``PharosError`` with `notFound` when there is none.
    public init(context: InterfaceContext) throws {
        self.context = context
        let path = try PodsDirectory.find(environment: context.environment)
        shelf = PodShelf(folder: try PodsFolder(path: path), context: context)
    }

    /// Keeps the list true: looks at the files twice a second while somebody watches the list, else every other second.
    public func run() async throws {
        while !Task.isCancelled {
            await shelf.refresh()
            try? await Task.sleep(for: context.resources.isWatched ? .milliseconds(500) : .seconds(2))
        }
    }

    /// Signature, docstring and place of a function; of a pod, its docstring, functions and settings.
    public func describe(
        _ reference: ResourceReference, deadline: NIODeadline
    ) async throws -> ResourceDescription {
        let (entry, function) = try await shelf.find(reference)
        return try await entry.describe(function, deadline: deadline)
    }

    /// Calls a function. The first call of a pod makes its environment and starts it, and what has begun goes on when the
    /// call's time is over.
    public func call(
        _ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline
    ) async throws -> Payload {
        let (entry, function) = try await shelf.find(reference)
        guard let function else { throw PharosError.notCallable(reference.path, "a pod as a whole") }
        return Payload(try await entry.call(function, try payload.value(), deadline: deadline))
    }

    /// The first value of a stream.
    public func read(_ reference: ResourceReference, deadline: NIODeadline) async throws -> SourceSample {
        let (entry, function) = try await stream(reference)
        guard let value = try await entry.first(function, deadline: deadline) else {
            throw PharosError(.noValue, "the stream ended without a value", resource: reference.path)
        }
        return SourceSample(Payload(value))
    }

    /// The values of a stream as they come. Who watches at the same time shares one generator; at its end the watch ends with
    /// `ended`.
    public func subscribe(
        _ reference: ResourceReference, sink: SampleSink
    ) async throws -> any InterfaceSubscription {
        let (entry, function) = try await stream(reference)
        let number = shelf.watch(reference.path, sink)
        let task = Task {
            do {
                // Who comes later gets the newest at once.
                let count = try await entry.follow(function) { sink.send(SourceSample(Payload($0), isRetained: true)) }
                guard !Task.isCancelled else { return }
                sink.fail(PharosError(.ended, "the stream has ended after \(count) values", resource: reference.path))
            } catch {
                guard !Task.isCancelled else { return }
                sink.fail(PharosError(pod: error, resource: reference.path))
            }
        }
        return Watch { [shelf] in
            task.cancel()
            shelf.unwatch(number)
        }
    }

    private struct Watch: InterfaceSubscription {
        let end: @Sendable () -> Void
        func cancel() async { end() }
    }

    /// Ends all pods.
    public func shutdown() async { await shelf.close() }

    // MARK: How

    private func stream(_ reference: ResourceReference) async throws -> (any PodEntry, String) {
        let (entry, function) = try await shelf.find(reference)
        guard let function, try await entry.isAttribute(function) else {
            throw PharosError(
                .unsupported, "it is \(function == nil ? "a pod" : "a function") and has no value; functions are called",
                resource: reference.path)
        }
        return (entry, function)
    }
}
