// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

/// The types that all actions share (http://wiki.ros.org/actionlib_msgs).
enum ActionlibMessages {
    /// actionlib_msgs/GoalID.
    static func goalID() throws(MessageError) -> MessageSchema { try schema("actionlib_msgs/GoalID") }

    /// actionlib_msgs/GoalStatusArray.
    static func statusArray() throws(MessageError) -> MessageSchema { try schema("actionlib_msgs/GoalStatusArray") }

    private static func schema(_ type: String) throws(MessageError) -> MessageSchema {
        try MessageSchema.resolve(try MessageName(type)) { name throws(MessageError) in
            if let own = text(name) { return own }
            return try BuiltinDefinitions.text(of: name)
        }
    }

    /// The text of a shared type, without its comments, which no fingerprint covers.
    static func text(_ name: MessageName) -> String? {
        switch name.description {
        case "actionlib_msgs/GoalID": "time stamp\nstring id\n"
        case "actionlib_msgs/GoalStatus":
            """
            GoalID goal_id
            uint8 status
            uint8 PENDING         = 0
            uint8 ACTIVE          = 1
            uint8 PREEMPTED       = 2
            uint8 SUCCEEDED       = 3
            uint8 ABORTED         = 4
            uint8 REJECTED        = 5
            uint8 PREEMPTING      = 6
            uint8 RECALLING       = 7
            uint8 RECALLED        = 8
            uint8 LOST            = 9
            string text

            """
        case "actionlib_msgs/GoalStatusArray": "Header header\nGoalStatus[] status_list\n"
        default: nil
        }
    }
}
