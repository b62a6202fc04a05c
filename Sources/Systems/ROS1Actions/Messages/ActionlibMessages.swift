// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages
import StandardMessages

/// The types that all actions share (http://wiki.ros.org/actionlib_msgs).
enum ActionlibMessages {
    /// actionlib_msgs/GoalID.
    static func goalID() throws(MessageError) -> MessageSchema { try schema("actionlib_msgs/GoalID") }

    /// actionlib_msgs/GoalStatusArray.
    static func statusArray() throws(MessageError) -> MessageSchema { try schema("actionlib_msgs/GoalStatusArray") }

    private static func schema(_ type: String) throws(MessageError) -> MessageSchema {
        try MessageSchema.resolve(try MessageName(type)) { name throws(MessageError) in
            try StandardDefinitions.text(of: name)
        }
    }

    /// The text of what all actions' messages are made of, wherever else definitions come from.
    static func text(_ name: MessageName) -> String? {
        guard name.package == "actionlib_msgs" || name.description == "std_msgs/Header" else { return nil }
        return try? StandardDefinitions.text(of: name)
    }
}
