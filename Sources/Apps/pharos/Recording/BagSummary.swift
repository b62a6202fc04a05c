// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import ROSMessages
import RosBag

/// What a bag holds, for people and programs.
struct BagSummary {
    private let file: String
    private let reader: BagReader
    private let storage: [String: (chunks: Int, stored: Int, size: Int)]
    private let topics: [(name: String, type: String, md5: String, messages: Int, connections: Int, isLatching: Bool)]

    init(_ file: String, _ reader: BagReader) throws(RosBagError) {
        self.file = file
        self.reader = reader
        var storage: [String: (chunks: Int, stored: Int, size: Int)] = [:]
        for chunk in reader.chunks {
            let (compression, stored, size) = try reader.storage(of: chunk)
            let before = storage[compression] ?? (0, 0, 0)
            storage[compression] = (before.chunks + 1, before.stored + stored, before.size + size)
        }
        self.storage = storage
        let counts = reader.messageCounts
        var topics: [String: (type: String, md5: String, messages: Int, connections: Int, isLatching: Bool)] = [:]
        for connection in reader.connections.values.sorted(by: { $0.id < $1.id }) {
            let before = topics[connection.topic] ?? (connection.type, connection.md5, 0, 0, false)
            topics[connection.topic] = (
                before.type, before.md5, before.messages + (counts[connection.id] ?? 0), before.connections + 1,
                before.isLatching || connection.isLatching
            )
        }
        self.topics = topics.sorted { $0.key < $1.key }.map {
            ($0.key, $0.value.type, $0.value.md5, $0.value.messages, $0.value.connections, $0.value.isLatching)
        }
    }

    private var duration: Double {
        guard let start = reader.startTime, let end = reader.endTime else { return 0 }
        return Double(end.nanoseconds - start.nanoseconds) / 1e9
    }

    var lines: [String] {
        var lines = [
            "path:         \(file)", "version:      2.0\(reader.isIndexed ? "" : ", not indexed: pharos bag reindex")",
            "duration:     \(MessageFile.rounded(duration)) s",
        ]
        for (label, time) in [("start", reader.startTime), ("end", reader.endTime)] {
            guard let time else { continue }
            let padding = String(repeating: " ", count: 13 - label.count)
            lines.append(
                "\(label):\(padding)\(DateText.text(seconds: Int(time.secs))) (\(Timestamp(nanoseconds: time.nanoseconds)))")
        }
        lines.append("size:         \(MessageFile.size(reader.fileSize))")
        lines.append("messages:     \(reader.messageCount)")
        for (compression, state) in storage.sorted(by: { $0.key < $1.key }) {
            let share = MessageFile.rounded(state.size > 0 ? Double(state.stored) / Double(state.size) * 100 : 100)
            let sizes = "\(MessageFile.size(state.stored)) of \(MessageFile.size(state.size)) (\(share) %)"
            lines.append("compression:  \(compression), \(state.chunks) chunks, \(sizes)")
        }
        let width = topics.map(\.name.count).max() ?? 0
        let digits = topics.map { String($0.messages).count }.max() ?? 0
        for (index, topic) in topics.enumerated() {
            let label = index == 0 ? "topics:      " : "             "
            let gap = String(repeating: " ", count: width - topic.name.count + 2 + digits - "\(topic.messages)".count)
            var line = "\(label) \(topic.name)\(gap)\(topic.messages)  \(topic.type)"
            if topic.connections > 1 { line += "  (\(topic.connections) connections)" }
            if topic.isLatching { line += "  latched" }
            lines.append(line)
        }
        return lines
    }

    var json: Value {
        func seconds(_ time: ROSTime?) -> Value { time.map { .double(Double($0.nanoseconds) / 1e9) } ?? .null }
        let chunks = storage.sorted { $0.key < $1.key }.map { state -> Value in
            [
                "compression": .string(state.key), "chunks": Value(state.value.chunks), "stored": Value(state.value.stored),
                "size": Value(state.value.size),
            ]
        }
        let topics = topics.map { topic -> Value in
            [
                "topic": .string(topic.name), "type": .string(topic.type), "md5": .string(topic.md5),
                "messages": Value(topic.messages), "connections": Value(topic.connections), "latching": .bool(topic.isLatching),
            ]
        }
        return [
            "path": .string(file), "indexed": .bool(reader.isIndexed), "duration": .double(duration),
            "start": seconds(reader.startTime), "end": seconds(reader.endTime), "size": Value(reader.fileSize),
            "messages": Value(reader.messageCount), "chunks": .array(chunks), "topics": .array(topics),
        ]
    }
}
