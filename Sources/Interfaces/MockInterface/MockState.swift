// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel
import PharosNode

/// One resource of a mock.
struct MockResource: Sendable {
    var info: ResourceInfo
    var schema: Schema?
    var sample: SourceSample?
    var handler: ServedHandler?
    /// Seconds between two values that it publishes by itself.
    var period: Double?
    /// How many values it publishes each time.
    var burst = 1
    var nextValue = NIODeadline.now()
    var delay = 0.0
    var failure: String?
    var configuration = AttributeConfiguration()
    /// Whether it has no events, so that its node polls it.
    var isPolled = false
    /// Whether what is written becomes its set point, as in a control system; what is published to a topic does not.
    var hasSetpoint = true
    var sinks: [Int: SampleSink] = [:]

    var replySchema: Schema? { info.kind == .command ? schema : nil }

    /// A value as it goes out: with the unit, and the quality that the limits give it.
    func sample(_ payload: Payload, setpoint: Payload? = nil) -> SourceSample {
        let number = configuration.hasLimits ? (try? payload.value())?.unwrapped.double : nil
        return SourceSample(
            payload, quality: number.map { configuration.quality(of: $0) } ?? .valid,
            unit: configuration.unit.isEmpty ? nil : configuration.unit, setpoint: setpoint, isRetained: true)
    }
}

/// All resources of a mock.
struct MockState: Sendable {
    var resources: [ResourceInfo.Identity: MockResource] = [:]
    /// Those that publish by themselves.
    private var periodic: Set<ResourceInfo.Identity> = []
    private var lastNumber = 0

    mutating func add(
        _ identity: ResourceInfo.Identity, schema: Schema?, sample: SourceSample? = nil,
        handler: ServedHandler? = nil, period: Double? = nil, burst: Int = 1,
        configuration: AttributeConfiguration = AttributeConfiguration(), isPolled: Bool = false,
        hasSetpoint: Bool = true
    ) {
        let isService = identity.role == .service
        let info = ResourceInfo(
            path: identity.path, role: identity.role, kind: isService ? .command : .attribute,
            type: schema?.type ?? "", isReadable: !isService, isWritable: !isService,
            revision: resources[identity].map { $0.info.revision &+ 1 } ?? 0)
        resources[identity] = MockResource(
            info: info, schema: schema, sample: sample, handler: handler,
            period: period.flatMap { $0 > 0 ? max($0, 0.001) : nil }, burst: min(max(burst, 1), 10_000),
            configuration: configuration, isPolled: isPolled, hasSetpoint: hasSetpoint, sinks: resources[identity]?.sinks ?? [:])
        if resources[identity]?.period == nil { periodic.remove(identity) } else { periodic.insert(identity) }
    }

    func find(_ reference: ResourceReference) -> MockResource? {
        if let role = reference.role { return resources[.init(path: reference.path, role: role)] }
        for role in [Role.topic, .parameter, .service] {
            if let found = resources[.init(path: reference.path, role: role)] { return found }
        }
        return nil
    }

    /// Gives a resource a value; a value that was written is its set point too.
    mutating func set(
        _ identity: ResourceInfo.Identity, _ payload: Payload, isWritten: Bool
    ) -> (sinks: [SampleSink], sample: SourceSample)? {
        guard var resource = resources[identity] else { return nil }
        let setpoint = isWritten && resource.hasSetpoint ? payload : resource.sample?.setpoint
        let sample = resource.sample(payload, setpoint: setpoint)
        resource.sample = sample
        resources[identity] = resource
        return (Array(resource.sinks.values), sample)
    }

    /// Changes what is said of a resource; its value gets unit and quality anew.
    mutating func configure(
        _ identity: ResourceInfo.Identity, _ configuration: AttributeConfiguration
    ) -> (sinks: [SampleSink], sample: SourceSample?)? {
        guard var resource = resources[identity] else { return nil }
        resource.configuration = configuration
        resource.info.revision &+= 1
        resource.sample = resource.sample.map { resource.sample($0.payload, setpoint: $0.setpoint) }
        resources[identity] = resource
        return (Array(resource.sinks.values), resource.sample)
    }

    mutating func remove(_ identity: ResourceInfo.Identity) -> MockResource? {
        periodic.remove(identity)
        return resources.removeValue(forKey: identity)
    }

    mutating func watch(_ identity: ResourceInfo.Identity, _ sink: SampleSink) -> Int {
        lastNumber += 1
        resources[identity]?.sinks[lastNumber] = sink
        return lastNumber
    }

    mutating func unwatch(_ identity: ResourceInfo.Identity, _ number: Int) {
        resources[identity]?.sinks[number] = nil
    }

    /// The values of resources that publish by themselves and whose time has come, and when the next one's comes.
    mutating func due(_ now: NIODeadline) -> (samples: [([SampleSink], SourceSample)], next: NIODeadline) {
        var samples: [([SampleSink], SourceSample)] = []
        var next = now + .seconds(1)
        for identity in periodic {
            guard let resource = resources[identity], let period = resource.period, var sample = resource.sample,
                resource.failure == nil
            else { continue }
            guard resource.nextValue <= now else {
                next = min(next, resource.nextValue)
                continue
            }
            sample.timestamp = .now
            let following = now + .nanoseconds(Int64(period * 1e9))
            resources[identity]?.nextValue = following
            resources[identity]?.sample = sample
            next = min(next, following)
            for _ in 0..<resource.burst { samples.append((Array(resource.sinks.values), sample)) }
        }
        return (samples, next)
    }
}

extension AttributeConfiguration {
    /// Whether a value can have another quality than `valid`.
    fileprivate var hasLimits: Bool { !warnings.isOpen || !alarms.isOpen }
}
