// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import Pharos
import PharosNode

/// Runs everything that any interface has to get right against one: names, lists, reads, writes, watches, errors,
/// deadlines, appearances, shutdown.
public enum Conformance {
    /// Where the interface runs during the checks.
    public enum Host: Sendable {
        /// In this process. Then it is also seen how often the interface is asked, and what it leaves behind.
        case withinProgram
        /// As the executable at this path, `…/pharos-node-<scheme>`, in a node of its own.
        case plugIn(path: String)
        /// In a node that is started as this says; for schemes that `pharos` serves itself.
        case node(PharosConfiguration)
    }

    /// The program of that name that was built together with this test program: beside it, or a few directories up.
    public static func built(_ program: String) -> String? {
        var place = Descriptors.ownPath()[...]
        for _ in 0..<5 {
            guard let slash = place.lastIndex(of: "/") else { return nil }
            place = place[..<slash]
            if Descriptors.isExecutable("\(place)/\(program)") { return "\(place)/\(program)" }
        }
        return nil
    }

    /// The longest that a single check may take before it has failed.
    public static let limit = Duration.seconds(30)

    /// Runs all checks.
    ///
    /// - Parameters:
    ///   - fixture: the interface and what its system has.
    ///   - host: where the interface runs. Default: in this process.
    ///   - progress: called with each check as it ends. Default: nothing.
    /// - Returns: what was found; it never throws: what goes wrong is a check that failed.
    public static func run<Fixture: ConformanceFixture>(
        _ fixture: Fixture, on host: Host = .withinProgram,
        progress: @escaping @Sendable (ConformanceCheck) -> Void = { _ in }
    ) async -> ConformanceReport {
        let results = CheckResults(progress: progress)
        do {
            let place = try TestPlace(fixture, host)
            // A hung interface must not hang the test that finds out.
            try await Limited.run(.seconds(600), "the checks") {
                try await ConformanceRun(fixture, place, results).perform()
            }
            place.remove()
        } catch {
            results.add(ConformanceCheck(name: "kit: runs to its end", outcome: .failed, text: "\(error)", duration: .zero))
        }
        return ConformanceReport(subject: "\(Fixture.Subject.scheme) (\(host.words))", checks: results.all)
    }
}

extension Conformance.Host {
    var words: String {
        switch self {
        case .withinProgram: "within this process"
        case .plugIn(let path): path
        case .node: "in a node"
        }
    }

    var isWithinProgram: Bool { if case .withinProgram = self { true } else { false } }
}
