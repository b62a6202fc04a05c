// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos

/// Errors: the right code, with the name in it, and nothing harmed.
enum ErrorChecks {
    static let all = [
        Check("errors: an unknown name is not found") { run in
            guard !run.fixture.hasOpenNames else { throw ConformanceNotExercised("every name is there when it is used") }
            let path = run.fixture.missing
            let name = run.name(path)
            let limit = Duration.seconds(5)
            try await run.refused("a read", with: [.notFound], about: path) {
                try await run.pharos.read(name, timeout: limit)
            }
            try await run.refused("a write", with: [.notFound, .unsupported], about: path) {
                try await run.pharos.write(name, 1, timeout: limit)
            }
            try await run.refused("a call", with: [.notFound, .unsupported], about: path) {
                try await run.pharos.call(name, timeout: limit)
            }
            try await run.refused("a description", with: [.notFound, .unsupported], about: path) {
                try await run.pharos.describe(name, timeout: limit)
            }
            return path
        },
        Check("errors: a watch of an unknown name ends") { run in
            guard !run.fixture.hasOpenNames else { throw ConformanceNotExercised("every name is there when it is used") }
            let path = run.fixture.missing
            guard !run.fixture.waitsForNames else {
                throw ConformanceNotExercised("who watches a name that is not there waits for it")
            }
            try await withWatch(run, run.name(path), waits: false) { seen in
                try await Limited.wait(.seconds(5), "the watch of \(path) to end") { seen.end.isOver }
                try expect(seen.end.error?.code == .notFound, "the error notFound", "\(seen.end.error.map { "\($0)" } ?? "none")")
            }
            return path
        },
        Check("errors: an unknown word is unsupported") { run in
            let error = try await run.failure(of: "configuring 'no-such-word'") {
                try await run.system.configure("no-such-word", ["path": .string(run.fixture.missing)])
            }
            try expect([.unsupported, .invalidValue].contains(error.code), "the error unsupported", "\(error)")
            return ""
        },
        Check("errors: odd names harm nothing") { run in
            let paths = [
                "/", "//", "/.", "/../../etc/passwd", "/%", "/a//b/", "/ ", "/\u{202e}x\u{0}".filter { $0 != "\u{0}" },
                "/ä/💥/\u{301}", "/'\"`$(x);{}[]|&", "/" + String(repeating: "a", count: 20_000),
                String(repeating: "/x", count: 5_000),
            ]
            let known = Set(try await run.list().map(\.path))
            for path in paths where !known.contains(path) {
                do {
                    // A system may know it, as the root of a tree.
                    _ = try await run.pharos.read(run.name(path), timeout: .seconds(2)).value()
                } catch let error as PharosError {
                    try expect(
                        [.notFound, .invalidName, .unsupported, .invalidValue].contains(error.code),
                        "\(path.prefix(40)): notFound or invalidName", "\(error.code): \(error.message.prefix(200))")
                }
            }
            try await run.works()
            return "\(paths.count) names"
        },
    ]
}
