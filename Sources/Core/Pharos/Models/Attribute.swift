// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore
public import PharosModel
public import Quantities

/// A value of some system that can be read, written and watched, whatever the system is (Taurus TEP3, TEP14).
///
/// ```swift
/// let position = try pharos.attribute("tango:motor/x/1/position")
/// print(try await position.read())                  // 3.50 mm
/// try await position.write(Quantity(0.004, Unit("m")))
/// for try await event in position.events() { … }
/// ```
public final class Attribute: Model {
    /// The name in its parts.
    public let name: ParsedName
    let target: Target
    let pharos: Pharos

    private struct State {
        var reading: (value: Reading, came: ContinuousClock.Instant)?
        var description: ResourceDescription?
    }

    private let state = NIOLockedValueBox(State())

    init(name: ParsedName, target: Target, pharos: Pharos) {
        self.name = name
        self.target = target
        self.pharos = pharos
    }

    /// The device it belongs to; `nil` when its scheme knows none for it.
    public var parent: Device? {
        guard let device = name.deviceName, !device.isEmpty else { return nil }
        let authority = name.authority.map { "//\($0)" + (device.hasPrefix("/") ? "" : "/") } ?? ""
        return try? pharos.device("\(name.scheme):\(authority)\(device)")
    }

    // MARK: Reading

    /// The value now.
    ///
    /// - Parameters:
    ///   - maxAge: how old a value may be that was read before, or came with an event; default: the system is asked.
    ///   - timeout: how long it may take. Default: the configuration's.
    /// - Throws: ``PharosError``; see ``Pharos/read(_:timeout:)``.
    public func read(maxAge: Duration? = nil, timeout: Duration? = nil) async throws(PharosError) -> Reading {
        if let maxAge, let (value, came) = state.withLockedValue({ $0.reading }), .now - came <= maxAge { return value }
        let sample = try await sample(timeout)
        let description = await knownDescription(timeout)
        return remember(sample, description)
    }

    private func sample(_ timeout: Duration?) async throws(PharosError) -> Sample {
        do {
            return try await target.access.read(
                target.reference, timeout: TimeAmount(timeout ?? pharos.configuration.timeout))
        } catch {
            throw error.about(name.canonical)
        }
    }

    /// A reading with what a selector needs: properties of the attribute itself need no value.
    func reading(for selector: FragmentSelector) async throws(PharosError) -> Reading {
        switch selector.property {
        case .rvalue, .wvalue, .time, .quality, .state: return try await read()
        case .units:
            if let reading = try? await read() { return reading }
        default: break
        }
        let description = try await describe()
        return Reading(
            Sample(Payload(Value.null), quality: .invalid), info: description.info,
            configuration: description.configuration)
    }

    func remember(_ sample: Sample, _ description: ResourceDescription?) -> Reading {
        let reading = Reading(
            sample, info: description?.info ?? ResourceInfo(path: target.reference.path, role: .topic, kind: .attribute),
            configuration: description?.configuration ?? AttributeConfiguration())
        state.withLockedValue { $0.reading = (reading, .now) }
        return reading
    }

    // MARK: Configuration

    /// Label, unit, limits, type.
    /// - Parameter timeout: how long it may take. Default: the configuration's.
    public func configuration(timeout: Duration? = nil) async throws(PharosError) -> AttributeConfiguration {
        try await describe(timeout: timeout).configuration
    }

    /// All that is known of it, asked for anew.
    public func describe(timeout: Duration? = nil) async throws(PharosError) -> ResourceDescription {
        do {
            let description = try await target.access.describe(
                target.reference, timeout: TimeAmount(timeout ?? pharos.configuration.timeout))
            state.withLockedValue { $0.description = description }
            return description
        } catch {
            throw error.about(name.canonical)
        }
    }

    /// What was said of it last, asked for once; `nil` when the system cannot say.
    func knownDescription(_ timeout: Duration? = nil) async -> ResourceDescription? {
        if let known = state.withLockedValue({ $0.description }) { return known }
        return try? await describe(timeout: timeout)
    }

    // MARK: Writing

    /// Sets the value.
    ///
    /// - Parameters:
    ///   - value: a plain number is taken in the attribute's unit.
    ///   - readsBack: whether the value is read afterwards. Default: no.
    ///   - timeout: how long it may take. Default: the configuration's.
    /// - Returns: what was read back.
    /// - Throws: ``PharosError`` with `invalidValue` when the value is beyond the attribute's range or does not fit its
    ///   type.
    @discardableResult
    public func write(
        _ value: Value, readsBack: Bool = false, timeout: Duration? = nil
    ) async throws(PharosError) -> Reading? {
        if let range = await knownDescription(timeout)?.configuration.range, !range.isOpen { try check(value, range) }
        try await pharos.write(name.canonical, value, timeout: timeout)
        return readsBack ? try await read(timeout: timeout) : nil
    }

    /// Sets the value, converted to the attribute's unit.
    ///
    /// - Throws: ``PharosError`` with `invalidValue` when the units measure different things: `1 s` is no length.
    @discardableResult
    public func write(
        _ quantity: Quantity, readsBack: Bool = false, timeout: Duration? = nil
    ) async throws(PharosError) -> Reading? {
        let unit = try await configuration(timeout: timeout).unit
        do {
            let converted = try quantity.converted(to: Unit(unit))
            return try await write(Value(converted.magnitude), readsBack: readsBack, timeout: timeout)
        } catch let error as QuantityError {
            throw PharosError(
                .invalidValue, "the attribute is in '\(unit)': \(error)", resource: name.canonical, cause: error)
        } catch {
            throw PharosError.wrap(error, resource: name.canonical)
        }
    }

    private func check(_ value: Value, _ range: AttributeConfiguration.Limits) throws(PharosError) {
        guard let magnitude = value.unwrapped.magnitude else { return }
        for number in magnitude.elements where !range.contains(number) {
            let low = range.low.map { "\($0)" } ?? "-∞"
            let high = range.high.map { "\($0)" } ?? "∞"
            throw PharosError(
                .invalidValue, "a value from \(low) to \(high) is expected, \(number) came", resource: name.canonical)
        }
    }

    // MARK: Events

    /// What happens to the attribute: values, errors, changes of its configuration. The value of now comes first.
    ///
    /// - Parameters:
    ///   - period: how often a system without events is asked; the shortest wish of all listeners counts. Default: as its
    ///     node is set, once a second.
    ///   - limit: events that may wait; then the oldest value is dropped, and the next one says how many. Default: 1000.
    public func events(every period: Duration? = nil, limit: Int = 1000) -> AttributeEvents {
        AttributeEvents(attribute: self, period: period, limit: limit)
    }
}
