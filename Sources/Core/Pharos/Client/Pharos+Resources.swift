// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore
import PharosModel

extension Pharos {
    /// The samples of a resource as they come.
    ///
    /// - Parameters:
    ///   - name: the resource, `ros:/chatter`.
    ///   - policy: what happens to samples that come faster than they are taken. Default: only the newest waits.
    ///   - pollPeriod: how often a system without events is asked; the shortest wish of all its watchers counts. Default:
    ///     as its node is set, once a second.
    public func watch(
        _ name: String, policy: QueuePolicy = .latest, pollPeriod: Duration? = nil
    ) -> SampleSequence {
        SampleSequence { () async throws(PharosError) in
            let target = try self.target(name)
            let selection = try await self.selection(target)
            let subscription = ClientSubscription(
                target.reference, policy: policy, pollPeriod: pollPeriod.map { TimeAmount($0) },
                selection: target.selector == nil ? nil : selection)
            do throws(PharosError) {
                try await target.access.subscribe(subscription)
            } catch {
                throw error.about(name)
            }
            return subscription
        }
    }

    /// The value of a resource: of a parameter the stored one, of a topic the last that came while the node watched
    /// it, else the next.
    ///
    /// - Parameters:
    ///   - name: the resource, `ros:/chatter` or `ros:/rosdistro?param`.
    ///   - timeout: how long to wait for a first value. Default: the configuration's.
    /// - Throws: ``PharosError``: `noValue` when none came in time, `notFound` when the system does not know the
    ///   name, `notExposed` when the node hides it.
    public func read(_ name: String, timeout: Duration? = nil) async throws(PharosError) -> Sample {
        let target = try target(name)
        do {
            let sample = try await target.access.read(target.reference, timeout: limit(timeout))
            return target.selector == nil ? sample : try await selected(sample, target, timeout: limit(timeout))
        } catch {
            throw error.about(name)
        }
    }

    /// Sets a resource: publishes on a topic, stores a parameter.
    ///
    /// - Parameters:
    ///   - name: the resource, `ros:/cmd` or `ros:/x?param`.
    ///   - value: the value; fields that are left out have their default, unknown ones are refused by name and path.
    ///   - timeout: how long it may take. Default: the configuration's.
    public func write(_ name: String, _ value: Value, timeout: Duration? = nil) async throws(PharosError) {
        let target = try target(name)
        try await encoded(target, name, value, timeout) { payload async throws(PharosError) in
            try await target.access.write(target.reference, payload, timeout: self.limit(timeout))
        }
    }

    /// Writes bytes that are encoded already, as the resource's schema has it: nothing is converted.
    public func write(_ name: String, payload: Payload, timeout: Duration? = nil) async throws(PharosError) {
        let target = try target(name)
        do {
            try await target.access.write(target.reference, payload, timeout: limit(timeout))
        } catch {
            throw error.about(name)
        }
    }

    /// Calls a command: a service, a pod's function.
    ///
    /// - Parameters:
    ///   - name: the command, `ros:/add_two_ints`.
    ///   - request: its arguments; what is left out has its default.
    ///   - timeout: how long it may take. Default: the configuration's.
    /// - Returns: the reply.
    @discardableResult
    public func call(
        _ name: String, _ request: Value = .record([:]), timeout: Duration? = nil
    ) async throws(PharosError) -> Sample {
        let target = try target(name)
        return try await encoded(target, name, request, timeout) { payload async throws(PharosError) in
            try await target.access.call(target.reference, payload, timeout: self.limit(timeout))
        }
    }

    /// Calls a command with bytes that are encoded already, and gives the reply's bytes: nothing is converted.
    public func call(_ name: String, payload: Payload, timeout: Duration? = nil) async throws(PharosError) -> Sample {
        let target = try target(name)
        do {
            return try await target.access.call(target.reference, payload, timeout: limit(timeout))
        } catch {
            throw error.about(name)
        }
    }

    /// All that is known of a resource: type, definition, fingerprint, who offers it, who listens.
    public func describe(_ name: String, timeout: Duration? = nil) async throws(PharosError) -> ResourceDescription {
        let target = try target(name)
        do {
            return try await target.access.describe(target.reference, timeout: limit(timeout))
        } catch {
            throw error.about(name)
        }
    }

    /// The resources of an authority, `ros:` or `ros://host:11311`; a path in the name restricts the list to names
    /// that match it as a glob.
    public func list(_ name: String, timeout: Duration? = nil) async throws(PharosError) -> [ResourceInfo] {
        let target = try target(name, isList: true)
        do {
            return try await target.access.list(target.reference.path, timeout: limit(timeout))
        } catch {
            throw error.about(name)
        }
    }

    /// The resources of an authority as they appear, change and vanish; the first element holds what is there.
    public func resources(of name: String) -> ResourceSequence {
        ResourceSequence { () async throws(PharosError) in
            let target = try self.target(name, isList: true)
            let feed = ResourceFeed(pattern: target.reference.path)
            do throws(PharosError) {
                try await target.access.watch(feed)
            } catch {
                throw error.about(name)
            }
            return feed
        }
    }

    // MARK: How

    /// The time that an operation may take.
    private func limit(_ timeout: Duration?) -> TimeAmount { TimeAmount(timeout ?? configuration.timeout) }

    /// Encodes a value by the resource's type, which is asked for once and again when the system has changed its
    /// mind, and hands the bytes to `work`.
    private func encoded<T: Sendable>(
        _ target: Target, _ name: String, _ value: Value, _ timeout: Duration?,
        _ work: (Payload) async throws(PharosError) -> T
    ) async throws(PharosError) -> T {
        do throws(PharosError) {
            if let known = target.access.descriptions.withLockedValue({ $0[target.reference] }) {
                do throws(PharosError) {
                    return try await work(try Payload.encode(value, as: known.schema))
                } catch {
                    target.access.descriptions.withLockedValue { $0[target.reference] = nil }
                    guard error.code == .invalidValue else { throw error }
                }
            }
            let fresh = try await target.access.describe(target.reference, timeout: limit(timeout))
            target.access.descriptions.withLockedValue { $0[target.reference] = fresh }
            return try await work(try Payload.encode(value, as: fresh.schema))
        } catch {
            throw error.about(name)
        }
    }
}

extension PharosError {
    /// The same error with the name that the program used.
    func about(_ name: String) -> PharosError {
        var error = self
        error.resource = name
        return error
    }
}
