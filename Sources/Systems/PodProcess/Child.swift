// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPodProcess
import NIOConcurrencyHelpers

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A child from its start to its being reaped. Signals are sent and the child is reaped under one lock, so that no signal
/// can reach a process that got the number later.
final class Child: Sendable {
    let pid: Int32
    private let isReaped = NIOLockedValueBox(false)

    init(pid: Int32) { self.pid = pid }

    /// Whether it was reaped.
    var hasEnded: Bool { isReaped.withLockedValue { $0 } }

    /// Sends a signal to it, or to its whole group.
    func signal(_ number: Int32, toGroup: Bool) {
        isReaped.withLockedValue { isReaped in
            if !isReaped { SystemCalls.signal(number, to: toGroup ? -pid : pid) }
        }
    }

    /// Waits for its end on a thread of its own, ends what is left of its group, and reaps it.
    ///
    /// A thread that sleeps in the kernel works the same on every system, needs no signal handler in the user's program,
    /// and costs some 30 µs a child.
    func watch(ended: @escaping @Sendable (PodExit) -> Void) {
        let job = Unmanaged.passRetained(
            Job {
                _ = pod_wait(self.pid)
                let status = self.isReaped.withLockedValue { isReaped in
                    // Until it is reaped, its number, which is the group's, cannot be another's.
                    SystemCalls.signal(SystemCalls.killed, to: -self.pid)
                    isReaped = true
                    return pod_reap(self.pid)
                }
                ended(PodExit(status: status))
            })
        guard !start(job) else { return }
        // No thread is to be had: without its end being seen a child is of no use.
        signal(SystemCalls.killed, toGroup: true)
        job.takeRetainedValue().run()
    }

    private func start(_ job: Unmanaged<Job>) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        #if canImport(Darwin)
        var thread: pthread_t?
        return pthread_create(
            &thread, &attributes,
            { pointer in
                Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, job.toOpaque()) == 0
        #else
        var thread = pthread_t()
        return pthread_create(
            &thread, &attributes,
            { pointer in
                if let pointer { Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().run() }
                return nil
            }, job.toOpaque()) == 0
        #endif
    }

    private final class Job: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
