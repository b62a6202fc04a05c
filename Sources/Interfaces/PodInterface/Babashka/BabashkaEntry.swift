// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import Logging
import NIOConcurrencyHelpers
import NIOCore
import PharosNode
import PodEnvironments
import PodProcess

/// A babashka pod as its files are: the program that `pod.toml` names, and what it said of itself.
///
/// | what the program says | resource |
/// | --- | --- |
/// | the pod | device `sqlite` |
/// | a var of a namespace | command `sqlite/pod.lispyclouds.sqlite/execute!` |
/// | an `async` var that takes no arguments, or does not say | attribute, watched; called, it answers with all its values |
/// | an `async` var that needs some | command that answers with all its values |
/// | a var with `code`, which only a Clojure program can run | none |
final class BabashkaEntry: PodEntry {
    private struct State {
        var running: BabashkaPod?
        var description: PodDescription?
        var lastLook = LastLook()
        var isClosed = false
    }

    let pod: PodSource
    /// How it is run, or what is wrong with what its files say of that.
    let settings: Result<PodSettings, PharosError>
    private let stamp: String
    private let programStamp: [String]
    private let context: InterfaceContext
    /// Is called when more is known of its functions.
    private let learned: @Sendable () -> Void
    private let state = NIOLockedValueBox(State())
    private let idle: IdleStop

    /// Asks the program what it has, in the background: nobody waits for a slow one.
    init(
        _ pod: PodSource, stamp: String, settings: Result<PodSettings, PharosError>, context: InterfaceContext,
        learned: @escaping @Sendable () -> Void
    ) {
        self.pod = pod
        self.stamp = stamp
        self.settings = settings
        self.context = context
        self.learned = learned
        let state = state
        idle = IdleStop(after: (try? settings.get())?.idleStop, on: context.eventLoop) {
            guard let running = state.withLockedValue({ $0.running.take() }) else { return }
            Task { await running.close() }
        }
        programStamp = PodSource.stamps(of: BabashkaEntry.files(pod, settings))
        Task { [weak self, logger = context.logger] in
            do {
                _ = try await self?.description(until: .distantFuture)
            } catch where (error as? PharosError)?.code != .shutDown {
                logger.warning("a pod does not say what it has", metadata: ["pod": "\(pod.name)", "error": "\(error)"])
            } catch {}
        }
    }

    /// The program, and those of its arguments that are programs for an interpreter: it is another pod when one of them is.
    /// Others may be files that it writes.
    private static func files(_ pod: PodSource, _ settings: Result<PodSettings, PharosError>) -> [String] {
        guard let command = (try? settings.get())?.babashka?.command, let program = command.first else { return [] }
        let scripts = command.dropFirst().filter { word in scriptSuffixes.contains { word.hasSuffix($0) } }
        return (program.contains("/") ? [program] : []) + scripts.map { $0.hasPrefix("/") ? $0 : "\(pod.folder)/\($0)" }
    }

    private static let scriptSuffixes = [".py", ".bb", ".clj", ".cljc", ".jar", ".js", ".mjs", ".ts", ".rb", ".pl", ".lua", ".sh"]

    var isCurrent: Bool {
        guard !state.withLockedValue({ $0.lastLook.isRecent }) else { return true }
        guard pod.stamp == stamp, PodSource.stamps(of: BabashkaEntry.files(pod, settings)) == programStamp else { return false }
        state.withLockedValue { $0.lastLook.note() }
        return true
    }

    /// What is known at the moment.
    var known: PodDescription? { state.withLockedValue { $0.description } }

    // MARK: What it has

    /// What the program says it has; it is started where nobody has asked yet.
    func description(until deadline: NIODeadline) async throws -> PodDescription {
        if let known { return known }
        let description = try await with(nil) { running, _ in
            try await running.describe(deadline: deadline.left(atMost: nil))
        }
        learn { $0 = description }
        return description
    }

