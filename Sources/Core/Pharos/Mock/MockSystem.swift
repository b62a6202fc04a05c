// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel

/// The controls of a mock system, for tests: resources appear, vanish, delay and fail when the test says so.
///
/// ```swift
/// let mock = pharos.mock()
/// try await mock.add("/temperature", value: 21.5)
/// try await mock.fail("/temperature", "sensor broken")
/// ```
public struct MockSystem: Sendable {
    private let pharos: Pharos
    private let authority: String

    init(_ pharos: Pharos, authority: String) {
        self.pharos = pharos
        self.authority = authority
    }

    /// The name of a resource of this system, `mock:/temperature`.
    public func name(_ path: String) -> String { authority + path }

    /// Lets a resource appear.
    ///
    /// - Parameters:
    ///   - path: its name, beginning with `/`.
    ///   - role: topic, service or parameter. Default: a topic.
    ///   - type: a type of the ROS message language: `float64`, `float64 x; string name`. Default: from the value.
    ///   - value: its first value; a service answers with it. Default: none; a service answers with its request.
    ///   - period: seconds between two values that it publishes by itself. Default: never.
    ///   - configuration: label, unit, limits; a value beyond the limits has the quality `warning` or `alarm`.
    ///   - isPolled: whether it has no events, so that its node asks for it. Default: no.
    public func add(
        _ path: String, role: Role = .topic, type: String? = nil, value: Value = .null, period: Double? = nil,
        configuration: AttributeConfiguration = AttributeConfiguration(), isPolled: Bool = false
    ) async throws(PharosError) {
        var record: Record = ["path": .string(path), "role": .string(role.rawValue), "value": value]
        if let type { record["type"] = .string(type) }
        if let period { record["period"] = .double(period) }
        if configuration != AttributeConfiguration() { record["configuration"] = configuration.value }
        if isPolled { record["polled"] = true }
        try await pharos.configure(authority, verb: "add", .record(record))
    }

    /// Changes what is said of a resource; those who listen are told.
    public func configure(
        _ path: String, _ configuration: AttributeConfiguration, role: Role? = nil
    ) async throws(PharosError) {
        try await control("configure", path, role, ["configuration": configuration.value])
    }

    /// Lets a resource vanish; those who watch it are told.
    public func remove(_ path: String, role: Role? = nil) async throws(PharosError) {
        try await control("remove", path, role, [:])
    }

    /// Gives a resource a value, as its system would.
    public func set(_ path: String, _ value: Value, role: Role? = nil) async throws(PharosError) {
        try await control("set", path, role, ["value": value])
    }

    /// Lets reads, writes and calls of a resource take this long.
    public func delay(_ path: String, _ time: Duration, role: Role? = nil) async throws(PharosError) {
        let (seconds, attoseconds) = time.components
        try await control("delay", path, role, ["seconds": .double(Double(seconds) + Double(attoseconds) / 1e18)])
    }

    /// Lets reads, writes and calls of a resource fail with this text; `nil`: it works again.
    public func fail(_ path: String, _ message: String?, role: Role? = nil) async throws(PharosError) {
        try await control("fail", path, role, message.map { ["message": .string($0)] } ?? [:])
    }

    private func control(
        _ verb: String, _ path: String, _ role: Role?, _ more: Record
    ) async throws(PharosError) {
        var record = more
        record["path"] = .string(path)
        if let role { record["role"] = .string(role.rawValue) }
        try await pharos.configure(authority, verb: verb, .record(record))
    }
}

extension Pharos {
    /// The controls of a mock system; systems of different authorities are different systems.
    public func mock(_ authority: String = "mock:") -> MockSystem { MockSystem(self, authority: authority) }
}
