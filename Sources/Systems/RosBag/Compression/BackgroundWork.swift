// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

internal import Dispatch
import NIOConcurrencyHelpers

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Work that another thread does meanwhile. Who needs the result of what nobody has begun does it at once: nobody ever
/// waits for a thread to become free.
final class BackgroundWork<Value: Sendable>: Sendable {
    private enum Progress: Sendable {
        case waiting, running
        case done(Value)
    }

    private let progress = NIOLockedValueBox(Progress.waiting)
    private let isDoneCondition = ConditionLock(value: false)
    private let work: @Sendable () -> Value

    init(_ work: @escaping @Sendable () -> Value) {
        self.work = work
        // What was given up before a thread came to it is not done.
        DispatchQueue.global().async { [weak self] in self?.perform() }
    }

    /// Whether ``value()`` returns at once.
    var isDone: Bool { result != nil }

    /// The result, once it is there.
    func value() -> Value {
        perform()
        while true {
            if let result { return result }
            isDoneCondition.lock(whenValue: true)
            isDoneCondition.unlock()
        }
    }

    private var result: Value? {
        progress.withLockedValue { if case .done(let value) = $0 { value } else { nil } }
    }

    private func perform() {
        let isMine = progress.withLockedValue { progress in
            guard case .waiting = progress else { return false }
            progress = .running
            return true
        }
        guard isMine else { return }
        let value = work()
        progress.withLockedValue { $0 = .done(value) }
        isDoneCondition.lock()
        isDoneCondition.unlock(withValue: true)
    }
}

/// How many chunks may be compressed or uncompressed at the same time: as many as there are processors, at most four.
enum BackgroundLimits {
    static let chunks = min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), 4)
    /// Chunks that have more bytes, stored or not, wait for their turn: memory stays bounded.
    static let chunkLength = 16 << 20
}
