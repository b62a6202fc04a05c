// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PharosNode
import PharosWire
import RosBag

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `pharos record`.
struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record topics to a bag or an MCAP file.",
        discussion: """
            pharos record ros: -o drive.bag                          every topic, also those that appear later
            pharos record ros: -o arm.bag --topics '/arm/**' /tf     names and patterns
            pharos record ros: -o drive.mcap --compression zstd
            Ends with Ctrl-C, after --duration seconds or --limit messages. Until then the file is called ….active; what a
            crash leaves, `pharos bag reindex` makes whole. Messages keep their own bytes and get the time of arrival.
            """)

    @Argument(help: "The authority: ros:, ros://host:11311.")
    var name: String

    @Option(name: [.short, .long], help: "The file, .bag or .mcap. Default: the date and time.", completion: .file())
    var output: String?

    @Option(name: .long, parsing: .upToNextOption, help: "Names or patterns of topics. Default: all.")
    var topics: [String] = []

    @Option(name: [.customShort("x"), .long], parsing: .upToNextOption, help: "Names or patterns of topics to leave out.")
    var exclude: [String] = []

    @Option(help: "How chunks are compressed: \(MessageFile.compressions).")
    var compression = "none"

    @Option(help: "KiB of a chunk, uncompressed.")
    var chunkSize = 768

    @Option(help: "Messages of each topic that may wait for the disk.")
    var buffer = 10_000

    @Option(help: "End after this many seconds.")
    var duration: Double?

    @Option(name: [.short, .long], help: "End after this many messages.")
    var limit: Int?

    @Flag(name: .long, help: "Replace a file of that name.")
    var force = false

    @Flag(name: .long, help: "Tell how far it is also where there is no terminal, a line a second.")
    var progress = false

    @OptionGroup var options: ClientOptions

    func validate() throws {
        if let duration, !(duration > 0 && duration < 1e9) { throw ValidationError("--duration takes seconds above 0") }
        if let limit, limit < 1 { throw ValidationError("--limit takes a number above 0") }
        if !(1...1_000_000).contains(buffer) { throw ValidationError("--buffer takes 1 to 1000000") }
        if !(1...500_000).contains(chunkSize) { throw ValidationError("--chunk-size takes 1 to 500000 KiB") }
    }

    func run() async throws {
        let authority = try TopicSelection.authority(name)
        let path = output ?? "\(DateText.forFiles()).bag"
        let selection = try TopicSelection(topics, without: exclude)
        let (compression, chunkSize, force) = (compression, chunkSize << 10, force)
        let recorder = try Recorder(limit: limit) {
            try MessageFile.writer(path, compression: compression, chunkSize: chunkSize, replaces: force)
        }
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let signals = SignalWatch([SIGINT, SIGTERM]) { _ in end.yield() }
        defer { signals.cancel() }
        let outcome: Result<Void, any Error>
        do {
            try await withPharos(options.configuration) { pharos in
                let recording = Recording(
                    pharos: pharos, authority: authority, selection: selection, buffer: buffer, recorder: recorder)
                try await record(recording, until: ends)
            }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        // Whatever happened, what was recorded becomes a whole file.
        try await recorder.close()
        let results = await recorder.results
        report(path, results.topics, results.messages, results.fileSize)
        try outcome.get()
    }

    private func record(_ recording: Recording, until ends: AsyncStream<Void>) async throws {
        let duration = duration
        let line = ProgressLine(isForced: progress)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await recording.run() }
            group.addTask { for await _ in ends { break } }
            if let duration { group.addTask { try await Task.sleep(for: .seconds(duration)) } }
            group.addTask {
                let start = ContinuousClock.now
                while true {
                    try await Task.sleep(for: line.isShown ? line.pause : .seconds(1))
                    try await recording.recorder.tick()
                    guard line.isShown else { continue }
                    let text = await recording.recorder.progress
                    line.show("\((ContinuousClock.now - start).components.seconds) s  \(text)")
                }
            }
            // The first that ends, ends all.
            defer { line.end() }
            try await group.next()
            group.cancelAll()
        }
    }

    private func report(_ path: String, _ topics: [String: Recorder.Topic], _ messages: Int, _ size: Int) {
        let lossy = topics.filter { $0.value.dropped > 0 || $0.value.interruptions > 0 }.sorted { $0.key < $1.key }
        if options.json {
            let entries = topics.sorted { $0.key < $1.key }.map { topic -> Value in
                [
                    "topic": .string(topic.key), "messages": Value(topic.value.messages), "bytes": Value(topic.value.bytes),
                    "dropped": Value(Int(clamping: topic.value.dropped)), "interruptions": Value(topic.value.interruptions),
                ]
            }
            return Output.json(["file": .string(path), "messages": Value(messages), "bytes": Value(size), "topics": .array(entries)])
        }
        Output.line("\(path): \(messages) messages of \(topics.count) topics, \(MessageFile.size(size))")
        for (topic, state) in lossy {
            StandardError.print(
                "pharos: \(topic): \(state.dropped) messages were dropped, \(state.interruptions) interruptions"
                    + (state.dropped > 0 ? "; a larger --buffer, or fewer topics, may help" : ""))
        }
    }
}
