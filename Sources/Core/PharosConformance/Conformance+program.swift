// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension Conformance {
    /// The whole of a program that runs the checks: `PROGRAM SYSTEM [PHAROS]`, within the program, or in a node of that
    /// `pharos`. Prints the report and ends the program: with 0 when all passed, 1 when not, 64 without a system.
    ///
    /// - Parameters:
    ///   - system: what the first argument is called when it is missing, `AUTHORITY`.
    ///   - fixture: makes the fixture of the first argument.
    public static func runProgram<Fixture: ConformanceFixture>(
        _ system: String, _ fixture: @Sendable (String) -> Fixture
    ) async -> Never {
        let arguments = CommandLine.arguments
        guard arguments.count > 1 else {
            print("usage: \(arguments.first ?? "conformance") \(system) [PHAROS]")
            exit(64)
        }
        var host = Host.withinProgram
        if arguments.count > 2 {
            var configuration = PharosConfiguration()
            configuration.executable = arguments[2]
            host = .node(configuration)
        }
        let report = await run(fixture(arguments[1]), on: host)
        print(report)
        exit(report.isPassed ? 0 : 1)
    }
}
