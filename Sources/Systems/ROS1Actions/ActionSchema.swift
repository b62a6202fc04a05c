// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSMessages

/// An action type with everything it is made of.
public struct ActionSchema: Sendable, Hashable {
    /// The type's name, `actionlib/Test`.
    public let name: MessageName
    /// What is asked for.
    public let goal: MessageSchema
    /// What comes of it.
    public let result: MessageSchema
    /// What is told meanwhile.
    public let feedback: MessageSchema
    let actionGoal: MessageSchema
    let actionResult: MessageSchema
    let actionFeedback: MessageSchema

    /// An action type from the text of its `.action` file.
    ///
    /// - Parameters:
    ///   - name: the type's name.
    ///   - text: goal, result and feedback around two lines `---`.
    ///   - resolver: gives the texts of the messages that these use. Those of actionlib_msgs and std_msgs/Header are
    ///     known.
    /// - Throws: ``MessageError`` of a text that does not parse, or of the resolver.
    public init(
        name: MessageName, text: String, _ resolver: @escaping MessageSchema.Resolver
    ) throws(MessageError) {
        let definition = try ActionDefinition(name: name, text: text)
        let own = Dictionary(definition.messages.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
        try self.init(name: name) { needed throws(MessageError) in
            if let text = own[needed] { return text }
            return try resolver(needed)
        }
    }

    /// An action type whose derived messages (`TestActionGoal` and the others) `resolver` gives, as they are installed.
    public init(name: MessageName, _ resolver: @escaping MessageSchema.Resolver) throws(MessageError) {
        func schema(_ suffix: String) throws(MessageError) -> MessageSchema {
            try MessageSchema.resolve(MessageName(package: name.package, name: name.name + suffix)) {
                needed throws(MessageError) in
                if let text = ActionlibMessages.text(needed) { return text }
                return try resolver(needed)
            }
        }
        self.name = name
        actionGoal = try schema("ActionGoal")
        actionResult = try schema("ActionResult")
        actionFeedback = try schema("ActionFeedback")
        goal = try ActionSchema.last(actionGoal, ["header", "goal_id", "goal"])
        result = try ActionSchema.last(actionResult, ["header", "status", "result"])
        feedback = try ActionSchema.last(actionFeedback, ["header", "status", "feedback"])
    }

    /// The type of the last field of a derived message, whose fields are what actionlib makes them.
    private static func last(_ schema: MessageSchema, _ names: [String]) throws(MessageError) -> MessageSchema {
        guard schema.fields.map(\.name) == names, case .message(let body)? = schema.fields.last?.type else {
            throw MessageError(
                .invalidDefinition,
                "\(schema.name) is no action's message: the fields \(names.joined(separator: ", ")) are expected")
        }
        return body
    }
}
