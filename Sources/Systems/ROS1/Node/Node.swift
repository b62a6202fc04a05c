// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import Logging
public import NIOCore
import NIOPosix
import ROSMessages
import XMLRPC

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An ordinary node of a ROS 1 graph: publishes, subscribes, calls and offers services, holds parameters, answers the
/// slave API. When the master goes away and comes back, everything is registered again; data connections stay.
///
/// All of it lives on one event loop, which is what makes it `Sendable`; the async methods may be called from anywhere.
public final class Node: @unchecked Sendable {
    /// The node's global name.
    public let name: String
    /// The master's address.
    public let masterURI: String
    /// The loop all of it lives on.
    public let eventLoop: any EventLoop
    /// Where the node writes what happens.
    public let logger: Logger
    let names: NodeNames
    let master: MasterClient
    /// Where others reach the node; another one when the master is reached by another of this machine's addresses.
    private(set) var address: AdvertisedAddress
    let configuration: NodeConfiguration
    /// The node's own address, `http://host:port/`; empty before it listens.
    public private(set) var uri = ""
    private(set) var port = 0
    private var slave: XMLRPCServer?
    private var listener: (any Channel)?
    var subscriptions: [String: Subscription] = [:]
    var publications: [String: Publication] = [:]
    var providers: [String: ServiceProvider] = [:]
    var serviceClients: [ServiceKey: ServiceClient] = [:]
    var parameterWatches: [String: ParameterWatch] = [:]
    var rosout: Rosout?
    var clock: GraphClock?
    /// Measures what comes, if that is wanted.
    var statistics: SubscriptionStatistics?
    /// Told when simulated time jumps back, with the times before and after.
    var jumpListeners: [@Sendable (ROSTime, ROSTime) -> Void] = []
    private var watch: Task<Void, Never>?
    private(set) var isShutDown = false
    /// Whether another node has taken its name. It registers nothing more: each registration would end the other one.
    var isReplaced = false
    private var owesRegistrations = false
    /// What a master that did not answer still lists of ours.
    var owedUnregistrations: [Unregistration] = []
    private var owesParameters: [(name: String, value: Value)] = []
    private var knowsClock = false
    private var knowsStatistics = false
    private var reservations: [String: () -> Void] = [:]
    /// Told on the loop when somebody shuts the node down by name: `rosnode kill`, or a node of the same name.
    public var onShutdown: ((String) -> Void)?
    /// Told on the loop when the master is gone (`false`) and when it is (back) there (`true`).
    public var onMaster: ((Bool) -> Void)?

    private init(
        configuration: NodeConfiguration, names: NodeNames, masterURI: String, eventLoop: any EventLoop, logger: Logger
    ) throws {
        self.configuration = configuration
        self.names = names
        self.name = names.node
        self.masterURI = masterURI
        self.eventLoop = eventLoop
        self.logger = logger
        master = try MasterClient(uri: masterURI, caller: names.node, eventLoop: eventLoop)
        owesParameters = names.parameters.map { ("~" + $0.name, ParameterValue.parse($0.text)) }
        address = AdvertisedAddress.find(
            specials: names.specials, environment: configuration.environment, masterHost: master.client.host)
    }

    /// Starts a node: it listens, and registers what it is asked for; the master need not be there yet.
    public static func start(
        _ configuration: NodeConfiguration, eventLoop: any EventLoop, logger: Logger
    ) async throws -> Node {
        let names = try NodeNames(
            configuration.name, arguments: configuration.arguments, environment: configuration.environment)
        let masterURI =
            configuration.masterURI ?? names.specials["master"] ?? configuration.environment["ROS_MASTER_URI"]
            .flatMap { $0.isEmpty ? nil : $0 } ?? "http://localhost:11311"
        let node = try Node(
            configuration: configuration, names: names, masterURI: masterURI, eventLoop: eventLoop, logger: logger)
        try await node.listen(at: node.address)
        if configuration.isLogging { try await node.startLogging() }
        await node.startWithMaster()
        node.watch = Task { await node.watchMaster() }
        return node
    }

