// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import XMLRPC

/// The master's state: calls in, answers, notifications and events out. No socket, clock or task inside.
///
/// Follows the ROS 1 Master and Parameter Server APIs as rosmaster answers them, with three deliberate differences:
/// subscribers are told when a clash of names removes a publisher; a replaced node is not shut down when another
/// node lives at its address now; a replaced service provider is forgotten.
struct Registry {
    /// What a call leads to.
    struct Outcome {
        var answer: XMLRPCValue
        var notifications: [Notification] = []
        var events: [MasterEvent] = []
    }

    /// The master's own address.
    let uri: String
    let processIdentifier: Int32

    var nodes: [String: String] = [:]
    var publishers = RegistrationTable()
    var subscribers = RegistrationTable()
    var services = RegistrationTable()
    var parameterSubscribers = RegistrationTable()
    var serviceURIs: [String: RegistrationTable.Entry] = [:]
    var topicTypes: [(topic: String, type: String)] = []
    var topicTypeIndex: [String: Int] = [:]
    var parameters = ParameterTree()
    var notifications: [Notification] = []
    var events: [MasterEvent] = []

    init(uri: String, processIdentifier: Int32) {
        self.uri = uri
        self.processIdentifier = processIdentifier
    }

    /// The methods of the API, with what stands in the third place of a failing answer.
    static let methods: [String: XMLRPCValue] = [
        "registerService": 0, "unregisterService": 0, "registerSubscriber": [], "unregisterSubscriber": 0,
        "registerPublisher": [], "unregisterPublisher": 0, "lookupNode": "", "getPublishedTopics": 0,
        "getTopicTypes": [], "getSystemState": [[], [], []], "getUri": "", "lookupService": "", "getPid": -1,
        "deleteParam": 0, "setParam": 0, "getParam": 0, "searchParam": 0, "subscribeParam": 0,
        "unsubscribeParam": 0, "hasParam": false, "getParamNames": [],
    ]

    /// Answers a call; `nil` is an unknown method.
    mutating func handle(_ method: String, _ parameters: [XMLRPCValue]) -> Outcome? {
        guard let failure = Registry.methods[method] else { return nil }
        notifications = []
        events = []
        let answer: XMLRPCValue
        do throws(Refusal) {
            var arguments = try Arguments(parameters)
            let (text, value) = try dispatch(method, &arguments)
            answer = [1, .string(text), value]
        } catch {
            answer = [-1, .string(error.message), error.value ?? failure]
        }
        return Outcome(answer: answer, notifications: notifications, events: events)
    }

    /// A parameter subscriber that answered −1 no longer wants the key.
    mutating func forgetParameterSubscriber(uri: String, key: String) {
        while parameterSubscribers.remove(key, where: { $0.uri == uri }) {}
    }

    private mutating func dispatch(
        _ method: String, _ arguments: inout Arguments
    ) throws(Refusal) -> (String, XMLRPCValue) {
        switch method {
        case "registerService": try registerService(&arguments)
        case "unregisterService": try unregisterService(&arguments)
        case "registerSubscriber": try registerSubscriber(&arguments)
        case "unregisterSubscriber": try unregisterSubscriber(&arguments)
        case "registerPublisher": try registerPublisher(&arguments)
        case "unregisterPublisher": try unregisterPublisher(&arguments)
        case "lookupNode": try lookupNode(&arguments)
        case "lookupService": try lookupService(&arguments)
        case "getPublishedTopics": try publishedTopics(&arguments)
        case "getTopicTypes": try types(&arguments)
        case "getSystemState": try systemState(&arguments)
        case "getUri": try plain(&arguments, .string(uri))
        case "getPid": try plain(&arguments, .int(processIdentifier))
        case "deleteParam": try deleteParameter(&arguments)
        case "setParam": try setParameter(&arguments)
        case "getParam": try getParameter(&arguments)
        case "searchParam": try searchParameter(&arguments)
        case "subscribeParam": try subscribeParameter(&arguments)
        case "unsubscribeParam": try unsubscribeParameter(&arguments)
        case "hasParam": try hasParameter(&arguments)
        default: try parameterNames(&arguments)
        }
    }

    private func plain(_ arguments: inout Arguments, _ value: XMLRPCValue) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(0)
        return ("", value)
    }

    /// Notes where a node is; a node of that name elsewhere is replaced.
    mutating func register(_ node: String, _ uri: String) {
        guard let old = nodes[node] else {
            nodes[node] = uri
            return
        }
        guard old != uri else { return }
        nodes[node] = uri
        // Another node that was given the dead one's port must not be shut down in its stead.
        if !nodes.values.contains(old) { notifications.append(.shutdown(old, node: node)) }
        events.append(MasterEvent(kind: .nodeReplaced, name: node, node: node))
        let topics = publishers.removeAll(node: node)
        _ = subscribers.removeAll(node: node)
        for service in services.removeAll(node: node) { serviceURIs[service] = nil }
        _ = parameterSubscribers.removeAll(node: node)
        for topic in topics { notifySubscribers(topic) }
    }

    /// Forgets a node that has no registration left.
    mutating func forgetIfUnused(_ node: String) {
        let isUsed =
            publishers.contains(node: node) || subscribers.contains(node: node) || services.contains(node: node)
            || parameterSubscribers.contains(node: node)
        if !isUsed { nodes[node] = nil }
    }

    mutating func notifySubscribers(_ topic: String) {
        let uris = publishers.uris(topic)
        for uri in subscribers.uris(topic) {
            notifications.append(.publisherUpdate(uri, topic: topic, publishers: uris))
        }
    }

    mutating func setType(_ topic: String, _ type: String, overwrite: Bool) {
        if let index = topicTypeIndex[topic] {
            if overwrite { topicTypes[index].type = type }
        } else {
            topicTypeIndex[topic] = topicTypes.count
            topicTypes.append((topic, type))
        }
    }
}
