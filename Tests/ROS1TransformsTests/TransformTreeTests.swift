// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import ROS1Transforms
import ROSMessages
import Testing

/// Lookups beside tf2's: Resources/Lookups.json holds random trees and what Debian's tf2 0.7.6 answered while they were
/// told of.
struct TransformTreeTests {
    private func recorded() throws -> [Value] {
        let url = try #require(
            Bundle.module.url(forResource: "Lookups", withExtension: "json", subdirectory: "Resources"))
        return try #require(try JSONReader().value(Array(try Data(contentsOf: url))).array)
    }

    private func time(_ value: Value) -> ROSTime {
        ROSTime(secs: UInt32(clamping: value[0].int ?? 0), nsecs: UInt32(clamping: value[1].int ?? 0))
    }

    private func numbers(_ value: Value) -> [Double] { (value.array ?? []).map { $0.double ?? .nan } }

    private func insert(_ operation: Value, _ buffer: TransformBuffer) {
        let parts = numbers(operation.numbers)
        // Some are to be refused.
        try? buffer.insert(
            StampedTransform(
                parent: operation.parent.string ?? "", child: operation.child.string ?? "", stamp: time(operation.time),
                transform: Transform(
                    translation: Vector3(x: parts[0], y: parts[1], z: parts[2]),
                    rotation: Quaternion(x: parts[3], y: parts[4], z: parts[5], w: parts[6]))),
            isStatic: operation.static == true)
    }

    private func lookup(_ operation: Value, _ buffer: TransformBuffer) throws(TransformError) -> StampedTransform {
        let (target, source) = (operation.target.string ?? "", operation.source.string ?? "")
        guard operation.do == "fixed" else { return try buffer.lookup(target, source, at: time(operation.time)) }
        return try buffer.lookup(
            target, at: time(operation.time), source, at: time(operation.sourceTime),
            fixed: operation.fixed.string ?? "")
    }

    @Test func `answers and errors are tf2's`() throws {
        var count = 0
        for scenario in try recorded() {
            let buffer = TransformBuffer()
            for row in scenario.array ?? [] {
                let (operation, expected) = (row[0], row[1])
                guard operation.do != "insert" else {
                    insert(operation, buffer)
                    continue
                }
                count += 1
                do {
                    let found = try lookup(operation, buffer)
                    #expect(found.stamp == time(expected.time), "\(operation)")
                    let wanted = numbers(expected.numbers)
                    try #require(wanted.count == 7, "\(operation) gives \(expected)")
                    let (at, turn) = (found.transform.translation, found.transform.rotation)
                    for (own, other) in zip([at.x, at.y, at.z], wanted) {
                        #expect(abs(own - other) < 1e-9 * max(1, abs(other)), "\(operation)")
                    }
                    let other = Quaternion(x: wanted[3], y: wanted[4], z: wanted[5], w: wanted[6]).normalized
                    let same = turn.x * other.x + turn.y * other.y + turn.z * other.z + turn.w * other.w
                    #expect(abs(abs(same) - 1) < 1e-9, "\(operation)")
                } catch let error as TransformError {
                    #expect(error.code.description == expected.string, "\(operation): \(error)")
                }
            }
        }
        #expect(count > 1000)
    }
}