    /// A function by its path, `namespace/name`. A namespace that is loaded on demand is loaded.
    func function(_ path: String, until deadline: NIODeadline) async throws -> PodVar {
        let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
        var description = try await description(until: deadline)
        if let namespace = description.namespace(parts.first ?? ""), namespace.isDeferred {
            let loaded = try await with(path) { running, _ in
                try await running.load(namespace: namespace.name, deadline: deadline.left(atMost: nil))
            }
            learn { description in
                guard let place = description?.namespaces.firstIndex(where: { $0.name == loaded.name }) else { return }
                description?.namespaces[place].vars = loaded.vars
                description?.namespaces[place].isDeferred = false
            }
            description = known ?? description
        }
        guard let found = description.function(path) else {
            let offered = description.namespaces.flatMap { space in
                space.vars.filter(\.isOffered).map { "\(space.name)/\($0.name)" }
            }
            throw PharosError(
                .notFound, "the pod '\(pod.name)' has no function '\(path)'; it has: "
                    + offered.prefix(30).joined(separator: ", "), resource: "\(pod.name)/\(path)")
        }
        guard found.code == nil else {
            throw PharosError(
                .unsupported, "it is Clojure source, which only a Clojure program can run", resource: "\(pod.name)/\(path)")
        }
        return found
    }

    private func learn(_ change: (inout PodDescription?) -> Void) {
        state.withLockedValue { change(&$0.description) }
        learned()
    }

    // MARK: Calls

    func isAttribute(_ function: String) async throws -> Bool {
        try await self.function(function, until: .distantFuture).isAttribute
    }

    func call(_ function: String, _ request: Value, deadline: NIODeadline) async throws -> Value {
        let known = try await self.function(function, until: deadline)
        let request = try CallRequest(request, resource: "\(pod.name)/\(function)")
        return try await with(function) { running, settings in
            let arguments = request.clojure(keys: settings.babashka?.keys ?? .keywords)
            let left = deadline.left(atMost: settings.callDeadline)
            guard known.isAsync else { return try await running.invoke(function, arguments, deadline: left).value }
            let late = PharosError(.deadlineExceeded, "the stream did not end in time")
            return try await limited(left ?? .seconds(1 << 30), late: late) {
                var values: [Value] = []
                for try await value in try await running.stream(function, arguments, holding: BabashkaEntry.heldValues) {
                    guard values.count < PodCalls.maximumValues else { throw PharosError.tooManyValues }
                    values.append(value.value)
                }
                return .array(values)
            }
        }
    }

    func first(_ function: String, deadline: NIODeadline) async throws -> Value? {
        try await with(function) { running, settings in
            try await running.invoke(function, deadline: deadline.left(atMost: settings.callDeadline)).value
        }
    }

    func follow(_ function: String, _ value: @Sendable (Value) -> Void) async throws -> Int {
        try await with(function) { running, _ in
            var count = 0
            for try await each in try await running.stream(function, holding: BabashkaEntry.heldValues) {
                value(each.value)
                count += 1
            }
            return count
        }
    }

    /// How many values of a stream wait here at most, between the program and who reads.
    private static let heldValues = 16_384

    // MARK: Running

    /// Does something with the pod, whose program is started when it is asked something.
    private func with<T>(
        _ function: String?, _ body: (BabashkaPod, PodSettings) async throws -> T
    ) async throws -> T {
        try await idle.using {
            do {
                let settings = try settings.get()
                return try await body(try running(settings), settings)
            } catch {
                throw PharosError(pod: error, resource: function.map { "\(pod.name)/\($0)" } ?? pod.name)
            }
        }
    }

    private func running(_ settings: PodSettings) throws -> BabashkaPod {
        try state.withLockedValue { state in
            guard !state.isClosed else { throw PharosError(.shutDown, "the pod's files have changed; call again") }
            if let running = state.running { return running }
            var configuration = BabashkaPodConfiguration(settings, folder: pod.folder, environment: context.environment)
            let (logger, name) = (context.logger, pod.name)
            configuration.output = { output in
                for line in output.text.split(whereSeparator: \.isNewline) {
                    logger.log(
                        level: output.isError ? .warning : .info, "\(line)",
                        metadata: ["pod": "\(name)", "from": output.isError ? "stderr" : "stdout"])
                }
            }
            configuration.ignored = { logger.debug("a message was passed over: \($0)", metadata: ["pod": "\(name)"]) }
            let running = BabashkaPod(configuration, on: context.eventLoop)
            state.running = running
            return running
        }
    }

    func close() async {
        let running = state.withLockedValue { state in
            state.isClosed = true
            return state.running.take()
        }
        await running?.close()
    }
}
