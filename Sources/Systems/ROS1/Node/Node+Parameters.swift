// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROSMessages
import XMLRPC

/// A parameter whose changes the master tells us. Confined to the node's event loop.
final class ParameterWatch {
    let name: String
    private(set) var value: Value?
    /// By tokens that are kept, so that no other gets the address of one.
    private var listeners: [ObjectIdentifier: (token: AnyObject, take: (Value?) -> Void)] = [:]

    init(name: String) { self.name = name }

    var isUnused: Bool { listeners.isEmpty }

    func add(_ token: AnyObject, _ listener: @escaping (Value?) -> Void) {
        listeners[ObjectIdentifier(token)] = (token, listener)
    }

    func remove(_ token: AnyObject) { listeners[ObjectIdentifier(token)] = nil }

    /// The parameter's new value; `nil` when it was deleted.
    func update(_ value: Value?) {
        self.value = value
        for listener in listeners.values { listener.take(value) }
    }
}

/// A running watch of a parameter; it ends when ``cancel()`` is called.
public final class ParameterSubscription: Sendable {
    private let node: Node
    let name: String

    init(node: Node, name: String) {
        self.node = node
        self.name = name
    }

    /// Ends it.
    public func cancel() async { await node.unsubscribeParameter(self) }
}

extension Node {
    /// The value of a parameter, or of all parameters below a name.
    /// - Throws: ``ROS1Error`` with `noParameter` when it is not set.
    public func parameter(_ name: String, timeout: TimeAmount = .seconds(5)) async throws -> Value {
        let name = try resolve(name)
        do {
            return ParameterValue.decode(try await master.call("getParam", [.string(name)], timeout: timeout).get())
        } catch let error as ROS1Error where error.code == .refused {
            guard error.message.contains("is not set") else { throw error }
            throw ROS1Error(.noParameter, error.message, cause: error)
        }
    }

    /// Sets a parameter; an object replaces everything below the name.
    public func setParameter(_ name: String, _ value: Value, timeout: TimeAmount = .seconds(5)) async throws {
        let name = try resolve(name)
        let encoded = try ParameterValue.encode(value)
        _ = try await master.call("setParam", [.string(name), encoded], timeout: timeout).get()
        // The master does not tell the one who set it.
        try await onLoop {
            for watch in self.parameterWatches.values {
                if watch.name == name {
                    watch.update(value)
                } else if GraphName.isRelated(watch.name, name) {
                    self.ask(watch)
                }
            }
        }
    }

    /// Deletes a parameter and all below it.
    public func deleteParameter(_ name: String) async throws {
        _ = try await master.call("deleteParam", [.string(try resolve(name))]).get()
    }

    /// The global name of the parameter of that relative name which is the nearest one upwards from this node's name; `nil`
    /// where none is set.
    public func searchParameter(_ name: String, timeout: TimeAmount = .seconds(5)) async throws -> String? {
        do {
            return try await master.call("searchParam", [.string(name)], timeout: timeout).get().string
        } catch let error as ROS1Error where error.code == .refused {
            return nil
        }
    }

    /// Whether a parameter is set.
    public func hasParameter(_ name: String) async throws -> Bool {
        try await master.call("hasParam", [.string(try resolve(name))]).get().bool ?? false
    }

    /// The names of all parameters.
    public func parameterNames() async throws -> [String] {
        try await master.call("getParamNames").get().strings ?? []
    }

    /// Watches a parameter: the listener is called on the loop with its value now and at each change, `nil` while it
    /// is not set.
    public func subscribeParameter(
        _ name: String, listener: @escaping @Sendable (Value?) -> Void
    ) async throws -> ParameterSubscription {
        let name = try resolve(name)
        let token = ParameterSubscription(node: self, name: name)
        let registration = try await onLoop { () -> EventLoopFuture<Void>? in
            try self.requirePresence()
            if let known = self.parameterWatches[name] {
                known.add(token, listener)
                listener(known.value)
                return nil
            }
            let watch = ParameterWatch(name: name)
            watch.add(token, listener)
            self.parameterWatches[name] = watch
            return self.register(watch)
        }
        try await settle(registration)
        return token
    }

    func register(_ watch: ParameterWatch) -> EventLoopFuture<Void> {
        let bound = NIOLoopBound(watch, eventLoop: eventLoop)
        return master.call("subscribeParam", [.string(uri), .string(watch.name)]).hop(to: eventLoop).map { value in
            // What is not set comes as an empty dictionary.
            bound.value.update(ParameterValue.decodeUpdate(value))
        }
    }

    /// Asks for a watched parameter's value; a failure says that it is not set.
    func ask(_ watch: ParameterWatch) {
        let bound = NIOLoopBound(watch, eventLoop: eventLoop)
        master.call("getParam", [.string(watch.name)]).hop(to: eventLoop).whenComplete { result in
            switch result {
            case .success(let value): bound.value.update(ParameterValue.decode(value))
            case .failure(let error):
                if (error as? ROS1Error)?.code == .refused { bound.value.update(nil) }
            }
        }
    }

    func unsubscribeParameter(_ token: ParameterSubscription) async {
        let unregistration = try? await onLoop { () -> Unregistration? in
            guard let watch = self.parameterWatches[token.name] else { return nil }
            watch.remove(token)
            guard watch.isUnused else { return nil }
            self.parameterWatches[token.name] = nil
            return self.unregister(
                "unsubscribeParam", token.name, [.string(self.uri), .string(token.name)])
        }
        await settle(unregistration ?? nil)
    }
}
