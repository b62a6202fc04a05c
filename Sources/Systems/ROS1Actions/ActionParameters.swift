// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import ROS1
import ROSMessages

/// What a graph's parameters say of an action where a program leaves it open; the names are actionlib's.
struct ActionParameters {
    /// How long the master may take for one of them: without it actions run as if none were set.
    private static let timeout = TimeAmount.seconds(1)

    private let node: Node
    private let action: String
    private var isMasterAway = false

    init(of node: Node, _ action: String) {
        self.node = node
        self.action = action
    }

    /// `<action>/status_frequency`, else `actionlib_status_frequency` wherever it is found upwards from the node's name: how
    /// often a second.
    mutating func statusPeriod() async -> TimeAmount? {
        var frequency = await number("\(action)/status_frequency")
        if frequency == nil, !isMasterAway,
            let found = try? await node.searchParameter("actionlib_status_frequency", timeout: ActionParameters.timeout)
        {
            frequency = await number(found)
        }
        return frequency.map { ActionParameters.period(ofFrequency: $0) }
    }

    /// `<action>/status_list_timeout`: seconds.
    mutating func listTime() async -> TimeAmount? {
        await number("\(action)/status_list_timeout").map { ActionParameters.time(ofSeconds: $0) }
    }

    /// The length of a queue, which roscpp's actionlib looks for below the action and rospy's below the node's namespace.
    mutating func queueLimit(_ name: String) async -> Int? {
        for place in ["\(action)/\(name)", name] {
            if let told = await number(place) { return ActionParameters.limit(ofLength: told) }
        }
        return nil
    }

    /// Never so often that nothing else is done; 0 or less: never.
    static func period(ofFrequency frequency: Double) -> TimeAmount {
        frequency > 0 ? .nanoseconds(Int64(min(3600, max(0.001, 1 / frequency)) * 1e9)) : .zero
    }

    static func time(ofSeconds seconds: Double) -> TimeAmount { .nanoseconds(Int64(min(1e6, max(0, seconds)) * 1e9)) }

    /// 0 is a queue without end in ROS, which there is none of here; less is as if it were not set.
    static func limit(ofLength length: Double) -> Int? {
        let most = 10_000.0
        return length < 0 ? nil : Int(length < 1 ? most : min(length, most))
    }

    private mutating func number(_ name: String) async -> Double? {
        guard !isMasterAway else { return nil }
        do {
            let value = try await node.parameter(name, timeout: ActionParameters.timeout)
            if let number = value.double, number.isFinite { return number }
            node.logger.warning("a parameter of an action is no number", metadata: ["name": "\(name)", "value": "\(value)"])
        } catch {
            let code = (error as? ROS1Error)?.code
            isMasterAway = code == .masterUnreachable || code == .deadlineExceeded
        }
        return nil
    }
}

extension ActionServerConfiguration {
    /// With all that was left open.
    func filled(for action: String, on node: Node) async -> ActionServerConfiguration {
        var parameters = ActionParameters(of: node, action)
        var filled = self
        if statusPeriod == nil { filled.statusPeriod = await parameters.statusPeriod() ?? .milliseconds(200) }
        if listTime == nil { filled.listTime = await parameters.listTime() ?? .seconds(5) }
        if queueLimit == nil { filled.queueLimit = await parameters.queueLimit("actionlib_server_pub_queue_size") ?? 50 }
        return filled
    }
}

extension ActionClientConfiguration {
    /// With all that was left open.
    func filled(for action: String, on node: Node) async -> ActionClientConfiguration {
        var parameters = ActionParameters(of: node, action)
        var filled = self
        if queueLimit == nil { filled.queueLimit = await parameters.queueLimit("actionlib_client_pub_queue_size") ?? 10 }
        if feedbackLimit == nil {
            filled.feedbackLimit = await parameters.queueLimit("actionlib_client_sub_queue_size") ?? 100
        }
        return filled
    }
}
