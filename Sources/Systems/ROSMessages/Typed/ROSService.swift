// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A service type known at compile time.
public protocol ROSService: Sendable {
    /// What a call carries.
    associatedtype Request: ROSMessage
    /// What comes back.
    associatedtype Response: ROSMessage

    /// The type's name, `std_srvs/SetBool`.
    static var type: String { get }
    /// The fingerprint that ROS 1 compares: 32 hexadecimal digits.
    static var md5: String { get }
    /// The text of the `.srv` file.
    static var definition: String { get }
}

extension ROSService {
    /// The type as dynamic access has it.
    public static func schema() throws(MessageError) -> ServiceSchema {
        let name = try MessageName(type)
        return ServiceSchema(name: name, request: try Request.schema(), response: try Response.schema(), md5: md5)
    }
}

/// An action type known at compile time; `FibonacciAction` conforms. actionlib sends five of its messages.
public protocol ROSAction: ROSMessage {
    /// What is to be done.
    associatedtype Goal: ROSMessage
    /// What came of it.
    associatedtype Result: ROSMessage
    /// What is told on the way.
    associatedtype Feedback: ROSMessage
    /// The goal as the topic `goal` carries it.
    associatedtype ActionGoal: ROSMessage
    /// The result as the topic `result` carries it.
    associatedtype ActionResult: ROSMessage
    /// The feedback as the topic `feedback` carries it.
    associatedtype ActionFeedback: ROSMessage
}

/// All generated types of one ROS package.
public protocol ROSMessagePackage: Sendable {
    /// The package's name, `sensor_msgs`.
    static var name: String { get }
    /// The messages by name, those that actions derive included.
    static var messages: [any ROSMessage.Type] { get }
    /// The services by name.
    static var services: [any ROSService.Type] { get }
}
