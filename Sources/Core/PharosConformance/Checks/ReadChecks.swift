// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos

/// Reads and calls.
enum ReadChecks {
    static let all = [
        Check("read: gives a value") { run in
            _ = try run.first(run.readable, "resource that can be read")
            for resource in run.readable {
                let sample = try await run.pharos.read(run.name(resource), timeout: .seconds(5))
                _ = try sample.value()
                try expect(sample.quality != .invalid, "\(resource.path): a value that is not invalid", "an invalid one")
                let age = Timestamp.now.seconds - sample.timestamp.seconds
                try expect(age > -60, "\(resource.path): a time that is not in the future", "one \(-age) s ahead")
            }
            return "\(run.readable.count) resources"
        },
        Check("read: many at once") { run in
            let name = run.name(try run.first(run.readable, "resource that can be read"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask { _ = try await run.pharos.read(name, timeout: .seconds(10)) }
                }
                try await group.waitForAll()
            }
            return "100 reads"
        },
        Check("call: gives the reply") { run in
            _ = try run.first(run.commands, "command")
            for resource in run.commands {
                guard case .command(let request, let reply) = resource.use else { continue }
                let value = try await run.pharos.call(run.name(resource), request).value()
                if let reply {
                    try expect(run.fixture.isSame(reply, value), "\(resource.path): the reply \(reply)", "\(value)")
                }
            }
            return "\(run.commands.count) commands"
        },
        Check("call: what is no command is refused") { run in
            let resource = try run.first(run.readable, "resource that can be read")
            try await run.refused(
                "a call of it", with: [.unsupported, .notFound, .invalidValue], about: resource.path
            ) { try await run.pharos.call(run.name(resource), timeout: .seconds(2)) }
            return ""
        },
        Check("read: a command has no value") { run in
            let resource = try run.first(run.commands, "command")
            try await run.refused(
                "a read of it", with: [.unsupported, .notFound, .noValue, .invalidName], about: resource.path
            ) { try await run.pharos.read(run.name(resource), timeout: .milliseconds(500)) }
            return ""
        },
    ]
}
