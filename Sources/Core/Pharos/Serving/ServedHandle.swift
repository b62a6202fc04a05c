// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel

extension Pharos {
    /// Offers a command to the system, answered by `handler`, for as long as `body` runs: rospy and roscpp call it like
    /// any service. When this program or its node dies the system is told; a node that comes back offers it again.
    ///
    /// - Parameters:
    ///   - name: the command, `ros:/add`.
    ///   - type: the system's type, `std_srvs/SetBool`.
    ///   - definition: the type's text where the system does not have it installed.
    ///   - takesOver: whether an existing provider is pushed aside. Default: no, and `alreadyServed` is thrown.
    ///   - handler: gives the reply's value; what it throws reaches the caller as the call's failure.
    ///   - body: while it runs, the command is offered.
    public func serving<Result: Sendable>(
        _ name: String, type: String, definition: String = "", takesOver: Bool = false,
        handler: @escaping @Sendable (Value) async throws -> Value, body: () async throws -> Result
    ) async throws -> Result {
        let target = try target(name)
        let offer = Offer(
            path: target.reference.path, role: .service, type: type, definition: definition, isLatching: false,
            takesOver: takesOver
        ) { request, replySchema in
            try Payload.encode(try await handler(try request.value()), as: replySchema)
        }
        return try await offering(offer, target, name, body)
    }

    /// Offers a topic to the system for as long as `body` runs; values are sent with ``write(_:_:timeout:)``.
    ///
    /// - Parameters:
    ///   - name: the topic, `ros:/status`.
    ///   - type: the system's type, `std_msgs/String`.
    ///   - isLatching: whether the last value is kept for those who come later. Default: no.
    public func publishing<Result: Sendable>(
        _ name: String, type: String, definition: String = "", isLatching: Bool = false,
        body: () async throws -> Result
    ) async throws -> Result {
        let target = try target(name)
        let offer = Offer(
            path: target.reference.path, role: .topic, type: type, definition: definition, isLatching: isLatching,
            takesOver: false, handler: nil)
        return try await offering(offer, target, name, body)
    }

    func offering<Result: Sendable>(
        _ offer: Offer, _ target: Target, _ name: String, _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            try await target.access.serve(offer)
        } catch {
            throw error.about(name)
        }
        do {
            let result = try await body()
            await target.access.withdraw(offer)
            return result
        } catch {
            await target.access.withdraw(offer)
            throw error
        }
    }
}
