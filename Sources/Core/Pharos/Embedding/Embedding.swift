// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOConcurrencyHelpers
import NIOCore
import PharosModel
import PharosNode
import PharosWire

/// The schemes that a program serves itself, and their hosts, made when they are first needed. All of them share one
/// event loop, so that a value passes from one to the next without a hop.
final class Embedding: Sendable {
    /// How a scheme's interface is made.
    typealias Factory = @Sendable (InterfaceContext) throws -> any Interface

    let eventLoop: any EventLoop
    private let logger: Logger
    private let configuration: PharosConfiguration

    private struct State {
        var factories: [String: (factory: Factory, keepsDeadlines: Bool)] = [:]
        var running: [NodeKey: EmbeddedAccess] = [:]
        var isShutDown = false
    }

    private let state: NIOLockedValueBox<State>

    init(_ configuration: PharosConfiguration, eventLoop: any EventLoop, logger: Logger) {
        self.eventLoop = eventLoop
        self.logger = logger
        self.configuration = configuration
        var state = State()
        for type in configuration.embedded {
            state.factories[type.scheme] = ({ try type.init(context: $0) }, false)
        }
        self.state = NIOLockedValueBox(state)
    }

    /// Adds a scheme of the library's own, whose interface keeps deadlines; what the program brings goes first.
    func add(_ scheme: String, _ factory: @escaping Factory) {
        state.withLockedValue { if $0.factories[scheme] == nil { $0.factories[scheme] = (factory, true) } }
    }

    /// Whether a scheme is served here.
    func serves(_ scheme: String) -> Bool { state.withLockedValue { $0.factories[scheme] != nil } }

    /// The way to the interface for an authority; `nil` when the scheme is not served here.
    func access(_ scheme: String, authority: String) throws(PharosError) -> EmbeddedAccess? {
        let key = NodeKey(scheme: scheme, authority: authority, profile: "")
        do {
            return try state.withLockedValue { state throws -> EmbeddedAccess? in
                if let running = state.running[key] { return running }
                guard let (factory, keepsDeadlines) = state.factories[scheme] else { return nil }
                guard !state.isShutDown else {
                    throw PharosError(.shutDown, "the client library is shutting down")
                }
                var node = NodeConfiguration()
                node.authority = authority
                node.exposure = configuration.exposure
                node.environment = configuration.environment
                let access = EmbeddedAccess(
                    try EmbeddedHost(
                        key, configuration: node, eventLoop: eventLoop, logger: logger, keepsDeadlines: keepsDeadlines,
                        interface: factory))
                state.running[key] = access
                return access
            }
        } catch {
            throw PharosError.wrap(error, as: .nodeUnavailable)
        }
    }

    func shutDown() async {
        let running = state.withLockedValue { state in
            defer { state.running = [:] }
            state.isShutDown = true
            return Array(state.running.values)
        }
        for access in running { await access.shutDown() }
    }
}
