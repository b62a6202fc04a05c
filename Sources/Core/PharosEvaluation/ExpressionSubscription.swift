// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel
import PharosNode

/// An expression that is evaluated again whenever something it refers to has changed. Confined to the host's loop, which
/// is what makes it `Sendable`.
final class ExpressionSubscription: InterfaceSubscription, @unchecked Sendable {
    private let expression: EvaluatedExpression
    private let sink: SampleSink
    private let eventLoop: any EventLoop
    private var samples: [Sample?]
    private var failures: [PharosError?]
    private var references: [any InterfaceSubscription] = []
    private var isCancelled = false
    private var signature: AttributeConfiguration?
    /// Told on the loop when unit, type or format of the value are other than they were.
    private let changed: (AttributeConfiguration) -> Void

    init(
        _ expression: EvaluatedExpression, sink: SampleSink, eventLoop: any EventLoop,
        changed: @escaping @Sendable (AttributeConfiguration) -> Void
    ) {
        self.expression = expression
        self.sink = sink
        self.eventLoop = eventLoop
        self.changed = changed
        samples = Array(repeating: nil, count: expression.references.count)
        failures = Array(repeating: nil, count: expression.references.count)
    }

    /// Watches everything that the expression refers to.
    func start(_ reader: any ReferenceReader) async throws(PharosError) {
        if expression.references.isEmpty {
            onLoop { self.evaluate() }
            return
        }
        var begun: [any InterfaceSubscription] = []
        for (index, name) in expression.references.enumerated() {
            do {
                begun.append(
                    try await reader.watch(reference: name, on: eventLoop) { [weak self] result in
                        self?.delivered(result, index)
                    })
            } catch {
                for subscription in begun { await subscription.cancel() }
                throw error
            }
        }
        let all = begun
        onLoop { self.references = all }
    }

    func cancel() async {
        let begun: [any InterfaceSubscription]? = try? await eventLoop.submit {
            self.isCancelled = true
            defer { self.references = [] }
            return self.references
        }.get()
        for subscription in begun ?? [] { await subscription.cancel() }
    }

    private func onLoop(_ body: @escaping @Sendable () -> Void) {
        if eventLoop.inEventLoop { body() } else { eventLoop.execute(body) }
    }

    private func delivered(_ result: Result<Sample, PharosError>, _ index: Int) {
        guard !isCancelled else { return }
        switch result {
        case .success(let sample):
            samples[index] = sample
            failures[index] = nil
        case .failure(let error):
            failures[index] = error
        }
        evaluate()
    }

    private func evaluate() {
        if let failure = failures.lazy.compactMap({ $0 }).first { return sink.report(failure) }
        let present = samples.compactMap { $0 }
        // Before everything has a value there is none.
        guard present.count == samples.count else { return }
        do {
            let (sample, value) = try expression.evaluate(present)
            let configuration = value.configuration
            if configuration != signature {
                signature = configuration
                changed(configuration)
            }
            sink.send(sample)
        } catch {
            sink.report(error)
        }
    }
}
