// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

/// A call from its being made to its answer. Confined to the pod's event loop, but for being made.
final class PodCall {
    /// Who waits.
    enum Consumer {
        case single(CheckedContinuation<PodValue, any Error>)
        case stream(PodStreamBuffer)
    }

    let name: String
    let arguments: [PodValue]
    let keywords: PodDictionary
    let options: PodCallOptions
    /// Its number, unlike any other's of the pod.
    let number: UInt64
    /// Its number in the worker's conversation.
    var wireNumber: UInt32 = 0
    /// Who has it.
    weak var worker: PodWorker?
    /// Memory that was lent for its arguments.
    var lent: [PodMemory] = []
    /// Whether nobody waits any more.
    private(set) var isAnswered = false
    private var consumer: Consumer?

    init(
        number: UInt64, name: String, arguments: [PodValue], keywords: PodDictionary, options: PodCallOptions,
        consumer: Consumer
    ) {
        self.number = number
        self.name = name
        self.arguments = arguments
        self.keywords = keywords
        self.options = options
        self.consumer = consumer
    }

    /// How many values may come; 0 when exactly one is waited for.
    var credit: Int {
        if case .stream = consumer { max(1, options.credit) } else { 0 }
    }

    /// One of several values.
    /// - Throws: ``PodError`` when it was not asked for.
    func yield(_ value: PodValue) throws(PodError) {
        guard !isAnswered else { return }
        guard case .stream(let buffer) = consumer else {
            throw PodError(.protocolViolation, "the pod sends a stream where one value is waited for")
        }
        try buffer.append(value)
    }

    /// The value that was waited for, or the end of the stream after it.
    func finish(_ value: PodValue?) {
        guard !isAnswered else { return }
        isAnswered = true
        switch consumer {
        case .single(let continuation): continuation.resume(returning: value ?? .none)
        case .stream(let buffer):
            if let value { try? buffer.append(value) }
            buffer.finish(nil)
        case nil: break
        }
        consumer = nil
    }

    func fail(_ error: PodError) {
        guard !isAnswered else { return }
        isAnswered = true
        switch consumer {
        case .single(let continuation): continuation.resume(throwing: error)
        case .stream(let buffer): buffer.finish(error)
        case nil: break
        }
        consumer = nil
    }
}
