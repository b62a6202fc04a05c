// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a message says, once its XML is read.
public enum XMLRPCMessage: Sendable, Hashable {
    /// A call.
    case call(method: String, parameters: [XMLRPCValue])
    /// An answer.
    case response(XMLRPCValue)
    /// A fault.
    case fault(code: Int32, text: String)
}

/// Reads everything that known writers write: pretty printing, `<int>`, `<i4>`, `<i8>`, values without a type, empty
/// and self-closed elements, comments, CDATA, entities, either quote in the prolog. DTDs are refused.
public struct XMLRPCDecoder: Sendable {
    /// How deep values may be nested. Default: 64.
    public var maximumDepth: Int
    /// How many values one message may have. Default: 2 million.
    public var maximumValues: Int

    /// A decoder.
    public init(maximumDepth: Int = 64, maximumValues: Int = 2_000_000) {
        self.maximumDepth = maximumDepth
        self.maximumValues = maximumValues
    }

    /// Reads a message.
    /// - Throws: ``XMLRPCError`` with `malformed` or `limitExceeded` and the byte at which it stops being XML-RPC.
    public func message(_ bytes: [UInt8]) throws(XMLRPCError) -> XMLRPCMessage {
        var parser = Parser(xml: XMLScanner(bytes), maximumDepth: maximumDepth, valuesLeft: maximumValues)
        return try parser.message()
    }

    private struct Parser {
        var xml: XMLScanner
        let maximumDepth: Int
        var valuesLeft: Int

        mutating func message() throws(XMLRPCError) -> XMLRPCMessage {
            let root = try xml.open()
            switch root.name {
            case "methodCall":
                var method: String?
                var parameters: [XMLRPCValue] = []
                while let element = try xml.child(of: root) {
                    switch element.name {
                    case "methodName": method = try xml.text(of: element)
                    case "params": parameters = try self.parameters(element)
                    default: try xml.skip(element)
                    }
                }
                guard let method, !method.isEmpty else { throw xml.error("a methodName") }
                return .call(method: method, parameters: parameters)
            case "methodResponse":
                guard let element = try xml.child(of: root) else { throw xml.error("params or fault") }
                if element.name == "fault" { return try fault(element) }
                guard element.name == "params", let value = try parameters(element).first else {
                    throw xml.error("one param")
                }
                return .response(value)
            default: throw xml.error("methodCall or methodResponse")
            }
        }

        private mutating func parameters(_ parent: XMLScanner.Element) throws(XMLRPCError) -> [XMLRPCValue] {
            var values: [XMLRPCValue] = []
            while let parameter = try xml.child(of: parent) {
                guard parameter.name == "param" else { throw xml.error("param") }
                while let element = try xml.child(of: parameter) { values.append(try value(element, depth: 0)) }
            }
            return values
        }

        private mutating func fault(_ parent: XMLScanner.Element) throws(XMLRPCError) -> XMLRPCMessage {
            guard let element = try xml.child(of: parent) else { throw xml.error("a fault's value") }
            let details = try value(element, depth: 0)
            return .fault(
                code: Int32(clamping: details["faultCode"]?.int ?? -1), text: details["faultString"]?.string ?? "")
        }

        private mutating func value(_ element: XMLScanner.Element, depth: Int) throws(XMLRPCError) -> XMLRPCValue {
            guard element.name == "value" else { throw xml.error("value") }
            guard depth <= maximumDepth else {
                throw XMLRPCError(.limitExceeded, "XML-RPC values are nested deeper than \(maximumDepth)")
            }
            valuesLeft -= 1
            guard valuesLeft >= 0 else { throw XMLRPCError(.limitExceeded, "an XML-RPC message has too many values") }
            // A value without a type is text; one with a type has nothing but white space around it.
            let (text, type) = try xml.textOrChild(of: element)
            guard let type else { return .string(text) }
            let result = try typed(type, depth)
            try xml.close(element)
            return result
        }

        private mutating func typed(_ type: XMLScanner.Element, _ depth: Int) throws(XMLRPCError) -> XMLRPCValue {
            switch type.name {
            case "string": return .string(try xml.text(of: type))
            case "int", "i4", "i8", "i2", "i1":
                let text = XMLScanner.trimmed(try xml.text(of: type))
                guard let number = Int32(text) else { throw xml.error("a 32-bit integer instead of '\(text.prefix(40))'") }
                return .int(number)
            case "boolean":
                let text = XMLScanner.trimmed(try xml.text(of: type))
                switch text {
                case "1", "true": return .bool(true)
                case "0", "false": return .bool(false)
                default: throw xml.error("0 or 1 instead of '\(text.prefix(40))'")
                }
            case "double":
                let text = XMLScanner.trimmed(try xml.text(of: type))
                guard let number = Double(text) else { throw xml.error("a number instead of '\(text.prefix(40))'") }
                return .double(number)
            case "base64":
                guard let bytes = XMLScanner.base64(try xml.text(of: type)) else { throw xml.error("base64") }
                return .data(bytes)
            case "dateTime.iso8601": return .dateTime(XMLScanner.trimmed(try xml.text(of: type)))
            case "array":
                var elements: [XMLRPCValue] = []
                while let data = try xml.child(of: type) {
                    guard data.name == "data" else { throw xml.error("data") }
                    while let element = try xml.child(of: data) {
                        elements.append(try value(element, depth: depth + 1))
                    }
                }
                return .array(elements)
            case "struct":
                var members: [XMLRPCValue.Member] = []
                while let member = try xml.child(of: type) {
                    guard member.name == "member" else { throw xml.error("member") }
                    members.append(try self.member(member, depth))
                }
                return .structure(members)
            case "nil", "ex:nil": throw xml.error("a value other than nil, which ROS does not know")
            default: throw xml.error("a type of XML-RPC instead of '\(type.name.prefix(40))'")
            }
        }

        private mutating func member(
            _ member: XMLScanner.Element, _ depth: Int
        ) throws(XMLRPCError) -> XMLRPCValue.Member {
            var name: String?
            var content: XMLRPCValue?
            while let element = try xml.child(of: member) {
                if element.name == "name" { name = try xml.text(of: element) } else {
                    content = try value(element, depth: depth + 1)
                }
            }
            guard let name, let content else { throw xml.error("a member's name and value") }
            return .init(name, content)
        }
    }
}
