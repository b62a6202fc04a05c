// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A Python that environments are made from.
struct Interpreter: Sendable, Hashable {
    /// The program itself, not a link into an environment.
    var path: String
    /// `3.11.2`.
    var version: String
    /// What binary packages have to fit: `cpython-311 linux-x86_64 glibc 2.36`.
    var platform: String

    /// `3.11`.
    var shortVersion: String { version.split(separator: ".").prefix(2).joined(separator: ".") }

    private static let question = """
        import os, sys, sysconfig
        try:
            libc = os.confstr("CS_GNU_LIBC_VERSION") or ""
        except (ValueError, OSError, AttributeError):
            libc = ""
        print(getattr(sys, "_base_executable", sys.executable))
        print(".".join(map(str, sys.version_info[:3])))
        print(sys.implementation.cache_tag, sysconfig.get_platform(), libc)
        """

    /// Asks a program what Python it is.
    static func ask(
        _ program: String, _ toolbox: Toolbox, in folder: String
    ) async throws(PodEnvironmentError) -> Interpreter {
        let outcome = try await Tool(
            program: program, arguments: ["-I", "-S", "-c", question], folder: folder,
            environment: toolbox.toolEnvironment, deadline: .seconds(30)
        ).run()
        let lines = outcome.text.split(separator: "\n").map(String.init)
        guard outcome.isSuccess, lines.count == 3, lines[0].hasPrefix("/") else {
            throw PodEnvironmentError(
                .noInterpreter, "\(program) is no Python that can be used: it \(outcome.ending)", lines: outcome.lines)
        }
        let interpreter = Interpreter(path: lines[0], version: lines[1], platform: lines[2])
        guard interpreter.isNewEnough else {
            throw PodEnvironmentError(.noInterpreter, "\(program) is Python \(lines[1]); 3.9 or newer is needed")
        }
        return interpreter
    }

    private var isNewEnough: Bool {
        let parts = version.split(separator: ".").compactMap { Int($0) }
        return parts.count == 3 && (parts[0] > 3 || parts[0] == 3 && parts[1] >= 9)
    }
}
