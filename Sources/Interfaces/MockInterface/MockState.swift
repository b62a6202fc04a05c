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
    var nextValue = NIODeadline.now()
    var delay = 0.0
    var failure: String?
    var sinks: [Int: SampleSink] = [:]

    var replySchema: Schema? { info.kind == .command ? schema : nil }
}

/// All resources of a mock.
struct MockState: Sendable {
    var resources: [ResourceInfo.Identity: MockResource] = [:]
    private var lastNumber = 0

    mutating func add(
        _ identity: ResourceInfo.Identity, schema: Schema?, sample: SourceSample? = nil,
        handler: ServedHandler? = nil, period: Double? = nil
    ) {
        let isService = identity.role == .service
        let info = ResourceInfo(
            path: identity.path, role: identity.role, kind: isService ? .command : .attribute,
            type: schema?.type ?? "", isReadable: !isService, isWritable: !isService)
        resources[identity] = MockResource(
            info: info, schema: schema, sample: sample, handler: handler,
            period: period.flatMap { $0 > 0 ? max($0, 0.005) : nil }, sinks: resources[identity]?.sinks ?? [:])
    }

    func find(_ reference: ResourceReference) -> MockResource? {
        if let role = reference.role { return resources[.init(path: reference.path, role: role)] }
        for role in [Role.topic, .parameter, .service] {
            if let found = resources[.init(path: reference.path, role: role)] { return found }
        }
        return nil
    }

    mutating func set(_ identity: ResourceInfo.Identity, _ sample: SourceSample) -> [SampleSink] {
        resources[identity]?.sample = sample
        return resources[identity].map { Array($0.sinks.values) } ?? []
    }

    mutating func remove(_ identity: ResourceInfo.Identity) -> [SampleSink] {
        resources.removeValue(forKey: identity).map { Array($0.sinks.values) } ?? []
    }

    mutating func watch(_ identity: ResourceInfo.Identity, _ sink: SampleSink) -> Int {
        lastNumber += 1
        resources[identity]?.sinks[lastNumber] = sink
        return lastNumber
    }

    mutating func unwatch(_ identity: ResourceInfo.Identity, _ number: Int) {
        resources[identity]?.sinks[number] = nil
    }

    /// The values of resources that publish by themselves and whose time has come.
    mutating func due(_ now: NIODeadline) -> [([SampleSink], SourceSample)] {
        var result: [([SampleSink], SourceSample)] = []
        for (identity, resource) in resources {
            guard let period = resource.period, var sample = resource.sample, resource.nextValue <= now,
                resource.failure == nil
            else { continue }
            sample.timestamp = .now
            resources[identity]?.nextValue = now + .nanoseconds(Int64(period * 1e9))
            resources[identity]?.sample = sample
            result.append((Array(resource.sinks.values), sample))
        }
        return result
    }
}
