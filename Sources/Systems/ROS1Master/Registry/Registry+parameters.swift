// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import XMLRPC

extension Registry {
    mutating func setParameter(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(2)
        let (key, value) = (try arguments.key(), try arguments.value())
        if key == "/", value.structure == nil {
            throw Refusal("Error: invalid arguments: cannot set root of parameter tree to non-dictionary")
        }
        parameters.set(key, value)
        notifyParameterSubscribers(key, value, setter: arguments.caller)
        events.append(MasterEvent(kind: .parameterSet, name: key, node: arguments.caller))
        return ("parameter \(key) set", 0)
    }

    mutating func deleteParameter(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(1)
        let key = try arguments.key()
        guard parameters.remove(key) else { throw Refusal("parameter [\(key)] is not set") }
        notifyParameterSubscribers(key, .structure([]), setter: nil)
        events.append(MasterEvent(kind: .parameterDeleted, name: key, node: arguments.caller))
        return ("parameter \(key) deleted", 0)
    }

    func getParameter(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(1)
        let key = try arguments.key()
        guard let value = parameters.value(key) else { throw Refusal("Parameter [\(key)] is not set") }
        return ("Parameter [\(key)]", value)
    }

    func hasParameter(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(1)
        let key = try arguments.key()
        return (key, .bool(parameters.contains(key)))
    }

    func searchParameter(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(1)
        let key = try arguments.text("key")
        guard !key.hasPrefix("~"), arguments.caller.hasPrefix("/"), arguments.caller.utf8.count <= 4096 else {
            throw Refusal("Internal failure: invalid key", value: 0)
        }
        guard let found = parameters.search(from: arguments.caller, key) else {
            throw Refusal("Cannot find parameter [\(key)] in an upwards search", value: "")
        }
        return ("Found [\(found)]", .string(found))
    }

    func parameterNames(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(0)
        return ("Parameter names", .array(parameters.names.map { .string($0) }))
    }

    mutating func subscribeParameter(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(2)
        let (uri, key) = (try arguments.uri("caller_api"), try arguments.key())
        register(arguments.caller, uri)
        parameterSubscribers.add(Registry.subscription(key), .init(node: arguments.caller, uri: uri))
        events.append(MasterEvent(kind: .parameterSubscribed, name: key, node: arguments.caller))
        return ("Subscribed to parameter [\(key)]", parameters.value(key) ?? .structure([]))
    }

    mutating func unsubscribeParameter(_ arguments: inout Arguments) throws(Refusal) -> (String, XMLRPCValue) {
        try arguments.end(2)
        let (uri, key, node) = (try arguments.uri("caller_api"), try arguments.key(), arguments.caller)
        if parameterSubscribers.remove(Registry.subscription(key), where: { $0.node == node && $0.uri == uri }) {
            forgetIfUnused(node)
            events.append(MasterEvent(kind: .parameterUnsubscribed, name: key, node: node))
        }
        return ("Unsubscribe to parameter [\(key)]", 1)
    }

    /// Subscriptions are kept with a slash at the end, so that `/ab` is not below `/a`.
    static func subscription(_ key: String) -> String { key.hasSuffix("/") ? key : key + "/" }

    private mutating func notifyParameterSubscribers(_ key: String, _ value: XMLRPCValue, setter: String?) {
        for update in ParameterTree.updates(parameterSubscribers.names, key: key, value: value) {
            for entry in parameterSubscribers[update.subscription] where !update.skipsSetter || entry.node != setter {
                notifications.append(.parameterUpdate(entry.uri, key: update.key, value: update.value))
            }
        }
    }
}
