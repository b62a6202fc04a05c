// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import Pharos
import PharosNode
import PharosWire

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How a run reaches the interface: a configuration of the client with a runtime directory of its own, and the probe
/// when the interface runs in this process.
struct TestPlace: Sendable {
    let configuration: PharosConfiguration
    let probe: ProbeLog?
    private let directory: String?

    init<Fixture: ConformanceFixture>(_ fixture: Fixture, _ host: Conformance.Host) throws {
        var configuration = PharosConfiguration()
        if case .node(let given) = host { configuration = given }
        var environment = configuration.environment ?? RuntimeDirectory.processEnvironment()
        environment.merge(fixture.environment) { _, own in own }
        if configuration.runtimeDirectory == nil {
            let made = try TestPlace.temporaryDirectory()
            configuration.runtimeDirectory = made
            directory = made
        } else {
            directory = nil
        }
        configuration.clientName = "pharos conformance"
        configuration.graceTime = min(configuration.graceTime, .seconds(2))
        switch host {
        case .withinProgram:
            let log = ProbeLog()
            environment[ProbeLog.variable] = log.register()
            configuration.embedded = [Probe<Fixture.Subject>.self]
            probe = log
        case .plugIn(let path):
            let name = "pharos-node-\(Fixture.Subject.scheme)"
            guard let slash = path.lastIndex(of: "/"), path[slash...].dropFirst() == name[...] else {
                throw Mismatch(expected: "an absolute path that ends with /\(name)", came: "'\(path)'")
            }
            guard access(path, X_OK) == 0 else { throw Mismatch("\(path) is not an executable file") }
            environment["PATH"] = "\(path[..<slash]):\(environment["PATH"] ?? "")"
            probe = nil
        case .node:
            probe = nil
        }
        configuration.environment = environment
        self.configuration = configuration
    }

    /// Removes the runtime directory, if it was made here.
    func remove() {
        probe?.unregister()
        guard let directory else { return }
        for file in (try? RuntimeDirectory(path: directory).files()) ?? [] { unlink("\(directory)/\(file)") }
        rmdir(directory)
    }

    private static func temporaryDirectory() throws -> String {
        var template = Array("/tmp/pharos-conformance-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw Mismatch("no directory can be made in /tmp: \(String(cString: strerror(errno)))")
        }
        return String(cString: made)
    }
}
