// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The door to a pod's event loop: everything beyond it is confined to the loop.
final class PodCore: Sendable {
    private let eventLoop: any EventLoop
    private let configuration: Pod.Configuration
    private let dispatcher: NIOLoopBoundBox<PodDispatcher?>
    private let shared: Shared

    /// What is read from anywhere.
    final class Shared: Sendable {
        let interface = NIOLockedValueBox<PodInterfaceDescription?>(nil)
        let handlers: NIOLockedValueBox<[String: PodHandler]>
        init(handlers: [String: PodHandler]) { self.handlers = NIOLockedValueBox(handlers) }
    }

    private let lastNumber = NIOLockedValueBox<UInt64>(0)

    init(_ configuration: Pod.Configuration, eventLoop: any EventLoop) throws(PodError) {
        try Self.check(configuration)
        self.configuration = configuration
        self.eventLoop = eventLoop
        shared = Shared(handlers: configuration.handlers)
        dispatcher = .makeEmptyBox(eventLoop: eventLoop)
    }

    private static func check(_ configuration: Pod.Configuration) throws(PodError) {
        let name = configuration.name
        let letters = name.utf8.allSatisfy {
            $0 == UInt8(ascii: "_") || (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
        }
        guard letters, let first = name.utf8.first, !(48...57).contains(first), name.utf8.count <= 100 else {
            throw PodError(
                .invalidArgument,
                "'\(name)' cannot name a pod: letters, digits and underscores, no digit first, at most 100")
        }
        for (what, number) in [
            ("workers", configuration.workers), ("callsInFlight", configuration.callsInFlight),
            ("callsPerWorker", configuration.callsPerWorker ?? 1),
            ("sharedMemoryThreshold", configuration.sharedMemoryThreshold),
        ] where number < 1 {
            throw PodError(.invalidArgument, "\(what) is \(number); at least 1 is needed")
        }
        guard (1024...(1 << 31)).contains(configuration.longestMessage) else {
            throw PodError(
                .invalidArgument, "longestMessage is \(configuration.longestMessage); 1 KiB to 2 GiB are possible")
        }
        let file = "\(configuration.root)/pods/\(name)/pod.py"
        guard access(file, R_OK) == 0 else {
            throw PodError(.notFound, "there is no pod '\(name)': \(file) \(String(cString: strerror(errno)))")
        }
    }

    var interface: PodInterfaceDescription {
        shared.interface.withLockedValue { $0 } ?? PodInterfaceDescription(functions: [], pythonVersion: "", codec: "")
    }

    func register(_ name: String, _ handler: @escaping PodHandler) {
        shared.handlers.withLockedValue { $0[name] = handler }
    }

    func start() async throws {
        try await withTaskCancellationHandler {
            try await eventLoop.flatSubmit { [self] in
                let dispatcher = PodDispatcher(configuration, eventLoop: eventLoop, shared: shared)
                self.dispatcher.value = dispatcher
                return dispatcher.start()
            }.get()
        } onCancel: {
            abandon()
        }
    }

    /// Runs on the loop: at once for those who are there already.
    private func onLoop(_ body: @escaping @Sendable (PodDispatcher) -> Void) {
        if eventLoop.inEventLoop {
            if let dispatcher = dispatcher.value { body(dispatcher) }
        } else {
            eventLoop.execute { [dispatcher] in if let dispatcher = dispatcher.value { body(dispatcher) } }
        }
    }

    func nextNumber() -> UInt64 {
        lastNumber.withLockedValue {
            $0 += 1
            return $0
        }
    }

    func call(
        _ name: String, _ arguments: [PodValue], _ keywords: PodDictionary, _ options: PodCallOptions
    ) async throws -> PodValue {
        let number = nextNumber()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                onLoop {
                    $0.submit(
                        PodCall(
                            number: number, name: name, arguments: arguments, keywords: keywords, options: options,
                            consumer: .single(continuation)))
                }
                // A cancellation that came before the call was there found nothing to cancel.
                if Task.isCancelled { cancel(number) }
            }
        } onCancel: {
            cancel(number)
        }
    }

    func open(_ stream: PodStream, _ number: UInt64, _ buffer: PodStreamBuffer) {
        onLoop {
            $0.submit(
                PodCall(
                    number: number, name: stream.name, arguments: stream.arguments, keywords: stream.keywords,
                    options: stream.options, consumer: .stream(buffer)))
        }
    }

    func cancel(_ number: UInt64) {
        // Not at once even on the loop: whoever cancels may hold a lock that the answer wants.
        eventLoop.execute { [dispatcher] in
            dispatcher.value?.cancel(number, PodError(.cancelled, "the call was cancelled"))
        }
    }

    func credit(_ number: UInt64, _ count: Int) {
        eventLoop.execute { [dispatcher] in dispatcher.value?.credit(number, count) }
    }

    func status() async -> PodStatus {
        let status = try? await eventLoop.submit { [dispatcher] in dispatcher.value?.status }.get()
        return (status ?? nil) ?? PodStatus(workers: [], waitingCalls: 0, hasGivenUp: false)
    }

    func close() async {
        try? await eventLoop.flatSubmit { [dispatcher, eventLoop] in
            dispatcher.value?.close() ?? eventLoop.makeSucceededVoidFuture()
        }.get()
    }

    /// Nobody holds the pod any more.
    func abandon() { eventLoop.execute { [dispatcher] in _ = dispatcher.value?.close() } }
}
