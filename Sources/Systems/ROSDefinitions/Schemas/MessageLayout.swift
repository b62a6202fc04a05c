// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Where the fields of a message are: what varies on the way to each, nested messages included, in one flat list. To
/// follow it touches numbers only.
package struct MessageLayout: Sendable {
    /// Some bytes, and then a little-endian 32-bit count of elements of that many bytes: a string, an array of numbers.
    private struct Step: Sendable {
        /// Bytes before the count.
        var distance: Int
        /// Bytes of one element.
        var elementSize: Int
    }

    /// The way to one field.
    private struct Way: Sendable {
        /// How many steps come before it.
        var steps: Int
        /// How many bytes follow the last of them.
        var distance: Int
    }

    /// More is not written down: the fields behind are found one by one.
    private static let maximumSteps = 1024

    /// What varies, in order.
    private var steps: [Step] = []
    /// The way to each field; shorter than the fields when something before a field must be walked, as arrays of
    /// messages whose sizes vary.
    private var fields: [Way] = []
    /// The way to the end, when all of it is written down.
    private var end: Way?
    /// The fields' types, by place.
    package let types: [FieldType]

    init(_ fields: [MessageSchema.Field]) {
        types = fields.map(\.type)
        var distance = 0
        for type in types {
            self.fields.append(Way(steps: steps.count, distance: distance))
            guard append(type, &distance) else { return }
        }
        end = Way(steps: steps.count, distance: distance)
    }

    /// Where a field begins; `nil` when that is not written down, or the bytes end before.
    /// - Parameter offset: where its message begins in `memory`.
    package func place(ofField field: Int, in memory: UnsafeRawBufferPointer, from offset: Int) -> Int? {
        field < fields.count ? follow(fields[field], memory, offset) : nil
    }

    /// Where the message ends; `nil` when that is not written down, or the bytes end before.
    package func end(in memory: UnsafeRawBufferPointer, from offset: Int) -> Int? {
        end.flatMap { follow($0, memory, offset) }
    }

    private func follow(_ way: Way, _ memory: UnsafeRawBufferPointer, _ offset: Int) -> Int? {
        var place = offset
        for index in 0..<way.steps {
            let step = steps[index]
            place += step.distance
            guard place + 4 <= memory.count else { return nil }
            let count = UInt32(littleEndian: memory.loadUnaligned(fromByteOffset: place, as: UInt32.self))
            place += 4 + Int(count) * step.elementSize
        }
        place += way.distance
        return place <= memory.count ? place : nil
    }

    private mutating func append(_ type: FieldType, _ distance: inout Int) -> Bool {
        if let size = type.fixedSize {
            distance += size
            return true
        }
        guard steps.count < MessageLayout.maximumSteps else { return false }
        switch type {
        case .primitive: step(1, &distance)
        case .array(let element, nil):
            guard let size = element.fixedSize, size > 0 else { return false }
            step(size, &distance)
        case .array: return false
        case .message(let schema):
            guard let end = schema.layout.end, steps.count + end.steps <= MessageLayout.maximumSteps else {
                return false
            }
            for inner in schema.layout.steps {
                distance += inner.distance
                step(inner.elementSize, &distance)
            }
            distance += end.distance
        }
        return true
    }

    private mutating func step(_ elementSize: Int, _ distance: inout Int) {
        steps.append(Step(distance: distance, elementSize: elementSize))
        distance = 0
    }
}
