// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROS1
import ROS1Transforms
import ROSMessages

extension Peer {
    /// A buffer that listens to the graph, and takes and answers by command: `batch` with a list of `insert`s and
    /// `lookup`s, `wait` for a lookup, `send`, `frames`.
    static func transforms(_ node: Node, _ lines: Lines) async throws {
        var buffer = TransformBuffer()
        let listener = try await node.listenToTransforms(into: buffer)
        let moving = try await node.transformBroadcaster()
        let fixed = try await node.staticTransformBroadcaster()
        for await line in lines {
            switch line.do.string {
            case "new": buffer = TransformBuffer()
            case "batch": tell("answers", ["list": .array((line.list.array ?? []).map { answer($0, buffer) })])
            case "wait":
                do {
                    let found = try await buffer.lookup(
                        line.target.string ?? "", line.source.string ?? "", at: time(line.time),
                        deadline: .now() + .milliseconds(Int64(line.milliseconds.int ?? 0)))
                    tell("found", ["transform": value(found)])
                } catch let error as TransformError {
                    tell("missing", ["code": .string(error.code.description), "text": .string(error.message)])
                }
            case "send":
                let stamped = transform(line)
                if line.static == true { fixed.send(stamped) } else { moving.send(stamped) }
            case "frames":
                tell(
                    "frames",
                    [
                        "list": .array(
                            buffer.frames.map {
                                [
                                    "name": .string($0.name), "parent": .string($0.parent ?? ""),
                                    "static": .bool($0.isStatic), "authority": .string($0.authority),
                                ]
                            })
                    ])
            default: tell("error", ["text": "unknown command"])
            }
        }
        await listener.cancel()
        await moving.cancel()
        await fixed.cancel()
    }

    private static func answer(_ operation: Value, _ buffer: TransformBuffer) -> Value {
        do {
            switch operation.do.string {
            case "insert":
                try buffer.insert(transform(operation), isStatic: operation.static == true)
                return true
            case "fixed":
                return value(
                    try buffer.lookup(
                        operation.target.string ?? "", at: time(operation.time) ?? ROSTime(secs: 0, nsecs: 0),
                        operation.source.string ?? "", at: time(operation.sourceTime) ?? ROSTime(secs: 0, nsecs: 0),
                        fixed: operation.fixed.string ?? ""))
            default:
                return value(
                    try buffer.lookup(
                        operation.target.string ?? "", operation.source.string ?? "", at: time(operation.time)))
            }
        } catch {
            return .string(error.code.description)
        }
    }

    private static func time(_ value: Value) -> ROSTime? {
        guard let secs = value[0].int, let nsecs = value[1].int else { return nil }
        return ROSTime(secs: UInt32(clamping: secs), nsecs: UInt32(clamping: nsecs))
    }

    private static func transform(_ value: Value) -> StampedTransform {
        // JSON has no NaN.
        func number(_ index: Int) -> Double { value.numbers[index].double ?? .nan }
        return StampedTransform(
            parent: value.parent.string ?? "", child: value.child.string ?? "",
            stamp: time(value.time) ?? ROSTime(secs: 0, nsecs: 0),
            transform: Transform(
                translation: Vector3(x: number(0), y: number(1), z: number(2)),
                rotation: Quaternion(x: number(3), y: number(4), z: number(5), w: number(6))))
    }

    private static func value(_ found: StampedTransform) -> Value {
        let (at, turn) = (found.transform.translation, found.transform.rotation)
        return [
            "time": [Value(found.stamp.secs), Value(found.stamp.nsecs)],
            "numbers": .array([at.x, at.y, at.z, turn.x, turn.y, turn.z, turn.w].map { .double($0) }),
        ]
    }
}
