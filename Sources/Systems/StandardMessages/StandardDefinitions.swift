// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ROSMessages

/// The definitions of the types in this module by name, for nodes where no ROS is installed.
///
/// The texts are written down from the types' wire format; constants, which change the fingerprint, are kept.
public enum StandardDefinitions {
    /// All packages of this module.
    public static var packages: [any ROSMessagePackage.Type] {
        [
            ActionlibMsgs.self, DiagnosticMsgs.self, GeometryMsgs.self, NavMsgs.self, Roscpp.self, RoscppTutorials.self,
            RosgraphMsgs.self, RospyTutorials.self, SensorMsgs.self, StdMsgs.self, StdSrvs.self, Tf2Msgs.self,
        ]
    }

    /// The text of a message type.
    /// - Throws: ``MessageError`` with `unknownType`.
    public static func text(of name: MessageName) throws(MessageError) -> String {
        guard let type = messages[name.description] else { throw unknown(name) }
        return try type.schema().text
    }

    /// The text of a service type.
    /// - Throws: ``MessageError`` with `unknownType`.
    public static func text(ofService name: MessageName) throws(MessageError) -> String {
        guard let type = services[name.description] else { throw unknown(name) }
        return type.definition
    }

    private static func unknown(_ name: MessageName) -> MessageError {
        MessageError(.unknownType, "no definition of \(name) is built in")
    }

    private static let messages = Dictionary(
        packages.flatMap { $0.messages }.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
    private static let services = Dictionary(
        packages.flatMap { $0.services }.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
}
