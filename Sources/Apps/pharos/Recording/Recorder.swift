// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import Pharos
import ROSMessages
import RosBag

/// What a recording holds, and the file it goes to. Samples are stored with their own bytes; nothing is decoded.
actor Recorder {
    /// How it went with one topic.
    struct Topic: Sendable {
        var messages = 0
        var bytes = 0
        var dropped: UInt64 = 0
        var interruptions = 0
    }

    private let writer: any MessageFileWriter
    private var topics: [String: Topic] = [:]
    private var publishers: [String: [String]] = [:]
    private var latching: Set<String> = []
    private var connections: [Key: UInt32] = [:]
    private var messages = 0
    private var lastFlush = ContinuousClock.now
    /// A crash costs no more than this, however slowly chunks fill.
    private static let flushPause = Duration.seconds(5)

    private struct Key: Hashable {
        var topic: String
        var type: String
        var fingerprint: String
        var caller: String?
        var isLatching: Bool
    }

    /// Nothing is stored after this many messages.
    private let limit: Int

    init(limit: Int?, _ make: @Sendable () throws -> any MessageFileWriter) throws {
        self.limit = limit ?? .max
        writer = try make()
    }

    /// Who publishes a topic at the moment.
    func learn(_ topic: String, publishers: [String]) { self.publishers[topic] = publishers }

    func learn(_ topic: String, isLatching: Bool) { if isLatching { latching.insert(topic) } }

    /// Stores a sample that came just now.
    /// - Returns: whether that is all that was asked for.
    func store(_ topic: String, _ sample: Sample) throws -> Bool {
        guard messages < limit else { return true }
        if let gap = sample.gap {
            topics[topic, default: Topic()].dropped += gap.dropped
            if gap.interruption != nil { topics[topic, default: Topic()].interruptions += 1 }
        }
        guard let schema = sample.payload.schema, sample.payload.encoding == .ros1 || sample.payload.encoding == .packed else {
            throw PharosError(
                .unsupported, "values in the encoding \(sample.payload.encoding) cannot be put into a bag", resource: topic)
        }
        // Whose message it was is known when only one publishes.
        let callers = publishers[topic] ?? []
        let key = Key(
            topic: topic, type: schema.type, fingerprint: schema.fingerprint, caller: callers.count == 1 ? callers[0] : nil,
            isLatching: latching.contains(topic))
        let connection: UInt32
        if let known = connections[key] { connection = known } else {
            connection = try writer.add(
                BagConnection(
                    topic: topic, type: key.type, md5: key.fingerprint, definition: schema.definition, callerID: key.caller,
                    isLatching: key.isLatching))
            connections[key] = connection
        }
        try writer.write(
            connection: connection, time: ROSTime(nanoseconds: Timestamp.now.nanoseconds), sample.payload.bytes)
        topics[topic, default: Topic()].messages += 1
        topics[topic, default: Topic()].bytes += sample.payload.bytes.readableBytes
        messages += 1
        return messages >= limit
    }

    /// Called now and then: what waits long enough goes to the file.
    func tick() throws {
        guard ContinuousClock.now - lastFlush >= Recorder.flushPause else { return }
        try writer.flush()
        lastFlush = .now
    }

    func close() throws { try writer.close() }

    var results: (topics: [String: Topic], messages: Int, fileSize: Int) { (topics, messages, writer.fileSize) }

    /// How far it is, in a line.
    var progress: String {
        let bytes = topics.values.reduce(0) { $0 + $1.bytes }
        let dropped = topics.values.reduce(0) { $0 + $1.dropped }
        let losses = dropped > 0 ? ", \(dropped) DROPPED" : ""
        return "\(messages) messages, \(MessageFile.size(bytes)), \(topics.count) topics\(losses)"
    }
}
