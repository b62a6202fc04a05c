// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PharosWire
import ROSMessages
import RosBag

extension BagCommand {
    /// `pharos bag convert`.
    struct Convert: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "convert", abstract: "Write a bag anew: as MCAP, compressed, or only a part of it.",
            discussion: """
                pharos bag convert drive.bag drive.mcap --compression zstd
                pharos bag convert drive.bag small.bag --compression lz4 --topics /odom '/camera/**' --start 10 --duration 5
                """)

        @Argument(help: "The bag.", completion: .file(extensions: ["bag"]))
        var file: String

        @Argument(help: "The new file, .bag or .mcap.", completion: .file())
        var output: String

        @Option(help: "How chunks are compressed: \(MessageFile.compressions).")
        var compression = "none"

        @Option(help: "KiB of a chunk, uncompressed.")
        var chunkSize = 768

        @Option(name: .long, parsing: .upToNextOption, help: "Names or patterns of topics. Default: all.")
        var topics: [String] = []

        @Option(
            name: [.customShort("x"), .long], parsing: .upToNextOption, help: "Names or patterns of topics to leave out.")
        var exclude: [String] = []

        @Option(name: [.short, .long], help: "Begin this many seconds after the bag's beginning.")
        var start = 0.0

        @Option(name: [.customShort("u"), .long], help: "Take this many seconds of the bag.")
        var duration: Double?

        @Flag(name: .long, help: "Replace a file of that name.")
        var force = false

        func validate() throws {
            if !(start >= 0 && start < 1e9) { throw ValidationError("--start takes seconds") }
            if let duration, !(duration > 0 && duration < 1e9) { throw ValidationError("--duration takes seconds above 0") }
            if !(1...500_000).contains(chunkSize) { throw ValidationError("--chunk-size takes 1 to 500000 KiB") }
        }

        func run() throws {
            var options = BagReader.Options()
            options.allowsUnindexed = true
            let reader = try BagReader(path: file, options: options)
            let selection = try TopicSelection(topics, without: exclude)
            let writer = try MessageFile.writer(
                output, compression: compression, chunkSize: chunkSize << 10, replaces: force)
            let first = reader.startTime?.nanoseconds ?? 0
            let from = ROSTime(nanoseconds: first + Int64(start * 1e9))
            let to = duration.map { ROSTime(nanoseconds: from.nanoseconds + Int64($0 * 1e9)) }
            var messages = reader.messages(from: from, to: to) { selection.matches($0.topic) }
            var numbers: [UInt32: UInt32] = [:]
            var count = 0
            let line = ProgressLine(isForced: false)
            while let message = try messages.next() {
                guard let connection = reader.connections[message.connection] else { continue }
                let number: UInt32
                if let known = numbers[message.connection] { number = known } else {
                    number = try writer.add(connection)
                    numbers[message.connection] = number
                }
                try writer.write(connection: number, time: message.time, message.bytes)
                count += 1
                if line.isShown, count % 10_000 == 0 { line.show("\(count) of \(reader.messageCount) messages") }
            }
            line.end()
            try writer.close()
            Output.line("\(output): \(count) messages, \(MessageFile.size(writer.fileSize))")
        }
    }
}
