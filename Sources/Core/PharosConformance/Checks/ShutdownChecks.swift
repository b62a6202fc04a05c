// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import Pharos
import PharosNode

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// When the client began to close.
final class ShutdownWatch: Sendable {
    private let moment = NIOLockedValueBox<ContinuousClock.Instant?>(nil)

    func begins() { moment.withLockedValue { $0 = .now } }
    var elapsed: Duration { moment.withLockedValue { $0.map { .now - $0 } ?? .zero } }
}

/// What is left when it is over.
enum ShutdownChecks {
    static func perform<Fixture: ConformanceFixture>(_ run: ConformanceRun<Fixture>, _ end: ShutdownWatch) async {
        let took = end.elapsed
        await run.perform("shutdown: in bounded time") {
            try expect(took < .seconds(5), "an end within 5 s", "one after \(took)")
            return "\(took)"
        }
        guard let probe = run.place.probe else { return }
        await run.perform("shutdown: run() returns when it is cancelled") {
            try await Limited.wait(.seconds(3), "run() to return") { probe.running == 0 }
            return ""
        }
        let isPrompt = await run.perform("shutdown: shutdown() is called and returns") {
            // The runtime has waited for three seconds already.
            try await Limited.wait(.seconds(1), "shutdown() to return") { probe.shutDowns > 0 }
            return ""
        }
        await run.perform("shutdown: nothing goes on") {
            try await Limited.wait(
                .seconds(5), "\(probe.openSubscriptions) subscriptions and \(probe.inFlight) operations to end"
            ) { probe.openSubscriptions == 0 && probe.inFlight == 0 }
            return ""
        }
        await run.perform("shutdown: the interface is released") {
            guard probe.isAlive != nil else { throw ConformanceNotExercised("the interface is a value") }
            try await Limited.wait(
                .seconds(5), "the interface's object to be released: a task or a closure of its own still holds it"
            ) { probe.isAlive == false }
            return ""
        }
        await run.perform("shutdown: no descriptor is left") {
            guard isPrompt else { throw ConformanceNotExercised("shutdown() hangs") }
            return try await descriptors(run)
        }
    }

    /// Several lives, one after the other. Other code of this process opens files as well: a leak is what grows with
    /// every life, however often one looks.
    private static func descriptors<Fixture: ConformanceFixture>(_ run: ConformanceRun<Fixture>) async throws -> String {
        let lives = 5
        var before = 0
        var after = 0
        for _ in 0..<3 {
            before = Descriptors.count("self")
            for _ in 0..<lives {
                try await withPharos(run.place.configuration) { pharos in
                    let system = ConformanceSystem(
                        pharos: pharos, scheme: Fixture.Subject.scheme, authority: run.fixture.authority)
                    try await run.fixture.prepare(system)
                    for resource in run.fixture.resources where !resource.isCommand {
                        _ = try await pharos.read(system.name(resource.path, role: resource.role))
                    }
                    try await run.fixture.tidy(system)
                }
            }
            for _ in 0..<100 {
                after = Descriptors.count("self")
                if after - before < lives { return "\(lives) lives" }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        throw Mismatch(expected: "as many open descriptors as before", came: "\(after - before) more after \(lives) lives")
    }
}

/// What the system says of this program and its files.
enum Descriptors {
    /// Where this program is; empty where the system does not say.
    static func ownPath() -> String {
        guard let path = realpath("/proc/self/exe", nil) else { return CommandLine.arguments.first ?? "" }
        defer { free(path) }
        return String(cString: path)
    }

    /// Whether it is a file that can be run.
    static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }

    /// How many a process has open; 0 where /proc does not say.
    static func count(_ process: String) -> Int {
        guard let directory = opendir("/proc/\(process)/fd") else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        return count
    }
}
