// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROSMessages
import XMLRPC

/// A service that this node offers; it ends when ``cancel()`` is called.
public final class ServiceOffer: Sendable {
    private let node: Node
    private let provider: ServiceProvider

    init(node: Node, provider: ServiceProvider) {
        self.node = node
        self.provider = provider
    }

    /// Ends it and tells the master.
    public func cancel() async { await node.withdraw(provider) }
}

/// What a provider says of its service.
public struct ServiceProbe: Sendable, Hashable {
    /// The service type, `std_srvs/SetBool`.
    public var type: String
    /// Its fingerprint.
    public var md5: String
    /// The provider's node name.
    public var node: String
    /// Where it is called, `rosrpc://host:port`.
    public var uri: String
}

/// What a way to a service is kept under: programs may call one name with two types, while a provider is exchanged.
struct ServiceKey: Hashable {
    var service: String
    var md5: String
}

extension Node {
    /// Calls a service with serialised bytes.
    ///
    /// Connections are kept; calls at the same time have connections of their own, so that none waits for another. A
    /// call that was sent is never sent twice.
    /// - Parameters:
    ///   - md5: the service type's fingerprint; `*` where the provider may have any.
    ///   - deadline: after which the call's connection is closed; it is also closed when the task is cancelled.
    /// - Throws: ``ROS1Error``: `noProvider`, `refused`, `serviceFailed` with the provider's words,
    ///   `deadlineExceeded`, `connectionLost`; `CancellationError`.
    public func call(
        _ service: String, md5: String, request: ByteBuffer, deadline: NIODeadline
    ) async throws -> ByteBuffer {
        let key = ServiceKey(service: try resolve(service), md5: md5)
        let progress = NIOLoopBoundBox<CallProgress>.makeBoxSendingValue(.waiting, eventLoop: eventLoop)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let begin: @Sendable () -> Void = {
                    if case .cancelled = progress.value { return continuation.resume(throwing: CancellationError()) }
                    guard !self.isShutDown else {
                        return continuation.resume(throwing: ROS1Error(.shutDown, "the node was shut down"))
                    }
                    let client = self.client(key)
                    progress.value = .sent(
                        client, client.call(request, deadline: deadline) { continuation.resume(with: $0) })
                }
                if eventLoop.inEventLoop { begin() } else { eventLoop.execute(begin) }
            }
        } onCancel: {
            eventLoop.execute {
                if case .sent(let client, let number) = progress.value { client.cancel(number) }
                progress.value = .cancelled
            }
        }
    }

    /// How far a call has come; its task may be cancelled at any moment, also before the loop's turn.
    private enum CallProgress {
        case waiting
        case sent(ServiceClient, UInt64)
        case cancelled
    }

    private func client(_ key: ServiceKey) -> ServiceClient {
        if let known = serviceClients[key] { return known }
        let client = ServiceClient(service: key.service, md5: key.md5, node: self)
        // Names that nobody provides or calls any more leave nothing behind.
        client.whenUnused = { [weak self, weak client] in
            guard let self, self.serviceClients[key] === client else { return }
            self.serviceClients[key] = nil
        }
        serviceClients[key] = client
        return client
    }

    func lookupService(_ service: String) -> EventLoopFuture<String> {
        master.call("lookupService", [.string(service)]).flatMapThrowing { value in
            guard let uri = value.string else { throw ROS1Error(.malformed, "lookupService gave no address") }
            return uri
        }.flatMapErrorThrowing { error in
            guard let known = error as? ROS1Error, known.code == .refused else { throw error }
            throw ROS1Error(.noProvider, "no provider of \(service) is registered (\(known.message))", cause: known)
        }
    }

    /// Asks a provider for the type of its service, without calling it.
    public func probe(_ service: String, timeout: TimeAmount = .seconds(3)) async throws -> ServiceProbe {
        let service = try resolve(service)
        let uri = try await lookupService(service).get()
        let header = ConnectionHeader(["callerid": name, "service": service, "md5sum": "*", "probe": "1"])
        let loop = eventLoop
        let opened = try await loop.flatSubmit { () -> EventLoopFuture<(ServiceConnection, ConnectionHeader)> in
            let promise = loop.makePromise(of: (ServiceConnection, ConnectionHeader).self)
            let timer = loop.assumeIsolated().scheduleTask(in: timeout) {
                promise.fail(ROS1Error(.deadlineExceeded, "\(service) at \(uri) did not answer a probe"))
            }
            ServiceConnection.open(uri: uri, header: header, eventLoop: loop).assumeIsolated().whenComplete { result in
                timer.cancel()
                // Also one that comes too late.
                if case .success((let connection, _)) = result { connection.close() }
                promise.completeWith(result)
            }
            return promise.futureResult
        }.get()
        return ServiceProbe(
            type: opened.1["type"] ?? "", md5: opened.1["md5sum"] ?? "", node: opened.1["callerid"] ?? "", uri: uri)
    }

    /// Offers a service.
    ///
    /// Calls on different connections run at the same time; those on one are answered in order.
    /// - Throws: ``ROS1Error`` with `busy` when this node offers it already.
    public func advertiseService(
        _ service: String, as schema: ServiceSchema, handler: @escaping ServiceHandler
    ) async throws -> ServiceOffer {
        let service = try resolve(service)
        let (provider, registration) = try await onLoop { () -> (ServiceProvider, EventLoopFuture<Void>) in
            try self.requirePresence()
            guard self.providers[service] == nil else {
                throw ROS1Error(.busy, "this node offers \(service) already")
            }
            let provider = ServiceProvider(service: service, schema: schema, node: self, handler: handler)
            self.providers[service] = provider
            return (provider, self.registerService(provider))
        }
        do { try await settle(registration) } catch {
            await withdraw(provider)
            throw error
        }
        return ServiceOffer(node: self, provider: provider)
    }

    func registerService(_ provider: ServiceProvider) -> EventLoopFuture<Void> {
        master.call("registerService", [.string(provider.service), .string(serviceURI), .string(uri)]).map { _ in }
    }

    func withdraw(_ provider: ServiceProvider) async {
        let unregistration = try? await onLoop { () -> Unregistration? in
            guard self.providers[provider.service] === provider else { return nil }
            self.providers[provider.service] = nil
            provider.close()
            return self.unregister(
                "unregisterService", provider.service,
                [.string(provider.service), .string(self.serviceURI)])
        }
        await settle(unregistration ?? nil)
    }
}
