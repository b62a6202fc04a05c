// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
import XMLRPC

/// Looks at the master's state again and again and tells when it differs: the ROS 1 master pushes nothing of its own
/// but lists of publishers. An answer is compared byte by byte before it is parsed, so that a quiet graph costs three
/// small calls a look. Confined to its event loop, which is what makes it `Sendable`.
public final class GraphWatcher: @unchecked Sendable {
    private let master: MasterClient
    private let eventLoop: any EventLoop
    private var last: [[UInt8]] = []

    /// A watcher over a connection of its own.
    public init(uri: String, caller: String, eventLoop: any EventLoop) throws(ROS1Error) {
        master = try MasterClient(uri: uri, caller: caller, eventLoop: eventLoop)
        self.eventLoop = eventLoop
    }

    /// Looks once.
    /// - Returns: the graph when it is not as it was at the last look, else `nil`.
    public func look(timeout: TimeAmount = .seconds(5)) async throws -> GraphState? {
        let caller = XMLRPCValue.string(master.caller)
        let answers = ["getSystemState", "getTopicTypes", "getParamNames"].map {
            master.client.raw($0, [caller], timeout: timeout)
        }
        let bytes: [[UInt8]]
        do {
            bytes = try await EventLoopFuture.whenAllSucceed(answers, on: eventLoop).get()
        } catch {
            throw MasterClient.wrap(error, master.uri)
        }
        let isSame = try await eventLoop.submit {
            defer { self.last = bytes }
            return self.last == bytes
        }.get()
        guard !isSame else { return nil }
        return try GraphWatcher.state(
            system: try value(bytes[0], "getSystemState"), types: try value(bytes[1], "getTopicTypes"),
            parameters: try value(bytes[2], "getParamNames"))
    }

    /// Forgets the last look: the next one tells everything.
    public func forget() async { try? await eventLoop.submit { self.last = [] }.get() }

    /// Closes the connection.
    public func close() { master.client.close() }

    private func value(_ bytes: [UInt8], _ method: String) throws -> XMLRPCValue {
        try MasterClient.value(try XMLRPCClient.answer(bytes), method)
    }

    static func state(
        system: XMLRPCValue, types: XMLRPCValue, parameters: XMLRPCValue
    ) throws(ROS1Error) -> GraphState {
        guard let lists = system.array, lists.count == 3 else {
            throw ROS1Error(.malformed, "getSystemState gave something else than three lists")
        }
        var state = GraphState(
            publishers: try table(lists[0]), subscribers: try table(lists[1]), services: try table(lists[2]))
        for row in types.array ?? [] {
            if let pair = row.array, pair.count >= 2, let name = pair[0].string, let type = pair[1].string {
                state.types[name] = type
            }
        }
        state.parameters = parameters.strings ?? []
        return state
    }

    private static func table(_ list: XMLRPCValue) throws(ROS1Error) -> [String: [String]] {
        var result: [String: [String]] = [:]
        for row in list.array ?? [] {
            guard let pair = row.array, pair.count >= 2, let name = pair[0].string, let nodes = pair[1].strings else {
                throw ROS1Error(.malformed, "getSystemState gave a row that is not [name, [nodes]]")
            }
            result[name] = nodes.sorted()
        }
        return result
    }
}
