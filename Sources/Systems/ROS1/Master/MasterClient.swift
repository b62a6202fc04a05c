// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import XMLRPC

/// Calls a ROS master (http://wiki.ros.org/ROS/Master_API) over one kept connection.
public struct MasterClient: Sendable {
    /// The caller's node name.
    public let caller: String
    /// The master's address.
    public let uri: String
    /// The connection.
    public let client: XMLRPCClient

    /// A client of the master at `http://host:port`.
    /// - Throws: ``ROS1Error`` with `masterUnreachable` when that is no address.
    public init(uri: String, caller: String, eventLoop: any EventLoop) throws(ROS1Error) {
        guard let address = XMLRPCClient.address(uri) else {
            throw ROS1Error(.masterUnreachable, "'\(uri)' is no address of a master; http://host:11311 is expected")
        }
        self.uri = uri
        self.caller = caller
        client = XMLRPCClient(host: address.host, port: address.port, path: address.path, eventLoop: eventLoop)
    }

    /// Calls a method with the caller's name in front and gives the third part of the answer.
    /// - Throws: as a failed future, ``ROS1Error``: `refused` with the master's words when the code is not 1,
    ///   `masterUnreachable`, `deadlineExceeded`.
    public func call(
        _ method: String, _ parameters: [XMLRPCValue] = [], timeout: TimeAmount = .seconds(5)
    ) -> EventLoopFuture<XMLRPCValue> {
        client.future(method, [.string(caller)] + parameters, timeout: timeout)
            .flatMapThrowing { try MasterClient.value($0, method) }
            .flatMapErrorThrowing { throw MasterClient.wrap($0, uri) }
    }

    /// The value in an answer `[code, message, value]`; the code comes first, for the value's type depends on it.
    public static func value(_ answer: XMLRPCValue, _ method: String) throws(ROS1Error) -> XMLRPCValue {
        guard let parts = answer.array, parts.count == 3, let code = parts[0].int else {
            throw ROS1Error(.malformed, "\(method) was answered with something else than [code, message, value]")
        }
        guard code == 1 else { throw ROS1Error(.refused, parts[1].string ?? "\(method) failed with code \(code)") }
        return parts[2]
    }

    /// An error of the connection in ROS terms.
    static func wrap(_ error: any Error, _ uri: String) -> ROS1Error {
        if let known = error as? ROS1Error { return known }
        guard let rpc = error as? XMLRPCError else { return ROS1Error(.masterUnreachable, "\(error)", cause: error) }
        switch rpc.code {
        case .deadlineExceeded: return ROS1Error(.deadlineExceeded, "the master at \(uri) did not answer in time")
        case .fault: return ROS1Error(.refused, rpc.message, cause: rpc)
        case .malformed, .limitExceeded: return ROS1Error(.malformed, rpc.message, cause: rpc)
        default: return ROS1Error(.masterUnreachable, "the master at \(uri): \(rpc.message)", cause: rpc)
        }
    }
}
