// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import PharosModel

/// A sample as an interface delivers it: the system's own bytes.
public struct SourceSample: Sendable {
    /// The bytes with their type.
    public var payload: Payload
    /// When the source made it; the moment of arrival where the system does not say.
    public var timestamp: Timestamp
    /// How far it can be trusted.
    public var quality: Quality
    /// The unit of the value as its system writes it, on every sample of an attribute that has one.
    public var unit: String?
    /// What was set last, where the system tells it together with the value; same encoding and type as the value.
    public var setpoint: Payload?
    /// Whether it stands until the next one (a parameter, a latched topic): who comes later is given it at once.
    public var isRetained: Bool

    /// Creates a sample.
    public init(
        _ payload: Payload, timestamp: Timestamp = .now, quality: Quality = .valid, unit: String? = nil,
        setpoint: Payload? = nil, isRetained: Bool = false
    ) {
        self.payload = payload
        self.timestamp = timestamp
        self.quality = quality
        self.unit = unit
        self.setpoint = setpoint
        self.isRetained = isRetained
    }
}

/// Where an interface puts the samples of one subscription. Callable from any thread; on the node's event loop
/// (``InterfaceContext/eventLoop``) a sample goes out at once, without a hop.
public struct SampleSink: Sendable {
    private let eventLoop: any EventLoop
    private let deliver: @Sendable (Result<SourceSample, PharosError>) -> Void

    /// A sink of one's own, for tests and embedded hosts; `deliver` is called on `eventLoop`.
    public init(
        eventLoop: any EventLoop, deliver: @escaping @Sendable (Result<SourceSample, PharosError>) -> Void
    ) {
        self.eventLoop = eventLoop
        self.deliver = deliver
    }

    /// Delivers a sample to all who watch the resource.
    public func send(_ sample: SourceSample) { hop(.success(sample)) }

    /// Tells all who watch the resource why it has no value just now; values may follow.
    public func report(_ error: PharosError) {
        hop(.success(SourceSample(Payload(failure: error), quality: .invalid, isRetained: true)))
    }

    /// Tells all who watch the resource that it is gone or broken; their sequences end with this error.
    public func fail(_ error: PharosError) { hop(.failure(error)) }

    private func hop(_ result: Result<SourceSample, PharosError>) {
        if eventLoop.inEventLoop { deliver(result) } else { eventLoop.execute { deliver(result) } }
    }
}

/// A running subscription towards the system.
public protocol InterfaceSubscription: Sendable {
    /// Ends it; no sample comes after.
    func cancel() async
}
