// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPharosSystem
import NIOCore
import NIOPosix
import Pharos
import PharosModel
import PharosWire
import ServiceLifecycle

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One declared node: started behind those it waits for, started again when it ends or no longer answers, told to
/// leave when the supervisor does.
///
/// While it is supervised nobody else starts it: the supervisor holds the lock that decides among starters, so that
/// clients wait for a node with the declared exposure and limits instead of starting one of their own.
struct SupervisedNode: Service {
    let declaration: NodeDeclaration
    let directory: RuntimeDirectory
    let executable: String?
    let environment: [String: String]
    let dependencies: [Readiness]
    let readiness: Readiness
    let left: RemainingNodes
    let report: @Sendable (SupervisorEvent) -> Void

    private static let maximumSilences = 3

    private enum Wake {
        case closed
        case check
        case shutdown
    }

    func run() async throws {
        let (wakes, wake) = AsyncStream<Wake>.makeStream(bufferingPolicy: .bufferingOldest(16))
        await withGracefulShutdownHandler {
            do {
                try await supervise(wakes, wake)
                readiness.fail("it has ended")
                if !Task.isShuttingDownGracefully { left.ended(nil) }
            } catch {
                let text = (error as? PharosError)?.message ?? "\(error)"
                readiness.fail(text)
                tell(.failed, text)
                left.ended("\(declaration.label): \(text)")
            }
        } onGracefulShutdown: {
            wake.yield(.shutdown)
        }
        // A service that returns would end the group; the others go on without this one.
        try? await gracefulShutdown()
    }

    private func tell(_ kind: SupervisorEvent.Kind, _ text: String, process: Int32? = nil) {
        report(SupervisorEvent(kind: kind, label: declaration.label, process: process, text: text))
    }

    private func supervise(_ wakes: AsyncStream<Wake>, _ wake: AsyncStream<Wake>.Continuation) async throws {
        let lock = try StartLock(declaration.key, in: directory)
        let result: Result<Void, any Error>
        do { result = .success(try await keep(wakes, wake)) } catch { result = .failure(error) }
        _ = consume lock
        try result.get()
    }

