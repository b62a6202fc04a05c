// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import XMLRPC

/// One data connection of a node, as the node itself tells of it (getBusInfo, http://wiki.ros.org/ROS/Slave_API).
public struct NodeConnection: Sendable, Hashable {
    /// Which way the messages go.
    public enum Direction: String, Sendable, Hashable {
        /// To this node.
        case inbound = "i"
        /// From this node.
        case outbound = "o"
        /// Both.
        case both = "b"
    }

    /// The other node's name, or its address where the node tells that.
    public var other: String
    /// Which way.
    public var direction: Direction
    /// `TCPROS`, `UDPROS`, or `INTRAPROCESS`.
    public var transport: String
    /// The topic.
    public var topic: String
    /// Whether it is up; nodes that do not say are believed.
    public var isConnected: Bool

    /// A row of getBusInfo; `nil` when it is none. rospy and roscpp differ in how many parts a row has.
    init?(_ row: XMLRPCValue) {
        guard let parts = row.array, parts.count >= 5, let direction = Direction(rawValue: parts[2].string ?? "") else {
            return nil
        }
        other = parts[1].string ?? ""
        self.direction = direction
        transport = parts[3].string ?? ""
        topic = parts[4].string ?? ""
        isConnected = parts.count > 5 ? parts[5].bool ?? (parts[5].int.map { $0 != 0 } ?? true) : true
    }
}
