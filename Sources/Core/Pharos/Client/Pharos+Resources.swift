// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore
import PharosModel
import PharosWire

extension Pharos {
    /// The samples of a resource as they come.
    ///
    /// - Parameters:
    ///   - name: the resource, `ros:/chatter`.
    ///   - policy: what happens to samples that come faster than they are taken. Default: only the newest waits.
    public func watch(_ name: String, policy: QueuePolicy = .latest) -> SampleSequence {
        SampleSequence { () async throws(PharosError) in
            let target = try self.target(name)
            let subscription = ClientSubscription(path: target.path, role: target.role, policy: policy)
            do throws(PharosError) {
                try await target.link.subscribe(subscription)
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
        return try await perform(target, name, .read, timeout: timeout) { (connection, frame) throws(PharosError) in
            try connection.sample(frame)
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
            try await self.perform(target, name, .write, payload, timeout: timeout) {
                (_, _) throws(PharosError) in ()
            }
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
            try await self.call(target, name, payload, timeout: timeout)
        }
    }

    /// Calls a command with bytes that are encoded already, and gives the reply's bytes: nothing is converted.
    public func call(_ name: String, payload: Payload, timeout: Duration? = nil) async throws(PharosError) -> Sample {
        try await call(try target(name), name, payload, timeout: timeout)
    }

    private func call(
        _ target: Target, _ name: String, _ payload: Payload, timeout: Duration?
    ) async throws(PharosError) -> Sample {
        try await perform(target, name, .call, payload, timeout: timeout) { (connection, frame) throws(PharosError) in
            try connection.sample(frame)
        }
    }

    /// All that is known of a resource: type, definition, fingerprint, who offers it, who listens.
    public func describe(_ name: String, timeout: Duration? = nil) async throws(PharosError) -> ResourceDescription {
        let target = try target(name)
        do {
            return try await description(target, timeout)
        } catch {
            throw error.about(name)
        }
    }

    /// The resources of an authority, `ros:` or `ros://host:11311`; a path in the name restricts the list to names
    /// that match it as a glob.
    public func list(_ name: String, timeout: Duration? = nil) async throws(PharosError) -> [ResourceInfo] {
        let target = try target(name, isList: true)
        var request = Pharos_V1_Request()
        request.list.pattern = target.path
        let limit = TimeAmount(timeout ?? configuration.timeout)
        return try await surviving(target, name) { [request] connection throws(PharosError) in
            try await connection.request(request, timeout: limit).resources.resources.map(\.model)
        }
    }

    /// The resources of an authority as they appear, change and vanish; the first element holds what is there.
    public func resources(of name: String) -> ResourceSequence {
        ResourceSequence { () async throws(PharosError) in
            let target = try self.target(name, isList: true)
            let feed = ResourceFeed(pattern: target.path)
            do throws(PharosError) {
                try await target.link.watch(feed)
            } catch {
                throw error.about(name)
            }
            return feed
        }
    }

    // MARK: How

    struct Target: Sendable {
        var link: NodeLink
        var path: String
        var role: Role?
        /// Path and role as one word, for the table of descriptions.
        var cacheKey: String { "\(path)?\(role?.rawValue ?? "")" }
    }

    /// Which node a name belongs to and what it is called there.
    func target(_ text: String, isList: Bool = false) throws(PharosError) -> Target {
        if !isList, let known = targets.withLockedValue({ $0[text] }) { return known }
        let name: ResourceName
        do {
            name = try ResourceName(text)
        } catch {
            throw PharosError(.invalidName, "\(error)", resource: text, cause: error)
        }
        let authority = try Authorities.canonical(name, environment: environment)
        let key = NodeKey(scheme: name.scheme, authority: authority, profile: configuration.profile)
        if !isList, name.path.isEmpty {
            throw PharosError(
                .invalidName, "the name stands for a whole authority; name a resource in it, like \(text)/chatter",
                resource: text)
        }
        let target = Target(link: link(key), path: name.path, role: Role(query: name.query))
        if !isList {
            targets.withLockedValue {
                if $0.count >= Pharos.maximumTargets { $0 = [:] }
                $0[text] = target
            }
        }
        return target
    }

    private func perform<T: Sendable>(
        _ target: Target, _ name: String, _ kind: FrameKind, _ payload: Payload? = nil, timeout: Duration?,
        convert: @escaping @Sendable (NodeConnection, Frame) throws(PharosError) -> T
    ) async throws(PharosError) -> T {
        let limit = TimeAmount(timeout ?? configuration.timeout)
        let milliseconds = UInt32(clamping: max(1, limit.nanoseconds / 1_000_000))
        let path = target.path
        let role = target.role?.rawValue ?? ""
        return try await surviving(target, name, isRepeatable: kind == .read) { connection throws(PharosError) in
            try await connection.perform(timeout: limit) { number throws(PharosError) in
                let schema = payload?.schema.flatMap { connection.number(of: $0) }
                let header = CallHeader(
                    timeoutMilliseconds: milliseconds, schema: schema ?? 0, path: path, role: role)
                let size = 12 + path.utf8.count + role.utf8.count + (payload?.bytes.readableBytes ?? 0)
                var buffer = ByteBufferAllocator().buffer(capacity: Frame.headerSize + size)
                Frame.writeHeader(
                    kind, encoding: payload?.encoding ?? .raw, stream: number, length: size, into: &buffer)
                try header.write(into: &buffer)
                if let payload { buffer.writeImmutableBuffer(payload.bytes) }
                return buffer
            } convert: { (connection, frame) throws(PharosError) in
                try convert(connection, frame)
            }
        }
    }

    /// Runs `work` on the node's connection. Only what may be done twice is repeated when the node dies under it.
    private func surviving<T: Sendable>(
        _ target: Target, _ name: String, isRepeatable: Bool = true,
        _ work: @Sendable (NodeConnection) async throws(PharosError) -> T
    ) async throws(PharosError) -> T {
        do {
            return try await work(try await target.link.connection())
        } catch {
            guard isRepeatable, error.code == .nodeDied, !Task.isCancelled else { throw error.about(name) }
        }
        do {
            return try await work(try await target.link.connection())
        } catch {
            throw error.about(name)
        }
    }

    private func description(_ target: Target, _ timeout: Duration?) async throws(PharosError) -> ResourceDescription {
        let limit = TimeAmount(timeout ?? configuration.timeout)
        var request = Pharos_V1_Request()
        request.describe.path = target.path
        request.describe.role = target.role?.rawValue ?? ""
        request.describe.timeoutMilliseconds = UInt32(clamping: limit.nanoseconds / 1_000_000)
        return try await surviving(target, target.path) { [request] connection throws(PharosError) in
            try await connection.perform(timeout: limit) { number throws(PharosError) in
                try Frame(.request, stream: number, message: request).serialized()
            } convert: { (connection, frame) throws(PharosError) in
                let message = try frame.message(Pharos_V1_Reply.self).description_p
                return ResourceDescription(
                    info: message.resource.model, schema: message.hasValue ? try connection.schema(message.value) : nil,
                    replySchema: message.hasReply ? try connection.schema(message.reply) : nil,
                    details: message.details)
            }
        }
    }

    /// Encodes a value by the resource's type, which is asked for once and again when the system has changed its
    /// mind, and hands the bytes to `work`.
    private func encoded<T: Sendable>(
        _ target: Target, _ name: String, _ value: Value, _ timeout: Duration?,
        _ work: (Payload) async throws(PharosError) -> T
    ) async throws(PharosError) -> T {
        let known = target.link.descriptions.withLockedValue { $0[target.cacheKey] }
        if let known {
            do throws(PharosError) {
                return try await work(try Pharos.encode(value, known, name))
            } catch {
                target.link.descriptions.withLockedValue { $0[target.cacheKey] = nil }
                guard error.code == .invalidValue else { throw error }
            }
        }
        let fresh: ResourceDescription
        do {
            fresh = try await description(target, timeout)
        } catch {
            throw error.about(name)
        }
        target.link.descriptions.withLockedValue { $0[target.cacheKey] = fresh }
        return try await work(try Pharos.encode(value, fresh, name))
    }

    private static func encode(
        _ value: Value, _ description: ResourceDescription, _ name: String
    ) throws(PharosError) -> Payload {
        do {
            return try Payload.encode(value, as: description.schema)
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
