// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
public import ROSMessages
public import XMLRPC

/// Between values and what the parameter server keeps.
public enum ParameterValue {
    /// A value as the parameter server takes it.
    /// - Throws: ``ROS1Error`` with `unrepresentable`: integers beyond 32 bits (the genuine server stores them, and
    ///   from then on cannot give out any namespace they are in), null, bytes beyond what XML can hold.
    public static func encode(_ value: Value, _ path: String = "") throws(ROS1Error) -> XMLRPCValue {
        switch value {
        case .null: throw unrepresentable(path, "null; delete the parameter instead")
        case .bool(let flag): return .bool(flag)
        case .int(let number):
            guard let small = Int32(exactly: number) else {
                throw unrepresentable(path, "\(number); integers have 32 bits (write \(number).0 for a double)")
            }
            return .int(small)
        case .uint(let number): throw unrepresentable(path, "\(number); integers have 32 bits")
        case .float(let number): return .double(Double(number))
        case .double(let number): return .double(number)
        case .string(let text): return .string(text)
        case .bytes(let bytes): return .data(Array(bytes.readableBytesView))
        case .time(let time): return .double(Double(time.secs) + Double(time.nsecs) / 1e9)
        case .duration(let span): return .double(Double(span.secs) + Double(span.nsecs) / 1e9)
        case .array(let elements):
            var encoded: [XMLRPCValue] = []
            for (index, element) in elements.enumerated() { encoded.append(try encode(element, "\(path)[\(index)]")) }
            return .array(encoded)
        case .doubles(let elements): return .array(elements.map { .double($0) })
        case .record(let record):
            var members: [XMLRPCValue.Member] = []
            for entry in record.entries {
                members.append(.init(entry.name, try encode(entry.value, "\(path)/\(entry.name)")))
            }
            return .structure(members)
        }
    }

    private static func unrepresentable(_ path: String, _ what: String) -> ROS1Error {
        ROS1Error(.unrepresentable, "the parameter server cannot keep \(path.isEmpty ? "" : "\(path): ")\(what)")
    }

    /// The value of a command line's `_name:=text`, read as YAML reads a scalar; lists and objects as JSON. What is
    /// nothing else is a string.
    public static func parse(_ text: String) -> Value {
        switch text {
        case "true", "True", "TRUE", "yes", "Yes", "on", "On": return .bool(true)
        case "false", "False", "FALSE", "no", "No", "off", "Off": return .bool(false)
        default: break
        }
        if let number = Int32(text) { return .int(Int64(number)) }
        if text.hasPrefix("0x"), let number = Int32(text.dropFirst(2), radix: 16) { return .int(Int64(number)) }
        // YAML's numbers begin so; Double takes words like "nan" and hexadecimal floats too.
        if let first = text.first, "-+.0123456789".contains(first), !text.contains("x"), let number = Double(text) {
            return .double(number)
        }
        if text.hasPrefix("[") || text.hasPrefix("{") || text.hasPrefix("\"") {
            if let value = try? JSONReader().value(text) { return value }
        }
        if text.utf8.count >= 2, text.hasPrefix("'"), text.hasSuffix("'") {
            return .string(String(text.dropFirst().dropLast()))
        }
        return .string(text)
    }

    /// What a subscriber is told: an empty dictionary stands for a parameter that is not set.
    static func decodeUpdate(_ value: XMLRPCValue) -> Value? {
        // Not `? nil :`, which would be the value null.
        if value.structure?.isEmpty == true { return Value?.none }
        return decode(value)
    }

    /// What the parameter server gave.
    public static func decode(_ value: XMLRPCValue) -> Value {
        switch value {
        case .int(let number): .int(Int64(number))
        case .bool(let flag): .bool(flag)
        case .double(let number): .double(number)
        case .string(let text), .dateTime(let text): .string(text)
        case .data(let bytes): .bytes(ByteBuffer(bytes: bytes))
        case .array(let elements): .array(elements.map(decode))
        case .structure(let members): .record(Record(members.map { (name: $0.name, value: decode($0.value)) }))
        }
    }
}
