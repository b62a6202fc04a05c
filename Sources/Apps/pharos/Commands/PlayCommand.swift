// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PharosNode
import PharosWire
import ROSMessages
import RosBag

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `pharos play`.
struct PlayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play", abstract: "Publish the messages of a bag as they came.",
        discussion: """
            pharos play drive.bag                               on the master at ROS_MASTER_URI
            pharos play drive.bag --rate 2 --clock 100          twice as fast, with /clock (set /use_sim_time before)
            pharos play drive.bag --start 10 --duration 5 --topics '/camera/**'
            While it runs: Return pauses and goes on, s Return plays one message of a pause, q Return ends.
            Types come from the bag; nothing needs to be installed. Bags without an index are played too.
            """)

    @Argument(help: "The bag.", completion: .file(extensions: ["bag"]))
    var file: String

    @Option(name: .long, help: "The authority: ros:, ros://host:11311.")
    var to = "ros:"

    @Option(name: [.short, .long], help: "Seconds of the bag in a second.")
    var rate = 1.0

    @Option(name: [.short, .long], help: "Begin this many seconds after the bag's beginning.")
    var start = 0.0

    @Option(name: [.customShort("u"), .long], help: "Play this many seconds of the bag.")
    var duration: Double?

    @Flag(name: [.short, .long], help: "Begin again at the end.")
    var loop = false

    @Option(name: .long, help: "Publish the bag's time on /clock, this many times a second.")
    var clock: Double?

    @Option(name: .long, parsing: .upToNextOption, help: "Names or patterns of topics. Default: all.")
    var topics: [String] = []

    @Option(name: [.customShort("x"), .long], parsing: .upToNextOption, help: "Names or patterns of topics to leave out.")
    var exclude: [String] = []

    @Option(name: .long, help: "Put this before every topic's name: /replay.")
    var prefix = ""

    @Flag(name: .long, help: "Begin in a pause.")
    var pause = false

    @Option(name: .long, help: "Seconds that subscribers have to connect before the first message.")
    var wait = 0.2

    @Flag(name: .long, help: "Tell how far it is also where there is no terminal, a line a second.")
    var progress = false

    @OptionGroup var options: ClientOptions

    func validate() throws {
        if !(rate > 0 && rate <= 1e6) { throw ValidationError("--rate takes a number above 0") }
        if !(start >= 0 && start < 1e9) { throw ValidationError("--start takes seconds") }
        if let duration, !(duration > 0 && duration < 1e9) { throw ValidationError("--duration takes seconds above 0") }
        if let clock, !(clock > 0 && clock <= 10_000) { throw ValidationError("--clock takes 1 to 10000 a second") }
        if !(wait >= 0 && wait < 1e6) { throw ValidationError("--wait takes seconds") }
        if !prefix.isEmpty, !prefix.hasPrefix("/") || prefix.hasSuffix("/") {
            throw ValidationError("--prefix takes a name like /replay")
        }
    }

    func run() async throws {
        var reading = BagReader.Options()
        reading.allowsUnindexed = true
        let reader = try BagReader(path: file, options: reading)
        guard let first = reader.startTime, let last = reader.endTime else {
            return Output.line("\(file) holds no messages")
        }
        let from = ROSTime(nanoseconds: first.nanoseconds + Int64(start * 1e9))
        let end = duration.map { ROSTime(nanoseconds: from.nanoseconds + Int64($0 * 1e9)) }
        let to = end.map { $0.nanoseconds < last.nanoseconds ? $0 : last } ?? last
        let selection = try TopicSelection(topics, without: exclude + (clock == nil ? [] : ["/clock"]))
        let connections = reader.connections.values.filter { selection.matches($0.topic) }.sorted { $0.id < $1.id }
        let state = PlayState(rate: rate, start: from, last: to, isPaused: pause)
        let (ends, stop) = AsyncStream.makeStream(of: Void.self)
        let signals = SignalWatch([SIGINT, SIGTERM]) { _ in stop.yield() }
        defer { signals.cancel() }
        let playing = Player.Options(rate: rate, clockRate: clock, from: from, to: to, isLooping: loop)
        let authority = try TopicSelection.authority(self.to)
        try await withPharos(options.configuration) { pharos in
            let stage = Stage(pharos: pharos, authority: authority, prefix: prefix)
            try await stage.offer(connections, clock: clock != nil) { publishers, clock in
                let player = Player(reader: reader, options: playing, publishers: publishers, clock: clock, state: state)
                if wait > 0 { try? await Task.sleep(for: .seconds(wait)) }
                try await play(player, state, until: ends, stop)
                // What was sent last is on its way to subscribers: they are not cut off.
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
        await report(state)
    }

    private func play(
        _ player: Player, _ state: PlayState, until ends: AsyncStream<Void>, _ stop: AsyncStream<Void>.Continuation
    ) async throws {
        let line = ProgressLine(isForced: progress)
        let from = player.options.from
        Keyboard.listen { key in
            switch key {
            case "": Task { await state.toggle() }
            case "s": Task { await state.step() }
            case "q": stop.yield()
            default: break
            }
        }
        defer { line.end() }
        do {
            try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    try await player.run()
                    return true
                }
                group.addTask {
                    for await _ in ends { break }
                    return true
                }
                group.addTask {
                    try await player.runClock()
                    return false
                }
                group.addTask {
                    while line.isShown {
                        line.show(await state.progress(from: from))
                        try await Task.sleep(for: line.pause)
                    }
                    return false
                }
                while let isOver = try await group.next(), !isOver {}
                group.cancelAll()
            }
        } catch is CancellationError {}
    }

    private func report(_ state: PlayState) async {
        let (messages, lost) = (await state.messages, await state.lostMessages)
        let (seconds, attoseconds) = await state.delay.components
        let delay = Double(seconds) + Double(attoseconds) / 1e18
        if options.json {
            return Output.json(["file": .string(file), "messages": Value(messages), "lost": Value(lost), "delay_s": .double(delay)])
        }
        Output.line("\(file): \(messages) messages, at most \(MessageFile.rounded(delay * 1000)) ms late")
        if lost > 0 { StandardError.print("pharos: \(lost) messages were lost while the node was started again") }
    }
}

/// Lines from standard input, on a thread of their own.
enum Keyboard {
    static func listen(_ heard: @escaping @Sendable (String) -> Void) {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Listener(heard)).toOpaque()
        pthread_create(&thread, nil, { context in
            guard let context else { return nil }
            let listener = Unmanaged<Listener>.fromOpaque(context).takeRetainedValue()
            while let line = readLine() { listener.heard(line.trimmed) }
            return nil
        }, context)
    }

    private final class Listener: Sendable {
        let heard: @Sendable (String) -> Void
        init(_ heard: @escaping @Sendable (String) -> Void) { self.heard = heard }
    }
}
