// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import NIOCore
import Pharos
import ROS1
import ROS1Transforms
import ROSMessages

/// `pharos tf`.
struct TransformCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tf", abstract: "Frames of a ROS 1 graph: their tree, and where one lies in another.",
        subcommands: [Tree.self, Echo.self])

    /// `pharos tf tree`.
    struct Tree: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tree", abstract: "Listen for a while, then print the tree of frames.",
            discussion: "Behind each frame: its node, how often it is told of and how old the newest is, or 'static'.")

        @Option(name: .long, help: "Seconds to listen.")
        var listen = 2.0

        @Flag(name: .long, help: "Print JSON, for programs.")
        var json = false

        @OptionGroup var options: MasterOptions

        func validate() throws {
            guard listen > 0, listen < 1e6 else { throw ValidationError("--listen takes a number of seconds above 0") }
        }

        func run() async throws {
            let (frames, now) = try await options.withNode("tf") { node in
                _ = try await node.parameterNames()
                let listener = try await node.listenToTransforms()
                try await Task.sleep(for: .seconds(listen))
                return (listener.buffer.frames, try await node.time())
            }
            guard !frames.isEmpty else {
                throw PharosError(.noValue, "nobody told of a frame on /tf or /tf_static within \(listen) s")
            }
            if json {
                for frame in frames { Output.json(Tree.json(frame)) }
            } else {
                for line in Tree.lines(frames, now: now) { Output.line(line) }
            }
        }

        private static func json(_ frame: FrameDescription) -> Value {
            [
                "frame": .string(frame.name), "parent": frame.parent.map { .string($0) } ?? .null,
                "static": .bool(frame.isStatic), "node": .string(frame.authority),
                "rate": frame.rate.map { .double($0) } ?? .null, "newest": frame.newest.map { .time($0) } ?? .null,
            ]
        }

        /// The tree, roots first; frames in a circle have no root and come last.
        static func lines(_ frames: [FrameDescription], now: ROSTime) -> [String] {
            let children = Dictionary(grouping: frames) { $0.parent ?? "" }
            var lines: [String] = []
            var shown: Set<String> = []
            // Not by recursion: a chain may be long.
            var stack = (children[""] ?? []).reversed().map { (frame: $0, depth: 0) }
            while let (frame, depth) = stack.popLast() {
                shown.insert(frame.name)
                lines.append(String(repeating: "  ", count: depth) + frame.name + remark(frame, now))
                stack += (children[frame.name] ?? []).reversed().map { (frame: $0, depth: depth + 1) }
            }
            for frame in frames where !shown.contains(frame.name) {
                lines.append("\(frame.name) in \(frame.parent ?? "")\(remark(frame, now)), in a circle or below one")
            }
            return lines
        }

        private static func remark(_ frame: FrameDescription, _ now: ROSTime) -> String {
            guard frame.parent != nil else { return "" }
            if frame.isStatic { return "  (static, \(frame.authority))" }
            let rate = frame.rate.map { "\(rounded($0)) Hz, " } ?? ""
            let age = frame.newest.map { Double(now.nanoseconds - $0.nanoseconds) / 1e9 } ?? 0
            return "  (\(rate)\(rounded(age)) s old, \(frame.authority))"
        }

        private static func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }
    }

    /// `pharos tf echo`.
    struct Echo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "echo", abstract: "Print where the source frame lies in the target frame, again and again.",
            discussion: "pharos tf echo map base_link --count 1")

        @Argument(help: "The frame that points come to lie in.")
        var target: String

        @Argument(help: "The frame that points come from.")
        var source: String

        @Option(name: .shortAndLong, help: "End after this many. Default: with Ctrl-C.")
        var count: Int?

        @Option(name: .long, help: "How many a second.")
        var rate = 1.0

        @Flag(name: .long, help: "Print JSON, one a line, for programs.")
        var json = false

        @OptionGroup var options: MasterOptions

        func validate() throws {
            guard rate > 0, rate <= 1000 else { throw ValidationError("--rate takes a number above 0, up to 1000") }
            if let count, count < 1 { throw ValidationError("--count takes a number above 0") }
        }

        func run() async throws {
            try await options.withNode("tf") { node in
                // A master that is not there is told at once.
                _ = try await node.parameterNames()
                let buffer = try await node.listenToTransforms().buffer
                var left = count
                while left != 0 {
                    do {
                        let deadline = NIODeadline.now() + options.timeAmount
                        show(try await buffer.lookup(target, source, deadline: deadline))
                    } catch let error as TransformError {
                        let code: PharosError.Code = error.code == .invalidArgument ? .invalidName : .deadlineExceeded
                        throw PharosError(code, error.message)
                    }
                    left = left.map { $0 - 1 }
                    if left != 0 { try await Task.sleep(for: .seconds(1 / rate)) }
                }
            }
        }

        private func show(_ found: StampedTransform) {
            let (at, turn) = (found.transform.translation, found.transform.rotation)
            let angles = turn.rollPitchYaw
            guard json else {
                Output.line("time \(found.stamp.secs).\(String(1_000_000_000 + Int(found.stamp.nsecs)).dropFirst())")
                Output.line("  translation  x \(at.x)  y \(at.y)  z \(at.z)")
                Output.line("  rotation     x \(turn.x)  y \(turn.y)  z \(turn.z)  w \(turn.w)")
                Output.line("               roll \(angles.roll)  pitch \(angles.pitch)  yaw \(angles.yaw)")
                return
            }
            Output.json([
                "time": .time(found.stamp),
                "translation": ["x": .double(at.x), "y": .double(at.y), "z": .double(at.z)],
                "rotation": ["x": .double(turn.x), "y": .double(turn.y), "z": .double(turn.z), "w": .double(turn.w)],
            ])
        }
    }
}
