// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ROSDefinitions

/// The Swift struct of one message.
struct MessageSource {
    /// The struct's name.
    let name: String
    let schema: MessageSchema
    /// Conformances and aliases that an action adds.
    var action: String?
    private let plans: [FieldPlan]
    private let comments: DefinitionComments
    private let isPlain: Bool

    /// Structs larger than that are not generated: they would live on stacks.
    static let maximumMemory = 1 << 16

    init(name: String, schema: MessageSchema, action: String? = nil) throws(MessageError) {
        self.name = name
        self.schema = schema
        self.action = action
        plans = schema.fields.map { FieldPlan($0) }
        comments = DefinitionComments(schema.definition)
        isPlain = PlainLayout(schema) != nil
        let memory = plans.reduce(0) { $0 + $1.memory }
        guard memory <= MessageSource.maximumMemory else {
            throw MessageError(
                .limitExceeded,
                "\(schema.name) has fixed arrays of \(memory) bytes, a struct may have \(MessageSource.maximumMemory); "
                    + "use dynamic access for this type")
        }
    }

    /// The types of other packages that the struct names.
    var packages: Set<String> { Set(schema.fields.compactMap { MessageSource.package($0.type) }) }

    private static func package(_ type: FieldType) -> String? {
        switch type {
        case .primitive: nil
        case .message(let schema): schema.name.package
        case .array(let element, _): package(element)
        }
    }

    func write(to source: inout SourceText) {
        source.line("/// `\(schema.name)`.")
        let conformance = isPlain ? "PlainMessage" : "ROSMessage"
        let actionConformance = action == nil ? "" : ", ROSMessages.ROSAction"
        source.block("public struct \(name): ROSMessages.\(conformance)\(actionConformance)") { source in
            writeStatics(to: &source)
            for plan in zip(plans, schema.fields) {
                source.line()
                MessageSource.document("`\(plan.0.spelling)`", comments[plan.1.name], &source)
                source.line("public var \(plan.0.name): \(plan.0.type)")
            }
            source.line()
            writeInitialisers(to: &source)
            source.line()
            writeDecoding(to: &source)
            source.line()
            writeSize(to: &source)
            source.line()
            writeEncoding(to: &source)
            if plans.contains(where: \.isInlineArray) {
                source.line()
                writeEquality(to: &source)
            }
        }
    }

    private static func document(_ what: String, _ comment: [String], _ source: inout SourceText) {
        source.line("/// \(what)\(comment.isEmpty ? "." : ": \(comment[0])")")
        for line in comment.dropFirst() { source.line("/// \(line)") }
    }

    private func writeStatics(to source: inout SourceText) {
        source.line("public static var type: Swift.String { \(SourceText.literal(schema.name.description)) }")
        source.line("public static var md5: Swift.String { \"\(schema.md5)\" }")
        source.line("public static var definition: Swift.String {")
        source.line("    \(SourceText.literal(schema.definition))")
        source.line("}")
        source.line("public static var minimumSize: Swift.Int { \(schema.minimumSize) }")
        if let action {
            for part in ["Goal", "Result", "Feedback", "ActionGoal", "ActionResult", "ActionFeedback"] {
                source.line("public typealias \(part) = \(action)\(part)")
            }
        }
        for constant in schema.constants {
            source.line()
            MessageSource.document(
                "`\(constant.type.rawValue) \(constant.name)`", comments[constant.name], &source)
            source.line(
                "public static var \(SwiftNames.constant(constant.name)): \(FieldPlan.number(constant.type)) "
                    + "{ \(MessageSource.value(constant)) }")
        }
    }

    private static func value(_ constant: MessageDefinition.Constant) -> String {
        switch constant.type {
        case .string: return SourceText.literal(constant.text)
        case .bool: return ["1", "true", "True"].contains(constant.text) ? "true" : "false"
        case .float32, .float64:
            guard let number = Double(constant.text) else { return "0" }
            if number.isNaN { return ".nan" }
            return number.isFinite ? "\(number)" : number < 0 ? "-.infinity" : ".infinity"
        default:
            let text = constant.text.hasPrefix("+") ? String(constant.text.dropFirst()) : constant.text
            return text.replacing("0X", with: "0x")
        }
    }

    private func writeInitialisers(to source: inout SourceText) {
        source.line("/// All fields zero or empty.")
        if plans.isEmpty {
            source.line("public init() {}")
            return
        }
        source.block("public init()") { source in
            for plan in plans { source.line("self.\(plan.name) = \(plan.initial)") }
        }
        source.line()
        source.line("/// The fields that are named; the others are zero or empty.")
        source.line("public init(")
        for (place, plan) in plans.enumerated() {
            source.line(
                "    \(plan.name): \(plan.type) = \(plan.initial)\(place == plans.count - 1 ? "" : ",")")
        }
        source.block(")") { source in
            for plan in plans { source.line("self.\(plan.name) = \(plan.name)") }
        }
    }

    private func writeEquality(to source: inout SourceText) {
        source.block("public static func == (left: Self, right: Self) -> Swift.Bool") { source in
            let parts = plans.map { "ROSMessages.Fields.same(left.\($0.name), right.\($0.name))" }
            source.line(parts.joined(separator: " && "))
        }
        source.line()
        source.block("public func hash(into hasher: inout Swift.Hasher)") { source in
            for plan in plans { source.line("ROSMessages.Fields.hash(self.\(plan.name), into: &hasher)") }
        }
    }
}

