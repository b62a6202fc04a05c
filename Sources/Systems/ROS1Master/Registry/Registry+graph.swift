// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import XMLRPC

extension Registry {
    mutating func registerPublisher(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(3)
        let (topic, type, uri) = (try arguments.name("topic"), try arguments.type(), try arguments.uri("caller_api"))
        let node = arguments.caller
        register(node, uri)
        publishers.add(topic, .init(node: node, uri: uri))
        // The newest publisher's type counts; `*` says nothing.
        setType(topic, type, overwrite: type != "*")
        notifySubscribers(topic)
        events.append(MasterEvent(kind: .publisherRegistered, name: topic, node: node))
        return ("Registered [\(node)] as publisher of [\(topic)]", .array(subscribers.uris(topic).map { .string($0) }))
    }

    mutating func unregisterPublisher(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(2)
        let (topic, uri) = (try arguments.name("topic"), try arguments.uri("caller_api"))
        let node = arguments.caller
        guard nodes[node] != nil else { return ("[\(node)] is not a registered node", 0) }
        guard publishers.remove(topic, where: { $0.node == node && $0.uri == uri }) else {
            return ("[\(node)] is not a known provider of [\(topic)]", 0)
        }
        forgetIfUnused(node)
        notifySubscribers(topic)
        events.append(MasterEvent(kind: .publisherUnregistered, name: topic, node: node))
        return ("Unregistered [\(node)] as provider of [\(topic)]", 1)
    }

    mutating func registerSubscriber(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(3)
        let (topic, type, uri) = (try arguments.name("topic"), try arguments.type(), try arguments.uri("caller_api"))
        let node = arguments.caller
        register(node, uri)
        subscribers.add(topic, .init(node: node, uri: uri))
        if type != "*" { setType(topic, type, overwrite: false) }
        events.append(MasterEvent(kind: .subscriberRegistered, name: topic, node: node))
        return ("Subscribed to [\(topic)]", .array(publishers.uris(topic).map { .string($0) }))
    }

    mutating func unregisterSubscriber(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(2)
        let (topic, uri) = (try arguments.name("topic"), try arguments.uri("caller_api"))
        let node = arguments.caller
        guard nodes[node] != nil else { return ("[\(node)] is not a registered node", 0) }
        guard subscribers.remove(topic, where: { $0.node == node && $0.uri == uri }) else {
            return ("[\(node)] is not a known provider of [\(topic)]", 0)
        }
        forgetIfUnused(node)
        events.append(MasterEvent(kind: .subscriberUnregistered, name: topic, node: node))
        return ("Unregistered [\(node)] as provider of [\(topic)]", 1)
    }

    mutating func registerService(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(3)
        let service = try arguments.name("service")
        let (serviceURI, uri) = (try arguments.uri("service_api"), try arguments.uri("caller_api"))
        let node = arguments.caller
        register(node, uri)
        let replaced = services[service].map(\.node)
        services.replace(service, .init(node: node, uri: uri))
        serviceURIs[service] = .init(node: node, uri: serviceURI)
        for old in replaced where old != node { forgetIfUnused(old) }
        events.append(MasterEvent(kind: .serviceRegistered, name: service, node: node))
        return ("Registered [\(node)] as provider of [\(service)]", 1)
    }

    mutating func unregisterService(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(2)
        let (service, serviceURI) = (try arguments.name("service"), try arguments.uri("service_api"))
        let node = arguments.caller
        guard nodes[node] != nil else { return ("[\(node)] is not a registered node", 0) }
        guard serviceURIs[service] == .init(node: node, uri: serviceURI) else {
            return ("[\(serviceURI)] is no longer the current service api handle for [\(service)]", 0)
        }
        serviceURIs[service] = nil
        while services.remove(service, where: { _ in true }) {}
        forgetIfUnused(node)
        events.append(MasterEvent(kind: .serviceUnregistered, name: service, node: node))
        return ("Unregistered [\(node)] as provider of [\(service)]", 1)
    }

    func lookupService(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(1)
        guard let uri = serviceURIs[try arguments.name("service")]?.uri else { throw Refusal("no provider") }
        return ("rosrpc URI: [\(uri)]", .string(uri))
    }

    func lookupNode(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(1)
        let node = try arguments.name("node")
        guard let uri = nodes[node] else { throw Refusal("unknown node [\(node)]") }
        return ("node api", .string(uri))
    }

    func publishedTopics(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(1)
        guard var prefix = try arguments.value().string else {
            throw Refusal("ERROR: parameter [subgraph] must be a string")
        }
        if !prefix.isEmpty {
            prefix = GraphName.resolve(prefix, caller: arguments.caller)
            if !prefix.hasSuffix("/") { prefix += "/" }
        }
        let topics = publishers.names.filter { $0.hasPrefix(prefix) }
        return ("current topics", .array(topics.map { [.string($0), .string(type(of: $0))] }))
    }

    func types(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(0)
        return ("current system state", .array(topicTypes.map { [.string($0.topic), .string($0.type)] }))
    }

    mutating func systemState(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(0)
        let state = [publishers.nodesByName(), subscribers.nodesByName(), services.nodesByName()]
        return ("current system state", .array(state))
    }

    private func type(of topic: String) -> String { topicTypeIndex[topic].map { topicTypes[$0].type } ?? "*" }
}
