// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages

/// Goes through a bag and tells all that is wrong with it.
public enum BagCheck {
    /// What was found.
    public struct Report: Sendable {
        /// Chunks that were read.
        public var chunks = 0
        /// Messages that were read.
        public var messages = 0
        /// What is wrong, with the place; empty when the bag is sound.
        public var findings: [RosBagError] = []
        /// Findings beyond the first thousand are counted only.
        public var unlisted = 0

        mutating func add(_ finding: RosBagError) {
            if findings.count < 1000 { findings.append(finding) } else { unlisted += 1 }
        }
    }

    /// Checks the index, every chunk, every message's length against its type, and every type's fingerprint.
    ///
    /// - Throws: ``RosBagError`` when the file cannot be opened as a bag; `unindexed` when it was not closed.
    public static func check(_ reader: BagReader) -> Report {
        var report = Report()
        let schemas = schemas(reader, &report)
        for (number, chunk) in reader.chunks.enumerated() {
            report.chunks += 1
            do throws(RosBagError) {
                try check(reader, number, chunk, schemas, &report)
            } catch {
                report.add(error)
            }
        }
        return report
    }

    private static func schemas(_ reader: BagReader, _ report: inout Report) -> [UInt32: MessageSchema] {
        var schemas: [UInt32: MessageSchema] = [:]
        for connection in reader.connections.values.sorted(by: { $0.id < $1.id }) {
            do {
                let name = try MessageName(connection.type)
                let schema = try MessageSchema.parse(name: name, fullDefinition: connection.definition)
                if schema.md5 == connection.md5 || connection.md5 == "*" {
                    schemas[connection.id] = schema
                } else {
                    report.add(
                        RosBagError(
                            .malformed, "\(connection.topic): the definition of \(connection.type) has the md5 \(schema.md5), "
                                + "its connection says \(connection.md5)"))
                }
            } catch {
                report.add(RosBagError(.malformed, "\(connection.topic): the type \(connection.type): \(error)"))
            }
        }
        return schemas
    }

    private static func check(
        _ reader: BagReader, _ number: Int, _ chunk: BagChunk, _ schemas: [UInt32: MessageSchema], _ report: inout Report
    ) throws(RosBagError) {
        let stored = try reader.stored(number)
        let contents = try BagReader.contents(stored)
        let entries = try reader.entries(stored)
        var counts: [UInt32: Int] = [:]
        for entry in entries {
            counts[entry.connection, default: 0] += 1
            guard let message = ChunkRecords.message(contents, at: Int(entry.offset)), message.connection == entry.connection,
                message.time == entry.time
            else {
                report.add(
                    RosBagError(
                        .malformed, "the index names a message at \(entry.offset) of the chunk that is not there",
                        offset: chunk.position))
                continue
            }
            report.messages += 1
            guard let schema = schemas[entry.connection] else {
                if reader.connections[entry.connection] == nil {
                    report.add(
                        RosBagError(.malformed, "a message is of connection \(entry.connection), which is nowhere", offset: chunk.position))
                }
                continue
            }
            do {
                try MessageDecoder.validate(message.bytes, as: schema)
            } catch {
                report.add(
                    RosBagError(
                        .malformed, "a message of \(reader.connections[entry.connection]?.topic ?? "?") is no \(schema.name): \(error)",
                        offset: chunk.position))
            }
        }
        let scan = ChunkRecords.scan(contents)
        if scan.validLength < contents.readableBytes {
            report.add(RosBagError(.malformed, "the end of a chunk is no record", offset: chunk.position))
        }
        if scan.entries.count != entries.count {
            report.add(
                RosBagError(
                    .malformed, "a chunk holds \(scan.entries.count) messages, its index names \(entries.count)", offset: chunk.position))
        }
        if counts != chunk.messageCounts.filter({ $0.value > 0 }) {
            report.add(RosBagError(.malformed, "a chunk's description counts otherwise than its index", offset: chunk.position))
        }
    }
}
