// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Calls an unmodified pod of PyPods 0.2.0 in PyPods' own way: a process for each call, which runs the template's listener.
///
/// `python -m pods.NAME.pod` is started in the folder above `pods`; the request is one BSON document
/// `{"name", "args", "kwargs"}` on its standard input to the end of file, the answer `{"response"}` on its standard output or
/// `{"error"}` on its standard error. No state is kept from call to call. What the pod prints besides is found around the
/// document and given back as output, where PyPods' own client fails.
public struct PyPodsProcess: Sendable {
    /// What a call gave.
    public struct Reply: Sendable {
        /// What the function returned.
        public var value: BSONValue
        /// What it printed: standard output without the document.
        public var output: [UInt8]
        /// What it wrote on standard error, warnings for one.
        public var errors: [UInt8]
    }

    private let pod: PodSource
    private let interpreter: String
    private let environment: [String: String]

    /// A pod, called in PyPods' own way.
    ///
    /// - Parameters:
    ///   - pod: the pod. Its pods folder has to be called `pods`, for that is how its template and its modules name it.
    ///   - environment: the Python and packages to run it with; `pypods` has to be among them.
    ///   - variables: the environment variables of the process.
    /// - Throws: ``PodEnvironmentError`` with `invalidName` when the folder has another name.
    public init(
        _ pod: PodSource, environment: PodEnvironment, variables: [String: String]
    ) throws(PodEnvironmentError) {
        guard pod.pods.path.hasSuffix("/pods") else {
            throw PodEnvironmentError(
                .invalidName,
                "PyPods runs pods as pods.NAME.pod: their folder has to be called 'pods', this one is \(pod.pods.path)")
        }
        self.pod = pod
        interpreter = environment.interpreter
        self.environment = Toolbox(environment: variables).toolEnvironment
    }

    /// Calls a function.
    ///
    /// - Parameters:
    ///   - function: its name; any global of `pod.py` that can be called, as PyPods has it.
    ///   - arguments: arguments by place.
    ///   - keywords: arguments by name.
    ///   - deadline: how long the call may take, the start of Python included. Default: a minute.
    /// - Throws: ``PyPodsError``; the process and all that it started is killed when the deadline passes or the task is
    ///   cancelled.
    public func call(
        _ function: String, _ arguments: [BSONValue] = [], keywords: BSONDocument = BSONDocument(),
        deadline: Duration = .seconds(60)
    ) async throws(PyPodsError) -> Reply {
        let request: [UInt8]
        do {
            request = try BSONWriter().bytes([
                "name": .string(function), "args": .array(arguments), "kwargs": .document(keywords),
            ])
        } catch {
            throw PyPodsError(.invalidArguments, "the arguments of \(function) cannot be written as BSON: \(error)")
        }
        let outcome: Tool.Outcome
        do {
            outcome = try await Tool(
                program: interpreter, arguments: ["-m", "pods.\(pod.name).pod"], folder: pod.pods.project,
                environment: environment, input: request, deadline: deadline, maximumOutput: 512 << 20
            ).run()
        } catch {
            throw failure(error)
        }
        return try reply(outcome, function)
    }

    private func reply(_ outcome: Tool.Outcome, _ function: String) throws(PyPodsError) -> Reply {
        if let (value, around) = PyPodsReply.find("response", in: outcome.output) {
            return Reply(value: value, output: around, errors: outcome.errors)
        }
        if let (value, around) = PyPodsReply.find("error", in: outcome.errors) {
            var words = "the error is no text: \(value)"
            if case .string(let text) = value { words = text }
            throw PyPodsError(.raised, words, output: outcome.output, errors: around)
        }
        let what = outcome.isSuccess ? "ended without an answer" : outcome.ending
        let code: PyPodsError.Code = outcome.isSuccess && !outcome.output.isEmpty ? .malformed : .died
        throw PyPodsError(
            code,
            code == .malformed
                ? "the pod '\(pod.name)' answered the call of \(function) with \(outcome.output.count) bytes that are no answer"
                : "the pod '\(pod.name)' \(what) in the call of \(function)",
            output: outcome.output, errors: outcome.errors)
    }

    private func failure(_ error: PodEnvironmentError) -> PyPodsError {
        switch error.code {
        case .deadlineExceeded: PyPodsError(.deadlineExceeded, error.message)
        case .cancelled: PyPodsError(.cancelled, error.message)
        default: PyPodsError(.notStarted, error.message)
        }
    }
}
