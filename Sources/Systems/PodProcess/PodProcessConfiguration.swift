// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What is started, and what it may do.
public struct PodProcessConfiguration: Sendable {
    /// How bytes travel between the two.
    public enum Transport: Sendable, Hashable {
        /// One socket, which is descriptor 0 of the process. Its standard output and error are log lines.
        case socket
        /// As ``socket``, with a second socket as descriptor 3, over which either side sends descriptors
        /// (``PodProcess/descriptorSocket``).
        case socketWithDescriptors
        /// Standard input and standard output. Only its standard error is log lines.
        case pipes
        /// None: standard input is /dev/null, standard output and error are log lines.
        case none
    }

    /// The program: a path, or a name that is looked up in the parent's `PATH`.
    public var executable: String
    /// Its arguments, without its own name.
    public var arguments: [String]
    /// Its whole environment; nothing else is passed on. See ``scrubbedEnvironment(passing:adding:)``.
    public var environment: [String: String]
    /// The folder it runs in; `nil` is the parent's at the time of the start.
    public var workingDirectory: String?
    /// How bytes travel; standard: ``Transport/socket``.
    public var transport: Transport
    /// What it may use; standard: no limits.
    public var limits: PodLimits
    /// What it may touch; standard: everything.
    public var sandbox: PodSandbox
    /// How it is ended; standard: two seconds for each step.
    public var termination: PodTermination
    /// Longer log lines are cut into pieces of so many bytes; standard: 8192.
    public var longestLine = 8192
    /// How many of the last log lines are kept for errors; standard: 20.
    public var keptLines = 20

    /// A configuration.
    public init(
        executable: String, arguments: [String] = [], environment: [String: String]? = nil,
        workingDirectory: String? = nil, transport: Transport = .socket, limits: PodLimits = PodLimits(),
        sandbox: PodSandbox = PodSandbox(), termination: PodTermination = PodTermination()
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment ?? Self.scrubbedEnvironment()
        self.workingDirectory = workingDirectory
        self.transport = transport
        self.limits = limits
        self.sandbox = sandbox
        self.termination = termination
    }

    /// The names that are passed on when nothing else is said: where programs and the home folder are, the language, the
    /// time zone, and where temporary files go.
    public static let passedNames = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"]

    /// This process's environment, reduced to the names given.
    /// - Parameters:
    ///   - names: what is passed on when it is set.
    ///   - additions: what is set besides; wins over what is passed on.
    public static func scrubbedEnvironment(
        passing names: [String] = passedNames, adding additions: [String: String] = [:]
    ) -> [String: String] {
        var environment: [String: String] = [:]
        for name in names {
            if let value = SystemCalls.environment(name) { environment[name] = value }
        }
        return environment.merging(additions) { $1 }
    }
}

/// What a process may use. A limit holds for each process it starts as well; `nil` is none.
public struct PodLimits: Sendable, Hashable {
    /// Bytes of address space: shared memory, libraries and the stacks of threads count. Python raises `MemoryError`.
    public var memory: UInt64?
    /// Seconds of processor time; after them the process is killed.
    public var processorSeconds: UInt64?
    /// Open descriptors.
    public var openFiles: UInt64?
    /// Processes and threads of the *user*, not of the process alone; does not hold for the superuser.
    public var processes: UInt64?

    /// Limits; standard: none.
    public init(
        memory: UInt64? = nil, processorSeconds: UInt64? = nil, openFiles: UInt64? = nil, processes: UInt64? = nil
    ) {
        self.memory = memory
        self.processorSeconds = processorSeconds
        self.openFiles = openFiles
        self.processes = processes
    }
}

/// What a process may touch. What it starts inherits the sandbox; there is no way out.
public struct PodSandbox: Sendable, Hashable {
    /// The folders below which files may be changed. `nil`: files may be changed anywhere the user may. Linux 6.2 and
    /// later (Landlock).
    public var writableFolders: [String]?
    /// The files and folders that can be read and run, besides ``systemPaths`` and what may be changed. `nil`: everything
    /// can that the user may. Linux 6.2 and later (Landlock).
    public var readablePaths: [String]?
    /// Whether sockets other than Unix ones are refused. Linux (seccomp).
    public var deniesNetwork: Bool
    /// Whether a part that the system cannot do stops the start (standard) or is only reported.
    public var isRequired = true

    /// A sandbox; standard: none.
    public init(writableFolders: [String]? = nil, deniesNetwork: Bool = false, readablePaths: [String]? = nil) {
        self.writableFolders = writableFolders
        self.deniesNetwork = deniesNetwork
        self.readablePaths = readablePaths
    }

    /// What programs need of the system to run at all, where it is there: its programs, libraries and settings, and what
    /// tells of processes and hardware. No homes, no data.
    public static let systemPaths = [
        "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc", "/proc", "/sys", "/dev/null", "/dev/zero", "/dev/full",
        "/dev/random", "/dev/urandom", "/run/systemd/resolve",
    ]

    /// All that can be read; `nil`: everything.
    var allReadable: [String]? {
        readablePaths.map { own in PodSandbox.systemPaths.filter { SystemCalls.exists($0) } + own }
    }

    /// What of its paths is not there.
    var missing: String? {
        (writableFolders ?? []).first { !SystemCalls.isFolder($0) } ?? (readablePaths ?? []).first { !SystemCalls.exists($0) }
    }
}

/// How a process is ended: it is asked (its input is closed), then SIGTERM, then SIGKILL, each to its whole group.
public struct PodTermination: Sendable, Hashable {
    /// How long it may take after it was asked; standard: 2 s.
    public var asked: Duration
    /// How long it may take after SIGTERM; standard: 2 s.
    public var terminated: Duration

    /// The waiting times.
    public init(asked: Duration = .seconds(2), terminated: Duration = .seconds(2)) {
        self.asked = asked
        self.terminated = terminated
    }
}
