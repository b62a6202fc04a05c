// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Definitions that nodes need where no ROS is installed: what the graph itself uses, and the commonest types.
///
/// The texts are written down from the types' wire format; comments and constants that change the fingerprint are kept.
public enum BuiltinDefinitions {
    /// The text of a message type.
    /// - Throws: ``MessageError`` with `unknownType`.
    public static func text(of name: MessageName) throws(MessageError) -> String {
        guard let text = messages[name.description] else {
            throw MessageError(.unknownType, "no definition of \(name) is built in")
        }
        return text
    }

    /// The text of a service type.
    /// - Throws: ``MessageError`` with `unknownType`.
    public static func text(ofService name: MessageName) throws(MessageError) -> String {
        guard let text = services[name.description] else {
            throw MessageError(.unknownType, "no definition of \(name) is built in")
        }
        return text
    }

    private static let services = [
        "std_srvs/Empty": "---",
        "std_srvs/SetBool": "bool data\n---\nbool success\nstring message",
        "std_srvs/Trigger": "---\nbool success\nstring message",
        "rospy_tutorials/AddTwoInts": "int64 a\nint64 b\n---\nint64 sum",
        "roscpp_tutorials/TwoInts": "int64 a\nint64 b\n---\nint64 sum",
        "roscpp/Empty": "---",
        "roscpp/GetLoggers": "---\nLogger[] loggers",
        "roscpp/SetLoggerLevel": "string logger\nstring level\n---",
    ]

    private static let messages: [String: String] = {
        var messages = [
            "std_msgs/Empty": "",
            "std_msgs/Time": "time data",
            "std_msgs/Duration": "duration data",
            "std_msgs/Header": "uint32 seq\ntime stamp\nstring frame_id",
            "std_msgs/ColorRGBA": "float32 r\nfloat32 g\nfloat32 b\nfloat32 a",
            "geometry_msgs/Vector3": "float64 x\nfloat64 y\nfloat64 z",
            "geometry_msgs/Point": "float64 x\nfloat64 y\nfloat64 z",
            "geometry_msgs/Quaternion": "float64 x\nfloat64 y\nfloat64 z\nfloat64 w",
            "geometry_msgs/Pose": "Point position\nQuaternion orientation",
            "geometry_msgs/PoseStamped": "Header header\nPose pose",
            "geometry_msgs/Twist": "Vector3 linear\nVector3 angular",
            "geometry_msgs/TwistStamped": "Header header\nTwist twist",
            "rosgraph_msgs/Clock": "time clock",
            "rosgraph_msgs/Log": """
                byte DEBUG=1
                byte INFO=2
                byte WARN=4
                byte ERROR=8
                byte FATAL=16
                Header header
                byte level
                string name
                string msg
                string file
                string function
                uint32 line
                string[] topics
                """,
            "roscpp/Logger": "string name\nstring level",
        ]
        let plain = [
            "Bool": "bool", "Byte": "byte", "Char": "char", "String": "string", "Int8": "int8", "Int16": "int16",
            "Int32": "int32", "Int64": "int64", "UInt8": "uint8", "UInt16": "uint16", "UInt32": "uint32",
            "UInt64": "uint64", "Float32": "float32", "Float64": "float64",
        ]
        for (name, primitive) in plain { messages["std_msgs/\(name)"] = "\(primitive) data" }
        return messages
    }()
}
