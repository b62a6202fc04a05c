// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages

/// All frames and where they were, with the rules of tf2's `BufferCore`. No lock, no clock.
struct TransformTree {
    private struct Frame {
        let name: String
        /// Nothing of roots.
        var history: FrameHistory?
    }

    let configuration: TransformBuffer.Configuration
    private let keep: Int64
    private var frames: [Frame] = []
    private var numbers: [String: Int] = [:]

    /// How many frames may lie between two.
    static let maximumDepth = 1000

    init(_ configuration: TransformBuffer.Configuration) {
        self.configuration = configuration
        keep = configuration.cacheTime.nanoseconds
    }

    // MARK: Taking

    mutating func insert(
        _ given: StampedTransform, isStatic: Bool, authority: String
    ) throws(TransformError) {
        let parent = TransformTree.withoutSlash(given.parent)
        let child = TransformTree.withoutSlash(given.child)
        func refused(_ why: String) -> TransformError {
            TransformError(.refused, "\(authority): '\(child.prefix(100))' in '\(parent.prefix(100))': \(why)")
        }
        guard parent != child else { throw refused("a frame cannot lie in itself") }
        guard !child.isEmpty else { throw refused("the child frame has no name") }
        guard !parent.isEmpty else { throw refused("the parent frame has no name") }
        guard given.transform.translation.isNumber, given.transform.rotation.isNumber else {
            throw refused("a number of it is NaN")
        }
        // tf2's tolerance.
        guard abs(given.transform.rotation.lengthSquared - 1) < 0.01 else {
            throw refused(
                "its rotation's length squared is \(given.transform.rotation.lengthSquared), 1 ± 0.01 is expected")
        }
        let childNumber = try number(of: child)
        let parentNumber = try number(of: parent)
        var history = frames[childNumber].history ?? FrameHistory(isStatic: isStatic)
        frames[childNumber].history = nil
        defer { frames[childNumber].history = history }
        do {
            try history.insert(
                FrameHistory.Entry(time: given.stamp.nanoseconds, parent: parentNumber, transform: given.transform),
                keep: keep, limit: max(2, configuration.maximumHistory))
        } catch {
            throw refused(error.message)
        }
        history.authority = authority
    }

    private static func withoutSlash(_ name: String) -> String {
        name.utf8.first == UInt8(ascii: "/") ? String(name.dropFirst()) : name
    }

    private mutating func number(of name: String) throws(TransformError) -> Int {
        if let known = numbers[name] { return known }
        guard name.utf8.count <= 4096 else {
            throw TransformError(.limitExceeded, "a frame's name has \(name.utf8.count) bytes, at most 4096 are taken")
        }
        guard frames.count < configuration.maximumFrames else {
            throw TransformError(
                .limitExceeded, "there are \(frames.count) frames already, '\(name.prefix(100))' is one too many")
        }
        numbers[name] = frames.count
        frames.append(Frame(name: name, history: nil))
        return frames.count - 1
    }

    // MARK: Looking up

    /// - Parameter time: nanoseconds; 0 for the latest common time.
    func lookup(_ target: String, _ source: String, at time: Int64) throws(TransformError) -> StampedTransform {
        guard target != source else {
            var stamp = time
            if time == 0 { stamp = numbers[target].flatMap { newestTime(of: $0) } ?? 0 }
            return StampedTransform(
                parent: target, child: source, stamp: ROSTime(nanoseconds: stamp), transform: .identity)
        }
        let targetNumber = try existing(target, "target")
        let sourceNumber = try existing(source, "source")
        let time = time == 0 ? try latestCommonTime(targetNumber, sourceNumber) : time
        let transform = try walk(targetNumber, sourceNumber, at: time)
        return StampedTransform(
            parent: target, child: source, stamp: ROSTime(nanoseconds: time), transform: transform)
    }

    /// By way of a frame that does not move between the two times.
    func lookup(
        _ target: String, at targetTime: Int64, _ source: String, at sourceTime: Int64, fixed: String
    ) throws(TransformError) -> StampedTransform {
        _ = try existing(target, "target")
        _ = try existing(source, "source")
        _ = try existing(fixed, "fixed")
        let there = try lookup(fixed, source, at: sourceTime)
        let back = try lookup(target, fixed, at: targetTime)
        var whole = back.transform * there.transform
        whole.rotation = whole.rotation.normalized
        return StampedTransform(parent: target, child: source, stamp: back.stamp, transform: whole)
    }

