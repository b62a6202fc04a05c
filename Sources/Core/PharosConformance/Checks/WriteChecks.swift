// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos

/// Writes.
enum WriteChecks {
    static let all = [
        Check("write: is read back") { run in
            _ = try run.first(run.writable, "resource that can be written")
            for resource in run.writable { for value in resource.values { try await write(run, resource, value) } }
            return "\(run.writable.reduce(0) { $0 + $1.values.count }) values"
        },
        Check("write: a value that does not fit is refused") { run in
            guard let resource = run.writable.first(where: { $0.refused != nil }), let refused = resource.refused,
                let value = resource.values.first
            else { throw ConformanceNotExercised("the fixture has no value that does not fit") }
            try await write(run, resource, value)
            try await run.refused("writing \(refused)", with: [.invalidValue], about: resource.path) {
                try await run.pharos.write(run.name(resource), refused)
            }
            let after = try await run.pharos.read(run.name(resource)).value()
            try expect(run.fixture.isSame(value, after), "\(value) as before", "\(after)")
            return "\(refused)"
        },
        Check("write: what is read-only is refused") { run in
            let resource = try run.first(run.readable.filter(\.refusesWrites), "resource that can only be read")
            try await run.refused("a write", with: [.unsupported], about: resource.path) {
                try await run.pharos.write(run.name(resource), 1)
            }
            return ""
        },
        Check("write: odd values harm nothing") { run in
            let resource = try run.first(run.writable, "resource that can be written")
            let deep = (0..<100).reduce(Value.null) { value, _ in .array([value]) }
            let odd: [Value] = [
                .null, .double(.nan), .double(.infinity), .int(.min), .uint(.max), .string(""),
                .string(String(repeating: "ä", count: 100_000)), .array([]), .record([:]), deep,
                .record(["": .null, "data": .record(["data": 1])]),
            ]
            for value in odd {
                do {
                    try await run.pharos.write(run.name(resource), value, timeout: .seconds(5))
                } catch let error as PharosError {
                    try expect(
                        [.invalidValue, .unsupported, .systemFailed].contains(error.code),
                        "\(resource.path): an odd value taken or refused", "\(error)")
                }
            }
            if let value = resource.values.first { try await write(run, resource, value) }
            return "\(odd.count) values"
        },
        Check("write: who watches sees the last value last") { run in
            let resource = try run.first(run.writable, "resource that can be written")
            guard resource.values.count > 1 else { throw ConformanceNotExercised("the fixture has only one value") }
            let name = run.name(resource)
            try await withWatch(run, name, policy: .all(limit: 1000)) { seen in
                for round in 0..<5 {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for index in 0..<20 {
                            let value = resource.values[(index + round) % resource.values.count]
                            group.addTask { try await run.pharos.write(name, value) }
                        }
                        try await group.waitForAll()
                    }
                    try await Limited.wait(.seconds(5), "the last sample to be the value that is read") {
                        let read = try await run.pharos.read(name).value()
                        return try seen.last.map { try $0.value() == read } ?? false
                    }
                }
            }
            return "100 writes at once"
        },
    ]

    /// Writes, and reads until it is back: some systems take a moment.
    static func write(_ run: CheckContext, _ resource: ConformanceResource, _ value: Value) async throws {
        try await run.pharos.write(run.name(resource), value)
        var last = Value.null
        do {
            try await Limited.wait(.seconds(3), "") {
                last = try await run.pharos.read(run.name(resource)).value()
                return run.fixture.isSame(value, last)
            }
        } catch is Mismatch {
            throw Mismatch(expected: "\(resource.path): \(value), which was written, within 3 s", came: "\(last)")
        }
    }
}
