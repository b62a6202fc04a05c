// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

@preconcurrency import Dispatch

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Hears signals on a thread of its own, instead of letting them end the process.
package final class SignalWatch: Sendable {
    private let sources: [any DispatchSourceSignal]

    /// Calls `heard` with the signal's number each time one of `signals` arrives.
    package init(_ signals: [Int32], heard: @escaping @Sendable (Int32) -> Void) {
        sources = signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { heard(number) }
            source.resume()
            return source
        }
    }

    /// Stops listening.
    package func cancel() { for source in sources { source.cancel() } }
}