    private func existing(_ name: String, _ role: String) throws(TransformError) -> Int {
        guard !name.isEmpty else { throw TransformError(.invalidArgument, "the \(role) frame has no name") }
        guard name.utf8.first != UInt8(ascii: "/") else {
            throw TransformError(
                .invalidArgument, "the \(role) frame '\(name)' begins with '/', which tf2 does not allow")
        }
        guard let number = numbers[name] else {
            throw TransformError(.lookup, "the \(role) frame '\(name)' does not exist: nobody has told of it")
        }
        return number
    }

    /// Static frames have no time.
    private func newestTime(of frame: Int) -> Int64? {
        guard let history = frames[frame].history else { return nil }
        return history.isStatic ? 0 : history.newest?.time
    }

    /// Where a frame lies by its newest entry; the time is 0 for static ones.
    private func newest(_ frame: Int) -> (time: Int64, parent: Int)? {
        guard let history = frames[frame].history, let newest = history.newest else { return nil }
        return (history.isStatic ? 0 : newest.time, newest.parent)
    }

    /// The latest time at which all between two frames is known; 0 where all of it is static.
    private func latestCommonTime(_ target: Int, _ source: Int) throws(TransformError) -> Int64 {
        var chain: [(time: Int64, parent: Int)] = []
        var common = Int64.max
        var frame = source
        while let step = newest(frame) {
            if step.time != 0 { common = min(common, step.time) }
            chain.append(step)
            frame = step.parent
            if frame == target { return common == .max ? 0 : common }
            try checkDepth(chain.count)
        }
        let places = Dictionary(chain.enumerated().map { ($1.parent, $0) }, uniquingKeysWith: { first, _ in first })
        common = .max
        frame = target
        var depth = 0
        while let step = newest(frame) {
            if step.time != 0 { common = min(common, step.time) }
            if let place = places[step.parent] {
                for known in chain[...place] where known.time != 0 { common = min(common, known.time) }
                return common == .max ? 0 : common
            }
            frame = step.parent
            if frame == source { return common == .max ? 0 : common }
            depth += 1
            try checkDepth(depth)
        }
        throw unconnected(target, source)
    }

    private func walk(_ target: Int, _ source: Int, at time: Int64) throws(TransformError) -> Transform {
        var up = Transform.identity
        var frame = source
        var depth = 0
        var missing: TransformError?
        climbing: while let history = frames[frame].history {
            switch history.at(time) {
            case .missing(let error):
                // There may still be a way: the target may lie below.
                missing = error
                break climbing
            case .entry(let entry):
                if frame == target { return result(up) }
                up = entry.transform * up
                frame = entry.parent
            }
            depth += 1
            try checkDepth(depth)
        }
        let top = frame
        var down = Transform.identity
        frame = target
        depth = 0
        while frame != top, let history = frames[frame].history {
            switch history.at(time) {
            case .missing(let error): throw between(error, target, source)
            case .entry(let entry):
                if frame == source { return result(down.inverse) }
                down = entry.transform * down
                frame = entry.parent
            }
            depth += 1
            try checkDepth(depth)
        }
        guard frame == top else {
            if let missing { throw between(missing, target, source) }
            throw unconnected(target, source)
        }
        return result(down.inverse * up)
    }

    private func result(_ transform: Transform) -> Transform {
        Transform(translation: transform.translation, rotation: transform.rotation.normalized)
    }

    private func checkDepth(_ depth: Int) throws(TransformError) {
        guard depth <= TransformTree.maximumDepth else {
            throw TransformError(.lookup, "the frames lie in a circle, or deeper than \(TransformTree.maximumDepth)")
        }
    }

    private func between(_ error: TransformError, _ target: Int, _ source: Int) -> TransformError {
        TransformError(
            error.code, "\(error.message), when looking from '\(frames[source].name)' to '\(frames[target].name)'")
    }

    private func unconnected(_ target: Int, _ source: Int) -> TransformError {
        TransformError(
            .connectivity,
            "nothing connects '\(frames[target].name)' with '\(frames[source].name)': they are parts of different trees"
        )
    }

    // MARK: Telling

    /// All frames, in the order in which they were heard of.
    var description: [FrameDescription] {
        frames.map { frame in
            let history = frame.history
            return FrameDescription(
                name: frame.name, parent: history?.newest.map { frames[$0.parent].name },
                isStatic: history?.isStatic ?? false, authority: history?.authority ?? "",
                oldest: (history?.oldest).map { ROSTime(nanoseconds: $0.time) },
                newest: (history?.newest).map { ROSTime(nanoseconds: $0.time) }, count: history?.entries.count ?? 0)
        }
    }

    mutating func clear() {
        // Static frames are told of once.
        for index in frames.indices where frames[index].history?.isStatic == false { frames[index].history = nil }
    }
}
