// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PodProcess

extension Pod {
    /// What is run, where, and how it is looked after.
    public struct Configuration: Sendable {
        /// The pod's interpreter: a path, or a name looked up in `PATH`; standard: `python3`.
        public var interpreter: String
        /// The folder that holds `pods/`: it is the pod's working directory and the first entry of its `sys.path`.
        public var root: String
        /// The pod's name: `pods/NAME/pod.py` below ``root`` is imported as `pods.NAME.pod`. A Python identifier.
        public var name: String

        /// How many processes; standard: 1. State that functions keep is each process's own.
        public var workers = 1
        /// How many calls one process has at a time; standard: 1. More make sense for asynchronous functions and streams.
        public var callsInFlight = 1
        /// How many calls may wait for a process; standard: 1024. Beyond it they fail with `overloaded`.
        public var waitingCalls = 1024
        /// How long a call may take, waiting included, when it says nothing itself; standard: `nil`, for ever.
        public var deadline: Duration?
        /// How long a start may take, the import of `pod.py` included; standard: 60 s.
        public var startTimeout: Duration = .seconds(60)
        /// How long a cancelled call may take to end before its process is killed; standard: 1 s.
        public var cancellationGrace: Duration = .seconds(1)
        /// A process is replaced after so many calls; standard: `nil`, never.
        public var callsPerWorker: Int?
        /// How often a process that has no call is asked whether it is there; one that does not answer until it is asked
        /// again is replaced. Standard: `nil`, never: the deadline of its next call would find out.
        public var healthPeriod: Duration?
        /// How a process that died is started again.
        public var restarts = RestartPolicy()

        /// The longest message; standard: 64 MiB. Large arrays and bytes travel in shared memory and do not count.
        public var longestMessage = 64 << 20
        /// From so many bytes on, bytes and arrays travel in shared memory; standard: 64 KiB. `Int.max` turns it off.
        public var sharedMemoryThreshold = 65536

        /// Names of this program's environment that the pod may see.
        public var passedEnvironment = PodProcessConfiguration.passedNames
        /// Variables that are set for the pod besides.
        public var environment: [String: String] = [:]
        /// What a process may use; standard: no limits.
        public var limits = PodLimits()
        /// What a process may touch; standard: everything. Where not everything can be read, ``root``, the interpreter and its
        /// environment can.
        public var sandbox = PodSandbox()
        /// How a process is ended.
        public var termination = PodTermination()

        /// The least level of Python's `logging` that is told: 10 debug, 20 info, 30 warning; standard: 20.
        public var logLevel = 20
        /// Hears what the pod logs and prints, on the event loop; standard: nobody.
        public var onLog: (@Sendable (PodLogRecord) -> Void)?
        /// What the pod can call here by `pharos_pod.host.call(name, …)`.
        public var handlers: [String: PodHandler] = [:]

        /// The file that is run instead of the worker this library carries; for tests of what other processes may do.
        package var workerFile: String?

        /// A configuration.
        public init(interpreter: String = "python3", root: String, name: String) {
            self.interpreter = interpreter
            self.root = root
            self.name = name
        }
    }

    /// How often and how soon processes that died are started again.
    public struct RestartPolicy: Sendable, Hashable {
        /// The pause before the first new start; doubles with each that fails; standard: 100 ms.
        public var firstDelay: Duration = .milliseconds(100)
        /// The longest pause; standard: 10 s.
        public var longestDelay: Duration = .seconds(10)
        /// How many deaths within ``period`` end the pod with `gaveUp`; standard: 5.
        public var budget = 5
        /// The time in which deaths are counted; standard: 60 s.
        public var period: Duration = .seconds(60)

        /// The standard policy.
        public init() {}
    }
}

/// Answers a call that a pod makes to this program. What it throws is raised in the pod as `pharos_pod.HostError`.
public typealias PodHandler = @Sendable (PodHostCall) async throws -> PodValue

/// A call of a pod to this program.
public struct PodHostCall: Sendable {
    /// The name it was called by.
    public var name: String
    /// What was given by place.
    public var arguments: [PodValue]
    /// What was given by name.
    public var keywords: PodDictionary
}
