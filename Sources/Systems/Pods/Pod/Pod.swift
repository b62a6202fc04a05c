// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
public import NIOCore
import NIOPosix

/// A Python library in processes of its own, whose functions are called like one's own.
///
/// ```swift
/// try await withPod(.init(root: "/home/me/project", name: "hello_world")) { pod in
///     let three = try await pod.foo(1, 2)
///     let text: String = try await pod.call("greet", "Ada", as: String.self)
///     for try await line in pod.lines.stream("big.txt") { print(line) }
/// }
/// ```
///
/// `pod.py` is imported in the pod and nowhere else. What it prints is log, what it raises is an error with type and
/// traceback, and when it dies every call in flight fails with the reason, and it is started again.
@dynamicMemberLookup
public final class Pod: Sendable {
    /// What it was started with.
    public let configuration: Configuration
    private let core: PodCore

    private init(configuration: Configuration, core: PodCore) {
        self.configuration = configuration
        self.core = core
    }

    deinit { core.abandon() }

    /// Starts a pod, and returns when its first process is ready.
    /// - Parameters:
    ///   - configuration: what is run, where, and how it is looked after.
    ///   - eventLoop: where its channels and handlers live; standard: one of SwiftNIO's shared ones.
    /// - Throws: ``PodError``: `invalidArgument`, `notFound`, `startFailed`, `startTimedOut`.
    public static func start(_ configuration: Configuration, on eventLoop: (any EventLoop)? = nil) async throws -> Pod {
        let core = try PodCore(configuration, eventLoop: eventLoop ?? MultiThreadedEventLoopGroup.singleton.any())
        try await core.start()
        return Pod(configuration: configuration, core: core)
    }

    /// What the pod offers, as the process that started last says.
    public var interface: PodInterfaceDescription { core.interface }

    /// A function of the pod; whether there is one of that name is seen when it is called.
    public subscript(dynamicMember name: String) -> PodFunction { function(name) }

    /// A function of the pod, also one whose name is one of this class's own.
    public func function(_ name: String) -> PodFunction { PodFunction(pod: self, name: name) }

    /// Calls a function.
    /// - Parameters:
    ///   - name: its name in `pod.py`.
    ///   - arguments: what is given by place.
    ///   - keywords: what is given by name.
    ///   - options: deadline, progress, a process of its own.
    /// - Throws: ``PodError``. The task's cancellation is passed on to the pod and throws `cancelled`.
    public func call(
        _ name: String, _ arguments: [PodValue] = [], keywords: PodDictionary = [:], options: PodCallOptions = .init()
    ) async throws -> PodValue {
        try await core.call(name, arguments, keywords, options)
    }

    /// Calls a function, and decodes what it returns: numbers, text, arrays, or a type whose fields are those of the dict,
    /// dataclass or named tuple that comes.
    /// - Throws: ``PodError``, of code `unsupportedValue` when the result is not such a type.
    public func call<Result: Decodable>(
        _ name: String, _ arguments: any PodConvertible..., keywords: PodDictionary = [:],
        options: PodCallOptions = .init(), as type: Result.Type
    ) async throws -> Result {
        try await core.call(name, arguments.map(\.podValue), keywords, options).decoded(as: type)
    }

    /// Calls a generator; its values come as fast as they are asked for. Another function is a stream of one value.
    ///
    /// The call begins with the first value asked for, and is cancelled when the iterator goes.
    public func stream(
        _ name: String, _ arguments: [PodValue] = [], keywords: PodDictionary = [:], options: PodCallOptions = .init()
    ) -> PodStream {
        PodStream(pod: self, core: core, name: name, arguments: arguments, keywords: keywords, options: options)
    }

    /// Answers `pharos_pod.host.call(name, …)` of the pod from now on.
    public func register(_ name: String, handler: @escaping PodHandler) { core.register(name, handler) }

    /// How it is at the moment.
    public func status() async -> PodStatus { await core.status() }

    /// Ends its processes, after the calls in flight were told, and returns when they have ended. Later calls throw
    /// `closed`.
    public func close() async { await core.close() }
}

/// Starts a pod, runs `body`, and ends the pod's processes before it returns.
public func withPod<Result: Sendable>(
    _ configuration: Pod.Configuration, on eventLoop: (any EventLoop)? = nil,
    isolation: isolated (any Actor)? = #isolation, _ body: (Pod) async throws -> Result
) async throws -> Result {
    let pod = try await Pod.start(configuration, on: eventLoop)
    do {
        let result = try await body(pod)
        await pod.close()
        return result
    } catch {
        await pod.close()
        throw error
    }
}
