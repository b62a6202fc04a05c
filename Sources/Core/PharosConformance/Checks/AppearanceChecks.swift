// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import Pharos

/// Resources that come and go while somebody looks.
enum AppearanceChecks {
    static let all = [
        Check("appearance: is told, listed and readable") { run in
            try await withList(run) { changes in
                try await withExtra(run) { path in
                    try await told(changes.appeared, path, "the appearance")
                    try await listed(run, path, true)
                    let info = try await run.list().first { $0.path == path }
                    if info?.isReadable == true { _ = try await run.pharos.read(run.name(path), timeout: .seconds(5)) }
                }
            }
        },
        Check("disappearance: is told, and the name is not found") { run in
            try await withList(run) { changes in
                try await withExtra(run) { path in
                    try await told(changes.appeared, path, "the appearance")
                    try await run.fixture.vanish(path, run.system)
                    try await told(changes.vanished, path, "the disappearance")
                    try await listed(run, path, false)
                    try await run.refused("a read", with: [.notFound], about: path) {
                        try await run.pharos.read(run.name(path), timeout: .seconds(5))
                    }
                }
            }
        },
        Check("disappearance: ends watches") { run in
            guard !run.fixture.waitsForNames else {
                throw ConformanceNotExercised("who watches a name that is not there waits for it")
            }
            return try await withExtra(run) { path in
                try await listed(run, path, true)
                try await withWatch(run, run.name(path)) { seen in
                    try await run.fixture.vanish(path, run.system)
                    try await Limited.wait(.seconds(5), "the watch of \(path) to end or to say that it is gone") {
                        seen.end.isOver || seen.last?.failure?.code == .notFound
                    }
                    let code = seen.end.error?.code ?? seen.last?.failure?.code
                    try expect(code == .notFound, "the error notFound", "\(code?.description ?? "an end without error")")
                }
            }
        },
        Check("appearance: again under the same name") { run in
            for _ in 0..<3 {
                _ = try await withExtra(run) { path in
                    try await listed(run, path, true)
                    try await withWatch(run, run.name(path)) { _ in }
                }
            }
            try await run.works()
            return "three times"
        },
    ]

    /// Lets a resource appear for the time of `body`, and sees to it that it is gone afterwards.
    private static func withExtra(
        _ run: CheckContext, _ body: (String) async throws -> Void
    ) async throws -> String {
        let path = try await run.fixture.appear(run.system)
        do {
            try await body(path)
        } catch {
            try? await run.fixture.vanish(path, run.system)
            throw error
        }
        // It may have vanished already.
        if try await run.list().contains(where: { $0.path == path }) { try await run.fixture.vanish(path, run.system) }
        try await listed(run, path, false)
        return path
    }

    private final class Changes: Sendable {
        private let paths = NIOLockedValueBox<(appeared: Set<String>, vanished: Set<String>, isReady: Bool)>(([], [], false))
        var appeared: Set<String> { paths.withLockedValue { $0.appeared } }
        var vanished: Set<String> { paths.withLockedValue { $0.vanished } }
        var isReady: Bool { paths.withLockedValue { $0.isReady } }

        func add(_ change: ResourceChange) {
            paths.withLockedValue {
                // The first element is what was there already.
                if $0.isReady { $0.appeared.formUnion(change.appeared.map(\.path)) }
                $0.vanished.formUnion(change.vanished.map(\.path))
                $0.isReady = true
            }
        }
    }

    private static func withList(
        _ run: CheckContext, _ body: (Changes) async throws -> String
    ) async throws -> String {
        let changes = Changes()
        let task = Task {
            for try await change in run.pharos.resources(of: run.system.root) { changes.add(change) }
        }
        defer { task.cancel() }
        try await Limited.wait(.seconds(5), "the list") { changes.isReady }
        return try await body(changes)
    }

    private static func told(
        _ paths: @autoclosure () -> Set<String>, _ path: String, _ what: String
    ) async throws {
        try await Limited.wait(.seconds(5), "\(what) of \(path)") { paths().contains(path) }
    }

    private static func listed(_ run: CheckContext, _ path: String, _ isThere: Bool) async throws {
        // What is still subscribed to may keep it there for two seconds more, and the system may be asked now and then.
        try await Limited.wait(.seconds(isThere ? 5 : 10), "a list \(isThere ? "with" : "without") \(path)") {
            try await run.list().contains { $0.path == path } == isThere
        }
    }
}