    private func keep(_ wakes: AsyncStream<Wake>, _ wake: AsyncStream<Wake>.Continuation) async throws {
        for dependency in dependencies { try await dependency.wait() }
        var schedule = RestartSchedule(
            maximum: declaration.maximumRestarts, window: declaration.restartWindow)
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            try await takeOver()
            let begun = ContinuousClock.now
            let ending = await live(wakes, wake)
            guard case .ended(let how, let isFailure) = ending else { return }
            guard declaration.restart == .always || (declaration.restart == .onFailure && isFailure) else {
                tell(.ended, how)
                return
            }
            guard let pause = schedule.ended(now: .now, life: .now - begun) else {
                throw PharosError(
                    .nodeUnavailable,
                    "given up after \(declaration.maximumRestarts) restarts within \(declaration.restartWindow): \(how)")
            }
            let jittered = pause * Double.random(in: 0.5...1)
            tell(.restarting, pause == .zero ? how : "\(how); again in \(jittered)")
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: jittered) }
        }
    }

    /// A node that somebody else started has not what was declared: it is asked to leave.
    private func takeOver() async throws {
        guard let other = try? await attach(whenClosed: {}) else { return }
        tell(.restarting, "the node was running already and is replaced", process: other.process)
        try? await other.stop()
        other.close()
        for _ in 0..<500 where NodeProcess.isAlive(other.process) && !NodeProcess.isZombie(other.process) {
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func attach(whenClosed: @escaping @Sendable () -> Void) async throws -> NodeAttachment {
        try await NodeAttachment.connect(
            declaration.key, in: directory, name: "pharos up", group: MultiThreadedEventLoopGroup.singleton,
            whenClosed: whenClosed)
    }

    private enum Ending {
        case shutdown
        case ended(String, isFailure: Bool)
    }

    /// One life of the node's process.
    private func live(_ wakes: AsyncStream<Wake>, _ wake: AsyncStream<Wake>.Continuation) async -> Ending {
        let process: pid_t
        do {
            process = try start()
        } catch {
            return .ended(error.message, isFailure: true)
        }
        tell(.started, "process \(process)", process: process)
        let attachment: NodeAttachment
        switch await connect(process, whenClosed: { wake.yield(.closed) }) {
        case .success(let connected): attachment = connected
        case .failure(let error):
            let ending = await end(process, nil)
            return Task.isShuttingDownGracefully
                ? .shutdown : .ended("\(error.message)\(ending.map { "; it \($0.text)" } ?? "")\(quotedLog())", isFailure: true)
        }
        readiness.succeed()
        tell(.ready, "accepts clients", process: process)
        let timer = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: declaration.healthPeriod)
                wake.yield(.check)
            }
        }
        defer { timer.cancel() }
        var silences = 0
        for await reason in wakes {
            switch reason {
            case .shutdown:
                tell(.stopping, "is told to leave", process: process)
                let ending = await end(process, attachment)
                tell(.stopped, ending?.text ?? "is gone", process: process)
                return .shutdown
            case .closed:
                let ending = await end(process, nil)
                attachment.close()
                return .ended(
                    "it \(ending?.text ?? "is gone")\(quotedLog())", isFailure: ending?.details["exitCode"] != "0")
            case .check:
                let isWell = (try? await attachment.status(timeout: .seconds(2))) != nil
                silences = isWell ? 0 : silences + 1
                guard silences >= SupervisedNode.maximumSilences else { continue }
                kill(process, SIGKILL)
                let ending = await end(process, nil)
                attachment.close()
                return .ended(
                    "it did not answer \(silences) times and \(ending?.text ?? "was killed")\(quotedLog())",
                    isFailure: true)
            }
        }
        _ = await end(process, attachment)
        return .shutdown
    }

    private func start() throws(PharosError) -> pid_t {
        var configuration = PharosConfiguration()
        configuration.executable = executable
        configuration.exposure = declaration.exposure
        let inherited = declaration.inheritsEnvironment ? environment : [:]
        let process = try NodeProcess.start(
            declaration.key, in: directory, configuration: configuration,
            environment: inherited.merging(declaration.environment) { _, own in own })
        do {
            try declaration.limits.apply(to: process)
        } catch {
            kill(process, SIGKILL)
            throw error
        }
        return process
    }

    /// Connects to the node as soon as it listens.
    private func connect(
        _ process: pid_t, whenClosed: @escaping @Sendable () -> Void
    ) async -> Result<NodeAttachment, PharosError> {
        let deadline = ContinuousClock.now + declaration.startTimeout
        while ContinuousClock.now < deadline, !Task.isShuttingDownGracefully {
            if let attachment = try? await attach(whenClosed: whenClosed) {
                if attachment.process == process { return .success(attachment) }
                attachment.close()
            }
            if NodeProcess.isZombie(process) || !NodeProcess.isAlive(process) {
                return .failure(PharosError(.nodeUnavailable, "the node did not start"))
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return .failure(PharosError(.nodeUnavailable, "the node did not listen within \(declaration.startTimeout)"))
    }

    /// Lets the process end: in order when it is attached, by force when it takes too long.
    private func end(_ process: pid_t, _ attachment: NodeAttachment?) async -> NodeProcess.Ending? {
        if let attachment {
            do { try await attachment.stop() } catch { kill(process, SIGTERM) }
        }
        let deadline = ContinuousClock.now + (attachment == nil ? .seconds(1) : declaration.stopTimeout)
        while ContinuousClock.now < deadline {
            if let ending = NodeProcess.reap(process) { return ending }
            try? await Task.sleep(for: .milliseconds(10))
        }
        kill(process, SIGKILL)
        for _ in 0..<200 {
            if let ending = NodeProcess.reap(process) { return ending }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return nil
    }

    private func quotedLog() -> String {
        let lines = NodeProcess.lastLines(2, of: directory.log(declaration.key))
        return lines.isEmpty ? "" : "; its log ends: \(lines.joined(separator: " ⏎ "))"
    }
}
