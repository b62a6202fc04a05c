// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PodProcess

/// How a babashka pod is started and how much is asked of it.
public struct BabashkaPodConfiguration: Sendable {
    /// How messages travel.
    public enum Transport: String, Sendable, Hashable {
        /// Standard input and output. Standard error is log lines.
        case stdio
        /// A TCP socket of this machine, which the pod opens and says in a file `.babashka-pod-PID.port` of its folder.
        /// Standard output and error are log lines.
        case socket
    }

    /// How often a pod that ends by itself is started again.
    public struct Restarts: Sendable, Hashable {
        /// How many ends within ``window`` are made good; the next one is not. Default: 5.
        public var limit: Int
        /// Default: 60 s.
        public var window: Duration
        /// How long is waited after the first end of a window; twice as long after every further one. Default: 50 ms.
        public var delay: Duration
        /// How long is waited at most. Default: 5 s.
        public var longestDelay: Duration

        /// A budget.
        public init(
            limit: Int = 5, window: Duration = .seconds(60), delay: Duration = .milliseconds(50),
            longestDelay: Duration = .seconds(5)
        ) {
            self.limit = limit
            self.window = window
            self.delay = delay
            self.longestDelay = longestDelay
        }
    }

    /// Text that a pod wrote for people.
    public struct Output: Sendable, Hashable {
        /// Whether it is of the kind of standard error.
        public var isError: Bool
        /// Whether it came as a message (`out`, `err`), which may be any part of a line; else it is one line that the
        /// process wrote.
        public var isMessage: Bool
        /// The text.
        public var text: String
    }

    /// The program and its arguments; a program without a slash is looked up in `PATH`.
    public var command: [String]
    /// How messages travel. Default: ``Transport/stdio``.
    public var transport: Transport
    /// The folder it runs in. Default: this process's.
    public var workingDirectory: String?
    /// Variables for its environment, besides those of ``passedVariables`` and the protocol's own.
    public var environment: [String: String]
    /// The names of variables that are passed on. Default: `PodProcessConfiguration.passedNames`.
    public var passedVariables = PodProcessConfiguration.passedNames
    /// What the pod is known to say of itself; then it is not asked. Default: it is asked.
    public var description: PodDescription?
    /// How many requests may be under way at a time. Default: 1, for some pods lose a second one that comes too early;
    /// set it higher for a pod that is known to read one message at a time.
    public var requestsInFlight = 1
    /// How long the pod may take to answer `describe`, and to open its socket. Default: 30 s.
    public var startDeadline: Duration = .seconds(30)
    /// How long a call may take, including its wait for its turn, when nothing else is said with it. Default: 60 s.
    public var deadline: Duration = .seconds(60)
    /// How long a pod may go on with a call that was cancelled while the next one waits; then it is ended. Default: 2 s.
    public var cancellationGrace: Duration = .seconds(2)
    /// How long a stream that says nothing keeps the next request waiting. Default: 200 ms.
    public var streamSettling: Duration = .milliseconds(200)
    /// How many calls may wait for their turn. Default: 10 000.
    public var waitingCalls = 10_000
    /// Whether functions may be invoked that the pod does not list. Default: no.
    public var invokesUnlisted = false
    /// How often it is started again.
    public var restarts = Restarts()
    /// How it is ended: it is asked (`shutdown`, or SIGTERM when it has no such operation), then SIGTERM, then SIGKILL.
    /// Default: two seconds for each step.
    public var termination = PodTermination()
    /// What is accepted from it.
    public var limits = BencodeReader.Limits()
    /// What the process may use. Default: no limits.
    public var processLimits = PodLimits()
    /// What the process may touch. Default: everything.
    public var sandbox = PodSandbox()
    /// Called with each text that it wrote for people, before the result of the call in which it was written; on the
    /// pod's event loop, so it must not block.
    public var output: @Sendable (Output) -> Void = { _ in }
    /// Called with each message that was passed over, and why; as ``output``.
    public var ignored: @Sendable (String) -> Void = { _ in }

    /// A configuration.
    /// - Parameters:
    ///   - command: the program and its arguments.
    ///   - transport: how messages travel.
    ///   - workingDirectory: the folder it runs in.
    ///   - environment: variables for its environment.
    public init(
        command: [String], transport: Transport = .stdio, workingDirectory: String? = nil,
        environment: [String: String] = [:]
    ) {
        self.command = command
        self.transport = transport
        self.workingDirectory = workingDirectory
        self.environment = environment
    }

    /// A configuration for a pod by its name in the registry, such as `lispyclouds/sqlite`: the program
    /// `pod-lispyclouds-sqlite` is looked up in `PATH`.
    public init(pod name: String, transport: Transport = .stdio) {
        self.init(command: ["pod-" + name.split(separator: "/").joined(separator: "-")], transport: transport)
    }

    /// What the process is started with.
    func process() throws(BabashkaPodError) -> PodProcessConfiguration {
        guard let program = command.first, !program.isEmpty else {
            throw BabashkaPodError(.cannotStart, "expected a program and its arguments, found no command")
        }
        var additions = environment
        additions["BABASHKA_POD"] = "true"
        if transport == .socket { additions["BABASHKA_POD_TRANSPORT"] = "socket" }
        return PodProcessConfiguration(
            executable: program, arguments: Array(command.dropFirst()),
            environment: PodProcessConfiguration.scrubbedEnvironment(passing: passedVariables, adding: additions),
            workingDirectory: workingDirectory, transport: transport == .stdio ? .pipes : .none, limits: processLimits,
            sandbox: sandbox, termination: termination)
    }
}
