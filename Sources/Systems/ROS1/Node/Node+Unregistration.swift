// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import XMLRPC

/// A registration that is being taken back.
struct Unregistration: Sendable {
    var method: String
    var name: String
    var parameters: [XMLRPCValue]
    var answer: EventLoopFuture<XMLRPCValue>
}

extension Node {
    /// How many unregistrations are remembered for a master that does not answer.
    static let maximumOwedUnregistrations = 10_000

    /// Tells the master that a name is not registered any more; on the loop, in the turn in which it is forgotten, so
    /// that registering it again comes after this.
    func unregister(_ method: String, _ name: String, _ parameters: [XMLRPCValue]) -> Unregistration {
        Unregistration(method: method, name: name, parameters: parameters, answer: master.call(method, parameters))
    }

    /// Waits for the master's answer. One that does not answer may only have been stopped, and would list the name for
    /// ever: it is told once more when it answers again.
    func settle(_ unregistration: Unregistration?) async {
        guard let unregistration else { return }
        do {
            _ = try await unregistration.answer.get()
        } catch let error as ROS1Error where error.code == .masterUnreachable || error.code == .deadlineExceeded {
            try? await onLoop {
                guard self.owedUnregistrations.count < Node.maximumOwedUnregistrations else { return }
                self.owedUnregistrations.append(unregistration)
            }
        } catch {}
    }

    /// Tells the master, which answers again and is the same as before, what it did not hear.
    func unregisterOwed() async {
        // One turn of the loop for all of them: a name that is offered again afterwards is registered after this.
        let calls = try? await onLoop { () -> [EventLoopFuture<XMLRPCValue>] in
            let owed = self.owedUnregistrations.filter { !self.isRegistered($0) }
            self.owedUnregistrations = []
            guard !self.isShutDown else { return [] }
            return owed.map { self.master.call($0.method, $0.parameters) }
        }
        for call in calls ?? [] { _ = try? await call.get() }
    }

    /// Whether the name has come into use again since it was to be unregistered.
    private func isRegistered(_ unregistration: Unregistration) -> Bool {
        switch unregistration.method {
        case "unregisterPublisher": publications[unregistration.name] != nil
        case "unregisterSubscriber": subscriptions[unregistration.name] != nil
        case "unregisterService": providers[unregistration.name] != nil
        default: parameterWatches[unregistration.name] != nil
        }
    }
}
