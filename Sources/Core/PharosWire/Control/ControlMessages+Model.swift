// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import PharosModel

// Between the generated control messages and the model's types. Nothing else touches the generated names.

extension Pharos_V1_Kind {
    package init(_ kind: Kind) {
        switch kind {
        case .authority: self = .authority
        case .device: self = .device
        case .attribute: self = .attribute
        case .command: self = .command
        }
    }

    package var model: Kind {
        switch self {
        case .authority: .authority
        case .device: .device
        case .command: .command
        default: .attribute
        }
    }
}

extension Pharos_V1_Resource {
    package init(_ info: ResourceInfo) {
        self.init()
        path = info.path
        role = info.role.rawValue
        kind = Pharos_V1_Kind(info.kind)
        type = info.type
        readable = info.isReadable
        writable = info.isWritable
        publishers = info.publishers
        subscribers = info.subscribers
        revision = info.revision
    }

    package var model: ResourceInfo {
        ResourceInfo(
            path: path, role: Role(rawValue: role), kind: kind.model, type: type, isReadable: readable,
            isWritable: writable, publishers: publishers, subscribers: subscribers, revision: revision)
    }
}

extension Pharos_V1_Limits {
    init(_ limits: AttributeConfiguration.Limits) {
        self.init()
        if let bound = limits.low { low = bound }
        if let bound = limits.high { high = bound }
    }

    var model: AttributeConfiguration.Limits {
        AttributeConfiguration.Limits(low: hasLow ? low : nil, high: hasHigh ? high : nil)
    }
}

extension Pharos_V1_Configuration {
    package init(_ configuration: AttributeConfiguration) {
        self.init()
        label = configuration.label
        description_p = configuration.description
        unit = configuration.unit
        type = configuration.type?.rawValue ?? ""
        format = configuration.format?.rawValue ?? ""
        range = Pharos_V1_Limits(configuration.range)
        warnings = Pharos_V1_Limits(configuration.warnings)
        alarms = Pharos_V1_Limits(configuration.alarms)
        if let digits = configuration.precision { precision = UInt32(clamping: digits) }
        labels = configuration.labels
    }

    package var model: AttributeConfiguration {
        var configuration = AttributeConfiguration()
        configuration.label = label
        configuration.description = description_p
        configuration.unit = unit
        configuration.type = AttributeConfiguration.ElementType(rawValue: type)
        configuration.format = AttributeConfiguration.Format(rawValue: format)
        configuration.range = range.model
        configuration.warnings = warnings.model
        configuration.alarms = alarms.model
        configuration.precision = hasPrecision ? Int(precision) : nil
        configuration.labels = labels
        return configuration
    }
}

extension Pharos_V1_ResourceChange {
    package init(_ change: ResourceChange) {
        self.init()
        appeared = change.appeared.map(Pharos_V1_Resource.init)
        changed = change.changed.map(Pharos_V1_Resource.init)
        vanished = change.vanished.map(Pharos_V1_Resource.init)
        complete = change.isComplete
    }

    package var model: ResourceChange {
        ResourceChange(
            appeared: appeared.map(\.model), changed: changed.map(\.model), vanished: vanished.map(\.model),
            isComplete: complete)
    }
}

extension Pharos_V1_Schema {
    package init(_ schema: Schema, id: UInt32) {
        self.init()
        self.id = id
        encoding = UInt32(schema.encoding.rawValue)
        type = schema.type
        fingerprint = schema.fingerprint
        definition = schema.definition
    }

    /// - Throws: ``PharosError`` when the definition does not parse.
    package func model() throws(PharosError) -> Schema {
        try Schema(encoding: Encoding(rawValue: UInt16(truncatingIfNeeded: encoding)), type: type, definition: definition)
    }
}

extension Pharos_V1_Patterns {
    package init(_ patterns: Exposure.Patterns) {
        self.init()
        allow = patterns.allow.map(\.description)
        deny = patterns.deny.map(\.description)
    }

    package func model() throws(PharosError) -> Exposure.Patterns {
        var allowed: [NamePattern] = []
        for text in allow { allowed.append(try NamePattern(text)) }
        var denied: [NamePattern] = []
        for text in deny { denied.append(try NamePattern(text)) }
        return Exposure.Patterns(allow: allowed, deny: denied)
    }
}

extension Pharos_V1_Exposure {
    package init(_ exposure: Exposure) {
        self.init()
        publishers = Pharos_V1_Patterns(exposure.publishers)
        subscribers = Pharos_V1_Patterns(exposure.subscribers)
        services = Pharos_V1_Patterns(exposure.services)
        parameters = Pharos_V1_Patterns(exposure.parameters)
    }

    package func model() throws(PharosError) -> Exposure {
        Exposure(
            publishers: try publishers.model(), subscribers: try subscribers.model(), services: try services.model(),
            parameters: try parameters.model())
    }
}

extension Pharos_V1_Failure {
    package init(_ error: PharosError) {
        self.init()
        code = error.code.description
        message = error.message
        resource = error.resource ?? ""
        details = error.details
    }

    package var model: PharosError {
        PharosError(
            PharosError.Code(code), message, resource: resource.isEmpty ? nil : resource, details: details)
    }
}

extension QueuePolicy {
    package init(_ policy: Pharos_V1_Policy, limit: UInt32) {
        let bounded = min(Int(limit), QueuePolicy.maximumLimit)
        switch policy {
        case .all: self = .all(limit: bounded)
        case .dropOldest: self = .dropOldest(limit: bounded)
        default: self = .latest
        }
    }

    /// No subscription may ask a node to keep more samples than this.
    package static var maximumLimit: Int { 100_000 }

    package var wire: Pharos_V1_Policy {
        switch self {
        case .latest: .latest
        case .all: .all
        case .dropOldest: .dropOldest
        }
    }
}
