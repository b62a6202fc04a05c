// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSDefinitions

/// How a field is kept in memory, and how it comes from and goes to the wire.
struct FieldPlan {
    /// What is done with the bytes.
    indirect enum Form {
        /// As it is in memory, that many bytes aligned so.
        case plain(size: Int, alignment: Int)
        case bool
        case string
        /// `uint8[]`, `char[]`.
        case bytes
        /// An array whose elements are plain.
        case plainArray
        case bools
        case strings
        /// A nested message; its size when it is always the same.
        case message(size: Int?)
        case messages
        /// A fixed array whose elements are not plain; an element's size when it is always the same.
        case fixed(count: Int, element: FieldPlan)
    }

    /// The property's name.
    let name: String
    /// The field's name on the wire and its type, as a definition writes it.
    let spelling: String
    /// The Swift type.
    let type: String
    /// The element's Swift type, of arrays.
    let element: String
    /// The value that a message has where none is given.
    let initial: String
    let form: Form
    /// About how many bytes it takes within its struct.
    let memory: Int

    /// Whether the struct's own `==` cannot be synthesised.
    var isInlineArray: Bool { type.hasPrefix("Swift.InlineArray<") }

    init(_ field: MessageSchema.Field) {
        self.init(name: SwiftNames.member(field.name), spelling: "\(field.type.spelling) \(field.name)", field.type)
    }

    private init(name: String, spelling: String, _ fieldType: FieldType) {
        self.name = name
        self.spelling = spelling
        switch fieldType {
        case .primitive(let primitive):
            (type, initial) = FieldPlan.primitive(primitive)
            element = type
            switch primitive {
            case .string: (form, memory) = (.string, 16)
            case .bool: (form, memory) = (.bool, 1)
            default:
                let size = primitive.size ?? 0
                let isTime = primitive == .time || primitive == .duration
                (form, memory) = (.plain(size: size, alignment: isTime ? 4 : size), size)
            }
        case .message(let schema):
            type = SwiftNames.reference(schema.name)
            element = type
            initial = "\(type)()"
            if let layout = PlainLayout(schema) {
                form = .plain(size: layout.size, alignment: layout.alignment)
                memory = layout.size
            } else {
                form = .message(size: schema.fixedSize)
                memory = schema.fields.reduce(0) { $0 + FieldPlan($1).memory }
            }
        case .array(let elementType, let count?):
            let plan = FieldPlan(name: name, spelling: spelling, elementType)
            element = plan.type
            type = "Swift.InlineArray<\(count), \(plan.type)>"
            initial = "\(type)(repeating: \(plan.initial))"
            memory = count * plan.memory
            if case .plain(let size, let alignment) = plan.form, count > 0 {
                form = .plain(size: size * count, alignment: alignment)
            } else {
                form = .fixed(count: count, element: plan)
            }
        case .array(let elementType, nil):
            let plan = FieldPlan(name: name, spelling: spelling, elementType)
            element = plan.type
            if case .primitive(let primitive) = elementType, primitive.isByte {
                (type, initial, form, memory) = ("ROSMessages.MessageBytes", "ROSMessages.Fields.noBytes", .bytes, 32)
            } else {
                (type, initial, memory) = ("[\(plan.type)]", "[]", 8)
                switch plan.form {
                case .plain: form = .plainArray
                case .bool: form = .bools
                case .string: form = .strings
                default: form = .messages
                }
            }
        }
    }

    private static func primitive(_ primitive: Primitive) -> (type: String, initial: String) {
        switch primitive {
        case .bool: ("Swift.Bool", "false")
        case .string: ("Swift.String", "\"\"")
        case .time: ("ROSMessages.ROSTime", "ROSMessages.ROSTime(secs: 0, nsecs: 0)")
        case .duration: ("ROSMessages.ROSDuration", "ROSMessages.ROSDuration(secs: 0, nsecs: 0)")
        default: (number(primitive), "0")
        }
    }

    /// The Swift type of a number.
    static func number(_ primitive: Primitive) -> String {
        switch primitive {
        case .int8, .byte: "Swift.Int8"
        case .uint8, .char: "Swift.UInt8"
        case .int16: "Swift.Int16"
        case .uint16: "Swift.UInt16"
        case .int32: "Swift.Int32"
        case .uint32: "Swift.UInt32"
        case .int64: "Swift.Int64"
        case .uint64: "Swift.UInt64"
        case .float32: "Swift.Float"
        case .float64: "Swift.Double"
        case .bool: "Swift.Bool"
        default: "Swift.String"
        }
    }
}

/// The memory of a message that is on the wire as it is in memory: numbers and times only, each where its alignment
/// asks for it without a hole. Booleans are not: a byte of 2 is true on the wire and no `Bool`.
struct PlainLayout {
    private(set) var size = 0
    private(set) var alignment = 1

    /// - Returns: `nil` when the message has any other form.
    init?(_ schema: MessageSchema) {
        for field in schema.fields {
            guard case .plain(let size, let alignment) = FieldPlan(field).form, self.size % alignment == 0 else {
                return nil
            }
            self.size += size
            self.alignment = max(self.alignment, alignment)
        }
        guard size > 0, size % alignment == 0 else { return nil }
    }
}
