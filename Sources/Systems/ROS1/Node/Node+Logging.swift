// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages
import StandardMessages

/// The severities of rosgraph_msgs/Log.
public enum LogLevel: UInt8, Sendable, Comparable, CaseIterable {
    /// For who develops the node.
    case debug = 1
    /// What goes as it should.
    case info = 2
    /// What may become a failure.
    case warn = 4
    /// What failed.
    case error = 8
    /// What ends the node.
    case fatal = 16

    /// Orders by severity.
    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }

    /// The level's word, as rqt_logger_level writes it.
    public var word: String { "\(self)" }

    /// A level from its word in any case.
    public init?(word: String) {
        guard let known = LogLevel.allCases.first(where: { $0.word == word.lowercased() }) else { return nil }
        self = known
    }
}

/// What /rosout and the logger services need. Confined to the node's event loop.
final class Rosout {
    let publisher: TypedPublisher<RosgraphMsgs.Log>
    var level = LogLevel.info
    let offers: [ServiceOffer]
    var sequence: UInt32 = 0

    init(publisher: TypedPublisher<RosgraphMsgs.Log>, offers: [ServiceOffer]) {
        self.publisher = publisher
        self.offers = offers
    }
}

extension Node {
    /// The name under which the node's one logger is shown.
    static let loggerName = "ros.pharos"

    /// Publishes /rosout and offers the logger services, as rospy and roscpp do for every node.
    func startLogging() async throws {
        let publisher = try await advertise("/rosout", as: RosgraphMsgs.Log.self, latching: true)
        let getting = try await advertiseService("~get_loggers", as: Roscpp.GetLoggers.self) { [weak self] _ in
            guard let node = self else { throw ROS1Error(.shutDown, "the node is gone") }
            let level = try await node.onLoop { node.rosout?.level } ?? .info
            return Roscpp.GetLoggers.Response(loggers: [Roscpp.Logger(name: Node.loggerName, level: level.word)])
        }
        let setting = try await advertiseService("~set_logger_level", as: Roscpp.SetLoggerLevel.self) {
            [weak self] request in
            guard let level = LogLevel(word: request.level) else {
                throw ROS1Error(.refused, "'\(request.level)' is no level; debug, info, warn, error and fatal are")
            }
            guard let node = self else { throw ROS1Error(.shutDown, "the node is gone") }
            try await node.onLoop { node.rosout?.level = level }
            return Roscpp.SetLoggerLevel.Response()
        }
        let bound = (publisher, [getting, setting])
        try await onLoop { self.rosout = Rosout(publisher: bound.0, offers: bound.1) }
    }

    /// Says something to the graph: on /rosout, when the level is at least the one that was set.
    public func log(_ level: LogLevel, _ text: String) {
        eventLoop.execute {
            guard let rosout = self.rosout, level >= rosout.level else { return }
            rosout.sequence &+= 1
            let message = RosgraphMsgs.Log(
                header: StdMsgs.Header(seq: rosout.sequence, stamp: ROSTime(nanoseconds: self.now)),
                level: Int8(truncatingIfNeeded: level.rawValue), name: self.name, msg: text,
                topics: self.publications.keys.sorted())
            try? rosout.publisher.publish(message)
        }
    }
}
