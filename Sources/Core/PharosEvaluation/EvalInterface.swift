// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Expressions
import NIOConcurrencyHelpers
public import NIOCore
public import PharosModel
public import PharosNode

/// The scheme `eval` (Taurus): attributes that are calculated from attributes of any scheme.
///
/// A path is an expression, `2*{ros:/a}+{tango:sys/tg_test/1/ampli}`. It has no side effects: what it may use is a closed
/// list (see `Expression`). It is evaluated again when something that it refers to changes; one that draws random
/// numbers and refers to nothing is polled while somebody listens, a constant is sent once.
public final class EvalInterface: Interface {
    /// `eval`.
    public static let scheme = "eval"

    private let context: InterfaceContext
    private let reader: any ReferenceReader

    private struct State {
        var compiled: [String: EvaluatedExpression] = [:]
        /// The attributes that are watched, with what was last said of them.
        var watched: [String: (watchers: Int, info: ResourceInfo, configuration: AttributeConfiguration?)] = [:]
    }

    private let state = NIOLockedValueBox(State())

    /// Expressions that are kept compiled.
    static let maximumCompiled = 16_384

    /// An interface whose expressions cannot refer to anything.
    public convenience init(context: InterfaceContext) throws { self.init(context: context, reader: NoReferences()) }

    /// An interface whose expressions refer to what `reader` reads.
    package init(context: InterfaceContext, reader: any ReferenceReader) {
        self.context = context
        self.reader = reader
    }

    /// Lists the expressions that are being watched.
    public func run() async throws {
        context.state("ready")
        context.resources.replaceAll([])
        try await Task.sleep(for: .seconds(1_000_000_000))
    }

    /// Type, format and unit of the value that the expression has now, and what it refers to.
    public func describe(_ reference: ResourceReference, deadline: NIODeadline) async throws -> ResourceDescription {
        let expression = try compiled(reference.path)
        var details: [String: String] = [:]
        if !expression.references.isEmpty { details["references"] = expression.references.joined(separator: " ") }
        var configuration = AttributeConfiguration()
        do {
            configuration = try await evaluate(expression, deadline).value.configuration
        } catch let error as PharosError {
            // An attribute that has no value just now can still be described.
            details["value"] = error.message
        }
        configuration.label = reference.path
        let known = state.withLockedValue { $0.watched[reference.path]?.info }
        return ResourceDescription(
            info: known ?? info(reference.path, configuration), configuration: configuration, details: details)
    }

    /// Evaluates the expression with what it refers to now.
    public func read(_ reference: ResourceReference, deadline: NIODeadline) async throws -> SourceSample {
        try await evaluate(try compiled(reference.path), deadline).sample
    }

    /// Evaluates the expression again whenever something changes.
    public func subscribe(
        _ reference: ResourceReference, sink: SampleSink
    ) async throws -> any InterfaceSubscription {
        let expression = try compiled(reference.path)
        guard !expression.references.isEmpty || expression.isConstant else {
            throw PharosError(.unsupported, "an expression that only draws random numbers is polled")
        }
        let subscription = ExpressionSubscription(expression, sink: sink, eventLoop: context.eventLoop) {
            [weak self] configuration in
            self?.changed(reference.path, configuration)
        }
        begin(reference.path)
        do {
            try await subscription.start(reader)
        } catch {
            end(reference.path)
            throw error
        }
        return Watch(subscription: subscription) { [weak self] in self?.end(reference.path) }
    }

    private struct Watch: InterfaceSubscription {
        let subscription: ExpressionSubscription
        let ended: @Sendable () -> Void

        func cancel() async {
            await subscription.cancel()
            ended()
        }
    }

    // MARK: How

    private func compiled(_ path: String) throws(PharosError) -> EvaluatedExpression {
        if let known = state.withLockedValue({ $0.compiled[path] }) { return known }
        let expression = try EvaluatedExpression(path)
        state.withLockedValue {
            if $0.compiled.count >= EvalInterface.maximumCompiled { $0.compiled = [:] }
            $0.compiled[path] = expression
        }
        return expression
    }

    private func evaluate(
        _ expression: EvaluatedExpression, _ deadline: NIODeadline
    ) async throws -> (sample: SourceSample, value: ExpressionValue) {
        switch expression.references.count {
        case 0: return try expression.evaluate([])
        case 1:
            let sample = try await reader.read(reference: expression.references[0], deadline: deadline)
            return try expression.evaluate([sample])
        default:
            let reader = reader
            var samples: [Sample?] = Array(repeating: nil, count: expression.references.count)
            // All at once: the slowest, not the sum, is what a reader waits for.
            try await withThrowingTaskGroup(of: (Int, Sample).self) { group in
                for (index, name) in expression.references.enumerated() {
                    group.addTask { (index, try await reader.read(reference: name, deadline: deadline)) }
                }
                for try await (index, sample) in group { samples[index] = sample }
            }
            return try expression.evaluate(samples.compactMap { $0 })
        }
    }

    private func info(
        _ path: String, _ configuration: AttributeConfiguration, revision: UInt32 = 0
    ) -> ResourceInfo {
        ResourceInfo(
            path: path, role: Role(rawValue: "expression"), kind: .attribute,
            type: configuration.type?.rawValue ?? "", revision: revision)
    }

    private func begin(_ path: String) {
        let info = state.withLockedValue { state -> ResourceInfo in
            var entry = state.watched[path] ?? (0, self.info(path, AttributeConfiguration()), nil)
            entry.watchers += 1
            state.watched[path] = entry
            return entry.info
        }
        context.resources.update([info])
    }

    private func changed(_ path: String, _ configuration: AttributeConfiguration) {
        let info = state.withLockedValue { state -> ResourceInfo? in
            guard let entry = state.watched[path], entry.configuration != configuration else { return nil }
            let info = self.info(path, configuration, revision: entry.info.revision &+ 1)
            state.watched[path] = (entry.watchers, info, configuration)
            return info
        }
        if let info { context.resources.update([info]) }
    }

    private func end(_ path: String) {
        let gone = state.withLockedValue { state -> ResourceInfo? in
            guard let entry = state.watched[path] else { return nil }
            state.watched[path]?.watchers -= 1
            guard entry.watchers <= 1 else { return nil }
            state.watched[path] = nil
            return entry.info
        }
        if let gone { context.resources.remove([gone]) }
    }
}

/// Expressions that stand alone.
private struct NoReferences: ReferenceReader {
    func read(reference name: String, deadline: NIODeadline) async throws(PharosError) -> Sample { throw refusal(name) }

    func watch(
        reference name: String, on eventLoop: any EventLoop,
        deliver: @escaping @Sendable (Result<Sample, PharosError>) -> Void
    ) async throws(PharosError) -> any InterfaceSubscription { throw refusal(name) }

    private func refusal(_ name: String) -> PharosError {
        PharosError(.unsupported, "{\(name)}: nothing can be referred to from here", resource: name)
    }
}
