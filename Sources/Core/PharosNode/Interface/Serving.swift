// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel

/// A resource that a client offers to the system.
public struct ServeOffer: Sendable {
    /// The path it shall have.
    public var path: String
    /// `service`, `topic` …
    public var role: Role
    /// The system's type name.
    public var type: String
    /// The definition text when the client has it; empty: the interface looks the type up.
    public var definition: String
    /// Whether the last value is kept for those who come later.
    public var isLatching: Bool
    /// Whether an existing provider is pushed aside.
    public var takesOver: Bool

    /// Creates an offer.
    public init(
        path: String, role: Role, type: String, definition: String = "", isLatching: Bool = false,
        takesOver: Bool = false
    ) {
        self.path = path
        self.role = role
        self.type = type
        self.definition = definition
        self.isLatching = isLatching
        self.takesOver = takesOver
    }
}

/// Answers the system's calls of a served command; it asks the client.
public typealias ServedHandler = @Sendable (_ request: Payload) async throws -> Payload

/// A resource offered to the system, for as long as its client lives.
public protocol ServedResource: Sendable {
    /// The type of a value, or of a command's request.
    var schema: Schema? { get }
    /// The type of a command's reply.
    var replySchema: Schema? { get }
    /// Publishes a value, for attributes.
    func publish(_ payload: Payload) async throws
    /// Takes the offer back.
    func withdraw() async
}
