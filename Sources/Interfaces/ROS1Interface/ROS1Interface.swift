// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import NIOConcurrencyHelpers
import PharosModel
public import PharosNode
import ROS1

/// The scheme `ros`: one ROS 1 master and all that is in its graph, as topics, services, actions, parameters and nodes.
///
/// The node process is one node of the graph however many programs use it, and does not show itself in its lists.
public final class ROS1Interface: Interface {
    /// `ros`.
    public static let scheme = "ros"

    let context: InterfaceContext
    let connection: NodeHolder
    let definitions: Definitions
    let graph = NIOLockedValueBox(KnownGraph())
    let publishers = PublisherPool()
    let actions = ActionPool()
    let services = NIOLockedValueBox<[String: KnownService]>([:])

    /// An interface for the master at the context's authority.
    public init(context: InterfaceContext) throws {
        self.context = context
        connection = NodeHolder(context)
        definitions = Definitions(environment: context.environment)
    }

    /// Starts the ROS node, then looks at the graph: ten times a second while somebody watches it, else once.
    public func run() async throws {
        let node = try await connection.node()
        let watcher = try GraphWatcher(uri: node.masterURI, caller: node.name, eventLoop: context.eventLoop)
        defer { watcher.close() }
        context.state("looking for the master at \(node.masterURI)")
        var isFirstLook = true
        while !Task.isCancelled {
            do {
                if let state = try await watcher.look() {
                    let unknown = learn(state, own: node.name)
                    // The first list a client gets shall have the types of services too.
                    if isFirstLook { await probe(unknown) } else { adopt(unknown) }
                    isFirstLook = false
                }
                context.state("connected to \(node.masterURI) as \(node.name)")
            } catch {
                if Task.isCancelled { return }
                context.state("waiting for the master: \(error)")
                graph.withLockedValue { $0.isReachable = false }
                await watcher.forget()
            }
            await publishers.expire()
            await actions.expire()
            let pause: Duration = context.resources.isWatched ? .milliseconds(100) : .milliseconds(500)
            try? await Task.sleep(for: pause)
        }
    }

    /// Leaves the graph in order.
    public func shutdown() async { await connection.shutdown() }

    /// Takes a new state of the graph.
    /// - Returns: the services whose types are not known.
    private func learn(_ state: GraphState, own: String) -> [String] {
        graph.withLockedValue { graph in
            graph.adopt(state, own: own)
            return graph.servicesWithoutType()
        }
    }

    /// Shows what was learned, and asks for the types of services in the background.
    private func adopt(_ unknown: [String]) {
        publish()
        guard !unknown.isEmpty else { return }
        Task { await self.probe(unknown) }
    }

    private func publish() { context.resources.replaceAll(graph.withLockedValue { $0.resources() }) }

    /// Asks providers for the types of their services; the master does not know them. Four at a time.
    private func probe(_ services: [String]) async {
        guard let node = try? await connection.node() else { return }
        await withTaskGroup(of: Void.self) { group in
            for (index, service) in services.enumerated() {
                if index >= 4 { await group.next() }
                group.addTask {
                    let probe = try? await node.probe(service, timeout: .seconds(2))
                    self.graph.withLockedValue { $0.learned(service, probe) }
                }
            }
        }
        publish()
    }

    // MARK: Which resource is meant

    /// The role that a reference means: what it says, else what there is of that name.
    func role(_ reference: ResourceReference, preferring preferred: [Role]) -> Role? {
        if let role = reference.role { return role }
        return graph.withLockedValue { graph in preferred.first { graph.has(reference.path, $0) } }
    }

    /// The reference's role, after one more look at the graph when nothing of that name is known yet.
    func existingRole(_ reference: ResourceReference, preferring preferred: [Role]) async throws -> Role {
        if let role = role(reference, preferring: preferred) {
            if reference.role == nil || graph.withLockedValue({ $0.has(reference.path, role) }) { return role }
        }
        let node = try await connection.node()
        let watcher = try GraphWatcher(uri: node.masterURI, caller: node.name, eventLoop: context.eventLoop)
        defer { watcher.close() }
        do {
            if let state = try await watcher.look() { adopt(learn(state, own: node.name)) }
        } catch {
            throw PharosError.ros(error, reference.path)
        }
        if let role = role(reference, preferring: preferred), graph.withLockedValue({ $0.has(reference.path, role) }) {
            return role
        }
        let what = reference.role.map { "no \($0)" } ?? "neither topic, service, action nor parameter"
        let similar = graph.withLockedValue { $0.similar(to: reference.path) }
        throw PharosError(
            .notFound,
            "the master at \(context.authority) knows \(what) of this name"
                + (similar.isEmpty ? "" : "; similar names: \(similar.joined(separator: ", "))"),
            resource: reference.path)
    }
}
