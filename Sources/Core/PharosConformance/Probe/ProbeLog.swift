// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import PharosNode

/// What a probe saw: how often the interface was asked, what of it is still going on, and whether it is gone.
final class ProbeLog: Sendable {
    /// How a probe finds its log: interfaces are made by the runtime, with nothing but their context.
    static let variable = "PHAROS_CONFORMANCE_PROBE"
    private static let logs = NIOLockedValueBox<(last: Int, known: [String: ProbeLog])>((0, [:]))

    private struct State {
        var id = ""
        var reads: [String: Int] = [:]
        var subscriptions: [String: Int] = [:]
        var openSubscriptions = 0
        var inFlight = 0
        var running = 0
        var made = 0
        var shutDowns = 0
        var interface: Weak?
    }

    /// Interfaces are `Sendable`; of the object it is only asked whether it is there.
    private struct Weak: @unchecked Sendable {
        weak var object: AnyObject?
    }

    private let state = NIOLockedValueBox(State())

    /// Makes it known; gives the value of ``variable``.
    func register() -> String {
        ProbeLog.logs.withLockedValue { logs in
            logs.last += 1
            logs.known["\(logs.last)"] = self
            state.withLockedValue { $0.id = "\(logs.last)" }
            return "\(logs.last)"
        }
    }

    func unregister() {
        let id = state.withLockedValue { $0.id }
        ProbeLog.logs.withLockedValue { $0.known[id] = nil }
    }

    static func find(_ environment: [String: String]) -> ProbeLog? {
        environment[variable].flatMap { id in logs.withLockedValue { $0.known[id] } }
    }

    // MARK: What happens

    func made(_ interface: any Interface) {
        state.withLockedValue {
            $0.made += 1
            $0.interface = type(of: interface) is AnyClass ? Weak(object: interface as AnyObject) : nil
        }
    }

    func began() { state.withLockedValue { $0.inFlight += 1 } }
    func ended() { state.withLockedValue { $0.inFlight -= 1 } }
    func runs(_ begins: Bool) { state.withLockedValue { $0.running += begins ? 1 : -1 } }
    func isRead(_ path: String) { state.withLockedValue { $0.reads[path, default: 0] += 1 } }
    func isShutDown() { state.withLockedValue { $0.shutDowns += 1 } }

    func isSubscribed(_ path: String) {
        state.withLockedValue {
            $0.subscriptions[path, default: 0] += 1
            $0.openSubscriptions += 1
        }
    }

    func isUnsubscribed() { state.withLockedValue { $0.openSubscriptions -= 1 } }

    // MARK: What was seen

    func reads(of path: String) -> Int { state.withLockedValue { $0.reads[path] ?? 0 } }
    func subscriptions(to path: String) -> Int { state.withLockedValue { $0.subscriptions[path] ?? 0 } }
    var openSubscriptions: Int { state.withLockedValue { $0.openSubscriptions } }
    /// Reads, writes, calls and descriptions that have not returned.
    var inFlight: Int { state.withLockedValue { $0.inFlight } }
    var running: Int { state.withLockedValue { $0.running } }
    var shutDowns: Int { state.withLockedValue { $0.shutDowns } }

    /// Whether the interface's object is still there; `nil`: it is a value type, and cannot be told.
    var isAlive: Bool? { state.withLockedValue { $0.interface.map { $0.object != nil } } }
}
