// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPodProcess

/// The C side of a start: strings that live as long as the call, and what came back.
///
/// swift-subprocess would spawn as well, but has no room between fork and exec on Linux, and starts children from threads
/// that come and go: a process must die with the *thread* that started it (PR_SET_PDEATHSIG), and limits, Landlock and
/// seccomp must hold before the first line of a foreign program runs. It also passes on descriptors 0 to 2 only.
enum Spawning {
    static func spawn(
        _ configuration: PodProcessConfiguration, descriptors: (Int32, Int32, Int32, Int32)
    ) throws(PodProcessError) -> (pid: Int32, confinement: PodConfinement) {
        guard let path = SystemCalls.find(configuration.executable) else {
            throw PodProcessError(
                .noProgram, "there is no program '\(configuration.executable)', or it may not be executed")
        }
        if let folder = configuration.workingDirectory, !SystemCalls.isFolder(folder) {
            throw PodProcessError(.noFolder, "the working directory '\(folder)' does not exist")
        }
        if configuration.sandbox.isRequired, let path = configuration.sandbox.missing {
            throw PodProcessError(.noSandbox, "'\(path)', which the sandbox allows, is not there")
        }
        let variables = try configuration.environment.sorted { $0.key < $1.key }.map {
            name, value throws(PodProcessError) in
            guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "=")) else {
                throw PodProcessError(.invalidArgument, "'\(name)' cannot name an environment variable")
            }
            return "\(name)=\(value)"
        }
        let strings =
            [path] + configuration.arguments + variables + (configuration.sandbox.writableFolders ?? [])
            + (configuration.sandbox.readablePaths ?? []) + [configuration.workingDirectory ?? ""]
        if let bad = strings.first(where: { $0.utf8.contains(0) }) {
            throw PodProcessError(.invalidArgument, "a NUL cannot be passed to a process: '\(bad)'")
        }
        var spawn = pod_spawn()
        spawn.descriptors = descriptors
        spawn.memory = configuration.limits.memory ?? UInt64.max
        spawn.processor_seconds = configuration.limits.processorSeconds ?? UInt64.max
        spawn.open_files = configuration.limits.openFiles ?? UInt64.max
        spawn.processes = configuration.limits.processes ?? UInt64.max
        let (writable, readable) = (configuration.sandbox.writableFolders, configuration.sandbox.allReadable)
        if writable != nil || readable != nil { spawn.sandbox |= Int32(POD_SANDBOX_FILES.rawValue) }
        if configuration.sandbox.deniesNetwork { spawn.sandbox |= Int32(POD_SANDBOX_NETWORK.rawValue) }

        var pid: Int32 = 0
        let failure = withCStrings([path] + configuration.arguments) { arguments in
            withCStrings(variables) { environment in
                withCStrings(writable) { writable in
                    withCStrings(readable) { readable in
                        withCStrings(configuration.workingDirectory.map { [$0] } ?? []) { folder in
                            spawn.path = UnsafePointer(arguments?[0])
                            spawn.arguments = UnsafePointer(arguments)
                            spawn.environment = UnsafePointer(environment)
                            spawn.directory = UnsafePointer(folder?[0])
                            spawn.writable = constant(writable)
                            spawn.readable = constant(readable)
                            spawn.requires_sandbox = configuration.sandbox.isRequired ? 1 : 0
                            return pod_spawn(&spawn, &pid)
                        }
                    }
                }
            }
        }
        let confinement = PodConfinement(
            memory: .init(spawn.memory_outcome), processorTime: .init(spawn.processor_outcome),
            openFiles: .init(spawn.open_files_outcome), processes: .init(spawn.processes_outcome),
            files: .init(spawn.files_outcome), network: .init(spawn.network_outcome),
            diesWithParent: .init(spawn.parent_death_outcome))
        guard failure == 0 else {
            if failure == POD_NO_SANDBOX {
                throw PodProcessError(
                    .noSandbox,
                    "the sandbox for '\(path)' does not hold: \(confinement.refusals.joined(separator: "; "))")
            }
            throw PodProcessError(.cannotStart, "'\(path)' cannot be started: \(SystemCalls.text(of: failure))")
        }
        return (pid, confinement)
    }

    private typealias Strings = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    /// The same strings, which nobody will change.
    private static func constant(_ strings: Strings?) -> UnsafePointer<UnsafePointer<CChar>?>? {
        strings.map { UnsafeRawPointer($0).assumingMemoryBound(to: UnsafePointer<CChar>?.self) }
    }

    /// The strings as C has them, ended by a null pointer, as long as the call lasts; none for `nil`.
    private static func withCStrings<Result>(_ strings: [String]?, _ body: (Strings?) -> Result) -> Result {
        guard let strings else { return body(nil) }
        let pointers = Strings.allocate(capacity: strings.count + 1)
        defer { pointers.deallocate() }
        let copies = strings.map { string in
            let bytes = Array(string.utf8CString)
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
            copy.initialize(from: bytes, count: bytes.count)
            return copy
        }
        defer { for copy in copies { copy.deallocate() } }
        for (index, copy) in copies.enumerated() { (pointers + index).initialize(to: copy) }
        (pointers + strings.count).initialize(to: nil)
        return body(pointers)
    }
}
