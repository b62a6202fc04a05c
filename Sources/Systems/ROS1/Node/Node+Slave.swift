// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import ROSMessages
import XMLRPC

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The slave API (http://wiki.ros.org/ROS/Slave_API): what the master and other nodes ask a node. Everything is
/// answered at once: a node that does not answer can hold up the notifications of a whole graph.
extension Node {
    static let slaveMethods = [
        "getBusStats", "getBusInfo", "getMasterUri", "shutdown", "getPid", "getSubscriptions", "getPublications",
        "paramUpdate", "publisherUpdate", "requestTopic",
    ]

    func answer(_ call: XMLRPCServer.Call, _ loop: any EventLoop) -> EventLoopFuture<XMLRPCValue>? {
        guard Node.slaveMethods.contains(call.method) else { return nil }
        if call.method == "requestTopic" { return requestTopic(call.parameters) }
        return loop.makeSucceededFuture(slaveAnswer(call.method, call.parameters))
    }

    private func slaveAnswer(_ method: String, _ parameters: [XMLRPCValue]) -> XMLRPCValue {
        func ok(_ message: String, _ value: XMLRPCValue) -> XMLRPCValue { [1, .string(message), value] }
        func wrong(_ expected: String) -> XMLRPCValue {
            [-1, .string("\(method) takes \(expected)"), 0]
        }
        switch method {
        case "getPid": return ok("", .int(getpid()))
        case "getMasterUri": return ok(masterURI, .string(masterURI))
        case "getSubscriptions":
            return ok("subscriptions", .array(subscriptions.values.map { [.string($0.topic), .string($0.type)] }))
        case "getPublications":
            let rows = publications.values.map { publication -> XMLRPCValue in
                [.string(publication.topic), .string(publication.schema.name.description)]
            }
            return ok("publications", .array(rows))
        case "getBusInfo": return ok("bus info", .array(busInfo()))
        case "getBusStats": return ok("", busStats())
        case "publisherUpdate":
            guard parameters.count >= 3, let topic = parameters[1].string, let uris = parameters[2].strings else {
                return wrong("(caller, topic, [publisher, …])")
            }
            subscriptions[topic]?.update(publishers: uris)
            return ok("", 0)
        case "paramUpdate":
            guard parameters.count >= 3, let key = parameters[1].string else { return wrong("(caller, key, value)") }
            parameterChanged(key, parameters[2])
            return ok("", 0)
        case "shutdown":
            shutdownAsked(parameters.count > 1 ? parameters[1].string ?? "" : "")
            return ok("shutdown", 0)
        default: return [0, "not known", 0]
        }
    }

    private func requestTopic(_ parameters: [XMLRPCValue]) -> EventLoopFuture<XMLRPCValue> {
        func answer(_ value: XMLRPCValue) -> EventLoopFuture<XMLRPCValue> { eventLoop.makeSucceededFuture(value) }
        guard parameters.count >= 3, let topic = parameters[1].string, let protocols = parameters[2].array else {
            return answer([-1, "requestTopic takes (caller, topic, [[protocol, …], …])", 0])
        }
        guard let publication = publications[topic] else {
            return answer([-1, .string("Not a publisher of [\(topic)]"), 0])
        }
        // In the order in which they are named: whoever can take datagrams and would rather have them names UDPROS first.
        for wish in protocols {
            let parts = wish.array ?? []
            switch parts.first?.string {
            case "TCPROS":
                let place: XMLRPCValue = ["TCPROS", .string(address.host), .int(Int32(port))]
                return answer([1, .string("ready on \(address.host):\(port)"), place])
            case "UDPROS": if let datagrams = publication.offerDatagrams(parts) { return datagrams }
            default: continue
            }
        }
        return answer([0, "no supported protocol implementations", 0])
    }

    /// The key comes with a slash at its end, and may lie below the parameter that is watched.
    private func parameterChanged(_ key: String, _ value: XMLRPCValue) {
        let name = GraphName.canonical(key)
        for watch in parameterWatches.values {
            if watch.name == name {
                watch.update(ParameterValue.decodeUpdate(value))
            } else if name.hasPrefix(watch.name == "/" ? "/" : watch.name + "/") {
                // A part of it changed: the whole is asked for.
                ask(watch)
            }
        }
    }

    /// `rosnode kill` gives any reason; the master names the node whose name was taken. After a port was used again
    /// an innocent node can get another's: that is not obeyed.
    private func shutdownAsked(_ reason: String) {
        if reason.hasPrefix("["), let end = reason.firstIndex(of: "]") {
            let named = reason[reason.index(after: reason.startIndex)..<end]
            guard named == name else {
                logger.warning("a shutdown meant for another node was ignored", metadata: ["reason": "\(reason)"])
                return
            }
            if reason.contains("new node registered with same name") { isReplaced = true }
        }
        logger.warning("the node was asked to shut down", metadata: ["reason": "\(reason)"])
        onShutdown?(reason)
    }

    private func busInfo() -> [XMLRPCValue] {
        var rows: [XMLRPCValue] = []
        func row(_ destination: String, _ direction: String, _ topic: String, _ link: Link?) {
            let remote = link?.remoteAddress.map { "\($0.ipAddress ?? ""):\($0.port ?? 0)" } ?? ""
            rows.append([
                .int(Int32(rows.count)), .string(destination), .string(direction), "TCPROS", .string(topic),
                .bool(link?.isActive ?? false),
                .string("TCPROS connection on port \(port) to [\(remote) on socket \(rows.count)]"),
            ])
        }
        func datagrams(_ other: String, _ direction: String, _ topic: String, _ isConnected: Bool, _ port: Int) {
            rows.append([
                .int(Int32(rows.count)), .string(other), .string(direction), "UDPROS", .string(topic),
                .bool(isConnected), .string("UDPROS connection on port \(port)"),
            ])
        }
        for publication in publications.values {
            for subscriber in publication.links { row(subscriber.node, "o", publication.topic, subscriber.link) }
            for subscriber in publication.datagramSubscribers.values {
                datagrams(subscriber.offer.node, "o", publication.topic, true, subscriber.port)
            }
        }
        for subscription in subscriptions.values {
            for publisher in subscription.links {
                if let socket = publisher.datagrams {
                    datagrams(publisher.uri, "i", subscription.topic, publisher.connection != nil, socket.port)
                } else {
                    row(publisher.uri, "i", subscription.topic, publisher.link)
                }
            }
        }
        return rows
    }

    private func busStats() -> XMLRPCValue {
        let published = publications.values.map { publication -> XMLRPCValue in
            let bytes = publication.links.map(\.link.bytesOut) + publication.datagramSubscribers.values.map(\.bytesOut)
            let connections = bytes.enumerated().map { index, bytes -> XMLRPCValue in
                [.int(Int32(index)), .int(Int32(clamping: bytes)), 0, 1]
            }
            return [.string(publication.topic), .int(Int32(clamping: publication.messagesOut)), .array(connections)]
        }
        let subscribed = subscriptions.values.map { subscription -> XMLRPCValue in
            let connections = subscription.links.enumerated().map { index, publisher -> XMLRPCValue in
                [.int(Int32(index)), .int(Int32(clamping: publisher.link?.bytesIn ?? 0)), -1, 0]
            }
            return [.string(subscription.topic), .array(connections)]
        }
        return [.array(published), .array(subscribed), [0, 0, 0]]
    }
}
