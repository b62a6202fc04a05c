// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSMessages

/// The types of a reconfigurable node's topics and service (http://wiki.ros.org/dynamic_reconfigure).
enum ReconfigureMessages {
    static func configuration() throws(MessageError) -> MessageSchema {
        try MessageSchema.resolve(MessageName(package: package, name: "Config"), text)
    }

    static func description() throws(MessageError) -> MessageSchema {
        try MessageSchema.resolve(MessageName(package: package, name: "ConfigDescription"), text)
    }

    static func service() throws(MessageError) -> ServiceSchema {
        try ServiceSchema(
            name: MessageName(package: package, name: "Reconfigure"), text: "Config config\n---\nConfig config\n", text)
    }

    private static let package = "dynamic_reconfigure"

    private static func text(_ name: MessageName) throws(MessageError) -> String {
        guard name.package == package, let text = texts[name.name] else {
            throw MessageError(.unknownType, "\(name) is no part of \(package)")
        }
        return text
    }

    private static let texts = [
        "BoolParameter": "string name\nbool value\n",
        "IntParameter": "string name\nint32 value\n",
        "StrParameter": "string name\nstring value\n",
        "DoubleParameter": "string name\nfloat64 value\n",
        "GroupState": "string name\nbool state\nint32 id\nint32 parent\n",
        "Config": """
        BoolParameter[] bools
        IntParameter[] ints
        StrParameter[] strs
        DoubleParameter[] doubles
        GroupState[] groups

        """,
        "ParamDescription": "string name\nstring type\nuint32 level\nstring description\nstring edit_method\n",
        "Group": "string name\nstring type\nParamDescription[] parameters\nint32 parent\nint32 id\n",
        "ConfigDescription": "Group[] groups\nConfig max\nConfig min\nConfig dflt\n",
    ]
}