// MARK: - Bytes

extension MessageSource {
    /// Fields in a row whose size is always the same and whose bytes are at once there or not.
    private enum Step {
        case run(size: Int, [(offset: Int, plan: FieldPlan)])
        case single(FieldPlan)
    }

    private var steps: [Step] {
        var steps: [Step] = []
        for plan in plans {
            let size: Int
            switch plan.form {
            case .plain(let plain, _): size = plain
            case .bool: size = 1
            default:
                steps.append(.single(plan))
                continue
            }
            if case .run(let before, let members)? = steps.last {
                steps[steps.count - 1] = .run(size: before + size, members + [(before, plan)])
            } else {
                steps.append(.run(size: size, [(0, plan)]))
            }
        }
        return steps
    }

    /// Everything that can fail comes first: the struct is then made in its place at once.
    private func writeDecoding(to source: inout SourceText) {
        source.block(
            "public init(from reader: inout ROSMessages.FieldReader) throws(ROSMessages.MessageError)"
        ) { source in
            var values: [(name: String, value: String)] = []
            for (place, step) in steps.enumerated() {
                switch step {
                case .run(let size, let members):
                    source.line("let run\(place) = try reader.run(\(size))")
                    for (offset, plan) in members {
                        let type = if case .bool = plan.form { "Swift.UInt8" } else { plan.type }
                        let load = "run\(place).loadUnaligned(fromByteOffset: \(offset), as: \(type).self)"
                        values.append((plan.name, load + (type == plan.type ? "" : " != 0")))
                    }
                case .single(let plan):
                    source.line("let value\(place) = \(MessageSource.read(plan))")
                    values.append((plan.name, "value\(place)"))
                }
            }
            for (name, value) in values { source.line("self.\(name) = \(value)") }
        }
    }

    /// The expression that reads a field.
    private static func read(_ plan: FieldPlan) -> String {
        switch plan.form {
        case .plain(let size, _): "try reader.run(\(size)).loadUnaligned(as: \(plan.type).self)"
        case .bool: "try reader.bool()"
        case .string: "try reader.string()"
        case .bytes: "try reader.bytes()"
        case .plainArray: "try reader.plain(\(plan.element).self)"
        case .bools: "try reader.bools()"
        case .strings: "try reader.strings()"
        case .messages: "try reader.messages(\(plan.element).self)"
        case .message: "try \(plan.type)(from: &reader)"
        case .fixed(_, let element):
            "try \(plan.type) { (_: Swift.Int) throws(ROSMessages.MessageError) in \(read(element)) }"
        }
    }

    private func writeSize(to source: inout SourceText) {
        var constant = 0
        var sums: [String] = []
        func add(_ plan: FieldPlan, _ value: String) -> String? {
            switch plan.form {
            case .plain(let size, _): constant += size
            case .bool: constant += 1
            case .message(let size?): constant += size
            case .message(nil): return "\(value).encodedSize"
            case .bytes: return "ROSMessages.Fields.size(bytes: \(value))"
            case .plainArray: return "ROSMessages.Fields.size(plain: \(value))"
            case .string, .bools, .strings, .messages: return "ROSMessages.Fields.size(\(value))"
            case .fixed: break
            }
            return nil
        }
        var loops: [(count: Int, sum: String)] = []
        for plan in plans {
            guard case .fixed(let count, let element) = plan.form else {
                if let sum = add(plan, "self.\(plan.name)") { sums.append(sum) }
                continue
            }
            let before = constant
            if let sum = add(element, "self.\(plan.name)[index]") {
                loops.append((count, sum))
            } else {
                constant = before + count * (constant - before)
            }
        }
        let total = ([constant > 0 || sums.isEmpty ? "\(constant)" : nil] + sums).compactMap { $0 }
        if loops.isEmpty {
            source.line("public var encodedSize: Swift.Int { \(total.joined(separator: " + ")) }")
            return
        }
        source.block("public var encodedSize: Swift.Int") { source in
            source.line("var size = \(total.joined(separator: " + "))")
            for (count, sum) in loops { source.line("for index in 0..<\(count) { size += \(sum) }") }
            source.line("return size")
        }
    }

    private func writeEncoding(to source: inout SourceText) {
        source.block("public func encode(into writer: inout ROSMessages.FieldWriter)") { source in
            for (place, step) in steps.enumerated() {
                switch step {
                case .run(let size, let members):
                    source.line("let run\(place) = writer.run(\(size))")
                    for (offset, plan) in members {
                        if case .bool = plan.form {
                            source.line(
                                "run\(place).storeBytes(of: self.\(plan.name) ? 1 : 0, toByteOffset: \(offset), as: Swift.UInt8.self)"
                            )
                        } else {
                            source.line(
                                "run\(place).storeBytes(of: self.\(plan.name), toByteOffset: \(offset), as: \(plan.type).self)"
                            )
                        }
                    }
                case .single(let plan): MessageSource.write(plan, to: &source)
                }
            }
        }
    }

    private static func write(_ plan: FieldPlan, to source: inout SourceText) {
        switch plan.form {
        case .bytes: source.line("writer.write(bytes: self.\(plan.name))")
        case .plainArray: source.line("writer.write(plain: self.\(plan.name))")
        case .fixed(0, _): break
        case .fixed(let count, _):
            source.line("for index in 0..<\(count) { writer.write(self.\(plan.name)[index]) }")
        default: source.line("writer.write(self.\(plan.name))")
        }
    }
}
