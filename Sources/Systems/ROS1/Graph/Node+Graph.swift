// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
import XMLRPC

/// What a node learns of others, as the tools `rosnode` and `rostopic` do.
extension Node {
    /// The graph as the master has it now.
    public func graph(timeout: TimeAmount = .seconds(5)) async throws -> GraphState {
        let watcher = try GraphWatcher(uri: masterURI, caller: name, eventLoop: eventLoop)
        defer { watcher.close() }
        return try await watcher.look(timeout: timeout) ?? GraphState()
    }

    /// A node's address, `http://host:port/`.
    /// - Throws: ``ROS1Error`` with `noNode` when the master does not know it.
    public func lookupNode(_ other: String) async throws -> String {
        let other = try resolve(other)
        do {
            let value = try await master.call("lookupNode", [.string(other)]).get()
            guard let uri = value.string else { throw ROS1Error(.malformed, "lookupNode gave no address") }
            return uri
        } catch let error as ROS1Error where error.code == .refused {
            throw ROS1Error(.noNode, "the master knows no node \(other) (\(error.message))", cause: error)
        }
    }

    /// Asks a node whether it is there.
    /// - Returns: how long it took to answer.
    /// - Throws: ``ROS1Error`` with `noNode`; `connectionLost` or `deadlineExceeded` when it is registered and does not
    ///   answer.
    @discardableResult
    public func ping(_ other: String, timeout: TimeAmount = .seconds(3)) async throws -> TimeAmount {
        let uri = try await lookupNode(other)
        let start = NIODeadline.now()
        _ = try await ask(other, uri, "getPid", timeout: timeout)
        return .now() - start
    }

    /// A node's process on its machine.
    public func processIdentifier(of other: String, timeout: TimeAmount = .seconds(3)) async throws -> Int? {
        try await ask(other, try await lookupNode(other), "getPid", timeout: timeout).int
    }

    /// A node's data connections, as it tells of them itself.
    public func connections(of other: String, timeout: TimeAmount = .seconds(3)) async throws -> [NodeConnection] {
        let answer = try await ask(other, try await lookupNode(other), "getBusInfo", timeout: timeout)
        return (answer.array ?? []).compactMap(NodeConnection.init)
    }

    /// Tells a node to end.
    ///
    /// - Parameter reason: what it may write into its log.
    /// - Throws: ``ROS1Error`` as ``ping(_:timeout:)``.
    public func shutDown(
        _ other: String, reason: String = "user request", timeout: TimeAmount = .seconds(3)
    ) async throws {
        let uri = try await lookupNode(other)
        do {
            _ = try await ask(other, uri, "shutdown", [.string(reason)], timeout: timeout)
        } catch let error as ROS1Error where error.code == .connectionLost {
            // Some are gone before they have answered; those that were not there before did not take the connection.
            guard let cause = error.cause as? XMLRPCError, cause.code == .connectionLost else { throw error }
        }
    }

    private func ask(
        _ other: String, _ uri: String, _ method: String, _ parameters: [XMLRPCValue] = [], timeout: TimeAmount
    ) async throws -> XMLRPCValue {
        guard let address = XMLRPCClient.address(uri) else {
            throw ROS1Error(.malformed, "the master gives '\(uri)' as the address of \(other)")
        }
        let client = XMLRPCClient(host: address.host, port: address.port, path: address.path, eventLoop: eventLoop)
        defer { client.close() }
        do {
            let answer = try await client.future(method, [.string(name)] + parameters, timeout: timeout).get()
            return try MasterClient.value(answer, method)
        } catch let error as XMLRPCError {
            let code: ROS1Error.Code = error.code == .deadlineExceeded ? .deadlineExceeded : .connectionLost
            throw ROS1Error(
                code, "\(other) is registered at \(uri) and does not answer: \(error.message)", cause: error)
        }
    }
}
