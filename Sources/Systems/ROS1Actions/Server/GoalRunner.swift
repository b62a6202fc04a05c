// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROSMessages

/// Runs a function for each goal, as the policy has it. Confined to the node's event loop, which is what makes it
/// `Sendable`.
final class GoalRunner<Goal: Sendable, Output: Sendable, Feedback: Sendable>: @unchecked Sendable {
    typealias Handle = ServerGoal<Goal, Output, Feedback>

    private let policy: GoalPolicy
    private let encode: @Sendable (Output) throws -> ByteBuffer
    private let eventLoop: any EventLoop
    private let handler: GoalHandler<Goal, Output, Feedback>
    private var running: [String: (goal: Handle, task: Task<Void, Never>)] = [:]
    /// The goal that is begun when the one before it has ended.
    private var next: Handle?
    private var isStopped = false
    private static var superseded: String { "another goal came that is newer" }

    init(
        policy: GoalPolicy, encode: @escaping @Sendable (Output) throws -> ByteBuffer, eventLoop: any EventLoop,
        handler: @escaping GoalHandler<Goal, Output, Feedback>
    ) {
        self.policy = policy
        self.encode = encode
        self.eventLoop = eventLoop
        self.handler = handler
    }

    func arrived(_ goal: Handle) {
        switch policy.kind {
        case _ where isStopped: try? goal.take(.reject, "the server is shutting down", nil)
        case .concurrent(let limit):
            guard running.count < limit else {
                try? goal.take(.reject, "\(limit) goals are being worked on already", nil)
                return
            }
            start(goal)
        case .newest:
            let others = running.values.map(\.goal) + (next.map { [$0] } ?? [])
            guard others.allSatisfy({ goal.id.stamp.nanoseconds >= $0.id.stamp.nanoseconds }) else {
                try? goal.take(.cancel, GoalRunner.superseded, nil)
                return
            }
            try? next?.take(.cancel, GoalRunner.superseded, nil)
            next = goal
            for (current, task) in running.values {
                current.askToCancel()
                task.cancel()
            }
            if running.isEmpty { startNext() }
        }
    }

    func cancelled(_ goal: Handle) {
        if goal === next {
            next = nil
            try? goal.take(.cancel, "it was cancelled before it was begun", nil)
        } else {
            running[goal.id.id]?.task.cancel()
        }
    }

    /// Cancels all and waits for the functions' ends.
    func stop() async {
        try? await eventLoop.submit { self.cancelAll() }.get()
        let limit = NIODeadline.now() + .seconds(2)
        while NIODeadline.now() < limit, (try? await eventLoop.submit({ self.running.isEmpty }).get()) == false {
            do { try await Task.sleep(for: .milliseconds(5)) } catch { return }
        }
    }

    func cancelAll() {
        isStopped = true
        try? next?.take(.reject, "the server is shutting down", nil)
        next = nil
        for (_, task) in running.values { task.cancel() }
    }

    private func startNext() {
        guard let goal = next else { return }
        next = nil
        start(goal)
    }

    private func start(_ goal: Handle) {
        do throws(ActionError) { try goal.take(.accept, "", nil) } catch { return }
        let handler = handler
        let task = Task {
            let conclusion: Result<GoalConclusion<Output>, any Error>
            do { conclusion = .success(try await handler(goal)) } catch { conclusion = .failure(error) }
            let end = conclusion
            self.eventLoop.execute { self.ended(goal, end) }
        }
        running[goal.id.id] = (goal, task)
    }

    private func ended(_ goal: Handle, _ conclusion: Result<GoalConclusion<Output>, any Error>) {
        running[goal.id.id] = nil
        // A function may have ended its goal itself: then this is refused, and rightly.
        do {
            switch try conclusion.get() {
            case .succeeded(let result, let text): try goal.take(.succeed, text, try encode(result))
            case .cancelled(let result, let text): try goal.take(.cancel, text, try result.map(encode))
            case .aborted(let result, let text): try goal.take(.abort, text, try result.map(encode))
            }
        } catch is CancellationError where goal.isCancelRequested {
            try? goal.take(.cancel, "", nil)
        } catch {
            try? goal.take(.abort, isStopped ? "the server is shutting down" : "\(error)", nil)
        }
        startNext()
    }
}
