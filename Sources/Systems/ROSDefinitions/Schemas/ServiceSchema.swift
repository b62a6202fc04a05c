// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A service type: request and response.
public struct ServiceSchema: Sendable, Hashable {
    /// The type's name, `std_srvs/SetBool`.
    public let name: MessageName
    /// What a call carries.
    public let request: MessageSchema
    /// What comes back.
    public let response: MessageSchema
    /// The fingerprint that ROS 1 compares.
    public let md5: String

    /// A service from its parts.
    package init(name: MessageName, request: MessageSchema, response: MessageSchema, md5: String) {
        self.name = name
        self.request = request
        self.response = response
        self.md5 = md5
    }

    /// A service from its `.srv` text; `resolver` gives the messages it names.
    public init(
        name: MessageName, text: String, _ resolver: @escaping MessageSchema.Resolver
    ) throws(MessageError) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let divider = lines.firstIndex(where: { MessageDefinition.trim($0) == "---" }) else {
            throw MessageError(.invalidDefinition, "\(name): a service's request and response stand around a line '---'")
        }
        let requestName = MessageName(package: name.package, name: name.name + "Request")
        let responseName = MessageName(package: name.package, name: name.name + "Response")
        let request = try MessageSchema.resolve(
            requestName, text: lines[..<divider].joined(separator: "\n"), resolver)
        let response = try MessageSchema.resolve(
            responseName, text: lines[(divider + 1)...].joined(separator: "\n"), resolver)
        self.name = name
        self.request = request.schema
        self.response = response.schema
        md5 = MD5.hex(request.md5Text + response.md5Text)
    }
}