    /// Listens on new sockets; connections that were accepted by those before stay.
    private func listen(at address: AdvertisedAddress) async throws {
        let listener = try await ServerBootstrap(group: eventLoop)
            .serverChannelOption(.backlog, value: 512)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 1 << 20, high: 4 << 20))
            .childChannelInitializer { channel in
                let link = Link()
                link.onHeader = { [weak self] link, header in self?.accept(link, header) }
                return Link.configure(channel, link)
            }
            .bind(host: address.bind, port: 0)
            .get()
        let slave = try await XMLRPCServer.start(
            host: address.bind, port: 0, group: eventLoop, methods: Node.slaveMethods
        ) { [weak self] call, loop in
            self?.answer(call, loop)
        }
        let before = try await onLoop { () -> (slave: XMLRPCServer?, listener: (any Channel)?) in
            // Nobody would close them.
            guard !self.isShutDown else { return (slave, listener) }
            let before = (self.slave, self.listener)
            (self.slave, self.listener) = (slave, listener)
            self.port = listener.localAddress?.port ?? 0
            self.advertise(at: address)
            return before
        }
        await before.slave?.close()
        try? await before.listener?.close()
    }

    private func advertise(at address: AdvertisedAddress) {
        self.address = address
        uri = "http://\(address.uriHost):\(slave?.port ?? 0)/"
    }

    /// A master was found that is not the one before: the way to it may lead through another of this machine's addresses,
    /// by which others then reach the node.
    private func moveWithMaster() async throws {
        let (names, environment, host) = (names, configuration.environment, master.client.host)
        let found = try await NIOThreadPool.singleton.runIfActive {
            AdvertisedAddress.find(specials: names.specials, environment: environment, masterHost: host)
        }
        let before = try await onLoop { self.address }
        // A name that cannot be looked up just now says nothing of the way there.
        guard found != before, (try? SocketAddress(ipAddress: found.host, port: 0)) != nil else { return }
        logger.info("the node is reached at another address", metadata: ["host": "\(found.host)"])
        // First: a master that knows the node at two addresses ends the one before.
        await unregisterAll()
        if found.bind == before.bind {
            try await onLoop { self.advertise(at: found) }
        } else {
            try await listen(at: found)
        }
        try await onLoop { self.owesRegistrations = true }
    }

    /// A data connection's header came: it is for a topic or a service of ours.
    private func accept(_ link: Link, _ header: ConnectionHeader) {
        if let topic = header["topic"] {
            guard let publication = publications[topic] else {
                return link.refuse("topic [\(topic)] is not published by node [\(name)]")
            }
            publication.accept(link, header)
        } else if let service = header["service"] {
            guard let provider = providers[service] else {
                return link.refuse("service [\(service)] is not provided by node [\(name)]")
            }
            provider.accept(link, header)
        } else {
            link.refuse("neither 'topic' nor 'service' is in the connection header")
        }
    }

    /// The global name that a name means to this node, remapped.
    public func resolve(_ name: String) throws(ROS1Error) -> String { try names.resolve(name) }

    /// Keeps something that a node can have but once, the server of an action for one, and tells it when the node is
    /// shut down. On the event loop only.
    /// - Returns: whether it was free.
    package func reserve(_ what: String, atShutdown: @escaping () -> Void) -> Bool {
        guard !isShutDown, reservations[what] == nil else { return false }
        reservations[what] = atShutdown
        return true
    }

    /// Frees what was reserved. On the event loop only.
    package func release(_ what: String) { reservations[what] = nil }

    /// Whoever wants something registered asks this first, on the loop.
    /// - Throws: ``ROS1Error`` with `shutDown`, and why.
    func requirePresence() throws(ROS1Error) {
        if isShutDown { throw ROS1Error(.shutDown, "the node was shut down") }
        if isReplaced { throw ROS1Error(.shutDown, "another node has taken the name \(name), and this one's place") }
    }

    /// Runs `body` on the loop and gives its result.
    func onLoop<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await eventLoop.submit(body).get()
    }

    // MARK: The master

    /// Asks the master again and again whether it is still the one that knows us; a new one is told everything.
    private func watchMaster() async {
        var identity: String?
        var isThere: Bool?
        while !Task.isCancelled {
            do {
                let now = try await masterIdentity()
                if isThere != true {
                    isThere = true
                    try? await onLoop { self.onMaster?(true) }
                }
                if identity != now {
                    try await moveWithMaster()
                    if identity != nil {
                        logger.info("the master is a new one; everything is registered again")
                        try await onLoop {
                            self.owedUnregistrations = []
                            self.owesRegistrations = true
                        }
                    }
                } else {
                    await unregisterOwed()
                }
                // What was asked for while the master was away.
                if try await onLoop({ self.owesRegistrations }) { await registerAll() }
                await startWithMaster()
                identity = now
            } catch {
                if isThere != false {
                    isThere = false
                    logger.info("the master is not there", metadata: ["master": "\(masterURI)", "error": "\(error)"])
                    try? await onLoop { self.onMaster?(false) }
                }
            }
            try? await Task.sleep(for: .milliseconds(configuration.masterWatchMilliseconds))
        }
    }

    /// What tells one life of a master from the next: its process, the id that roscore draws at each start, and where it
    /// is.
    private func masterIdentity() async throws -> String {
        let pid = try await master.call("getPid", timeout: .seconds(3)).get()
        let run = try? await master.call("getParam", ["/run_id"], timeout: .seconds(3)).get()
        let place = try await onLoop { self.master.client.connectedAddress }
        return "\(pid.int ?? 0) \(run?.string ?? "") \(place ?? "")"
    }

    /// Waits for a registration; while the master is away it stands, and the watch makes it later.
    func settle(_ registration: EventLoopFuture<Void>?) async throws {
        // Waiting for a master that is known to be away would only add up.
        if try await onLoop({ self.owesRegistrations }) { return }
        do {
            try await registration?.get()
        } catch let error as ROS1Error where error.code == .masterUnreachable || error.code == .deadlineExceeded {
            try await onLoop { self.owesRegistrations = true }
        }
    }

    private func registerAll() async {
        try? await onLoop { self.owesRegistrations = false }
        guard
            let registrations = try? await onLoop({ () -> [EventLoopFuture<Void>] in
                guard !self.isShutDown, !self.isReplaced else { return [] }
                for subscription in self.subscriptions.values { subscription.masterChanged() }
                return self.publications.values.map { self.registerPublisher($0) }
                    + self.subscriptions.values.map { self.registerSubscriber($0) }
                    + self.providers.values.map { self.registerService($0) }
                    + self.parameterWatches.values.map { self.register($0) }
            })
        else { return }
        for registration in registrations {
            do {
                try await registration.get()
            } catch {
                logger.warning("a registration failed", metadata: ["error": "\(error)"])
                try? await onLoop { self.owesRegistrations = true }
            }
        }
    }

    /// What a node does once, as soon as there is a master: sets the private parameters of its command line, and looks
    /// whether time is simulated and whether connections are measured. Until then time is this machine's.
    private func startWithMaster() async {
        guard let parameters = try? await onLoop({ self.owesParameters }) else { return }
        for parameter in parameters {
            do { try await setParameter(parameter.name, parameter.value) } catch {
                let code = (error as? ROS1Error)?.code
                guard code != .masterUnreachable, code != .deadlineExceeded else { return }
                logger.warning("a parameter of the command line was not set", metadata: ["error": "\(error)"])
            }
        }
        do {
            let (knowsClock, knowsStatistics) = try await onLoop {
                self.owesParameters = []
                return (self.knowsClock, self.knowsStatistics)
            }
            if !knowsClock {
                try await ignoringUnset { try await self.startClock() }
                try await onLoop { self.knowsClock = true }
            }
            if !knowsStatistics {
                try await ignoringUnset { try await self.startStatistics() }
                try await onLoop { self.knowsStatistics = true }
            }
        } catch {
            // Later: the master is away again.
        }
    }

    /// What is steered by a parameter is left out where that is not set.
    private func ignoringUnset(_ body: () async throws -> Void) async throws {
        do { try await body() } catch let error as ROS1Error where error.code == .noParameter {}
    }

    // MARK: The end

    /// Unregisters everything, in one call where the master takes it, and closes all connections. Bounded to two
    /// seconds when the master does not answer.
    public func shutdown() async {
        watch?.cancel()
        try? await onLoop { self.isShutDown = true }
        await unregisterAll()
        _ = try? await onLoop {
            for tell in self.reservations.values { tell() }
            self.reservations = [:]
            for publication in self.publications.values { publication.close() }
            for subscription in self.subscriptions.values { subscription.cancel() }
            for provider in self.providers.values { provider.close() }
            for client in self.serviceClients.values { client.close() }
            self.publications = [:]
            self.subscriptions = [:]
            self.providers = [:]
            self.serviceClients = [:]
            self.parameterWatches = [:]
            // These hold the node, as what was emptied above does.
            self.rosout = nil
            self.statistics = nil
            self.clock?.subscription = nil
            self.jumpListeners = []
        }
        await slave?.close()
        try? await listener?.close()
        master.client.close()
    }

    /// Takes back everything in one call, and does not insist.
    private func unregisterAll() async {
        let calls = (try? await onLoop { self.unregistrations() }) ?? []
        guard !calls.isEmpty else { return }
        _ = try? await master.client.future("system.multicall", [.array(calls)], timeout: .seconds(2)).get()
    }

    private func unregistrations() -> [XMLRPCValue] {
        func call(_ method: String, _ parameters: [XMLRPCValue]) -> XMLRPCValue {
            .structure([.init("methodName", .string(method)), .init("params", .array([.string(name)] + parameters))])
        }
        let rosrpc = XMLRPCValue.string(serviceURI)
        return publications.keys.map { call("unregisterPublisher", [.string($0), .string(uri)]) }
            + subscriptions.keys.map { call("unregisterSubscriber", [.string($0), .string(uri)]) }
            + providers.keys.map { call("unregisterService", [.string($0), rosrpc]) }
            + parameterWatches.keys.map { call("unsubscribeParam", [.string(uri), .string($0)]) }
    }

    /// Where services of this node are called.
    var serviceURI: String { "rosrpc://\(address.uriHost):\(port)" }
}
