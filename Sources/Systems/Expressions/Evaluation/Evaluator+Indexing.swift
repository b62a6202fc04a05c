// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Quantities

/// What one item of a subscript selects along its index.
struct Selection: Sendable {
    var start: Int
    var step: Int
    var count: Int
    /// Whether the index disappears from the shape.
    var drops: Bool

    /// One element, counted from the end if negative.
    init(index: Int, extent: Int) throws(ExpressionError) {
        guard index >= -extent && index < extent else {
            throw ExpressionError(
                code: .index, message: "an index from \(-extent) to \(extent - 1) is expected, \(index) came")
        }
        start = index < 0 ? index + extent : index
        step = 1
        count = 1
        drops = true
    }

    /// A slice, with Python's rules for what is beyond the ends.
    init(start: Int?, stop: Int?, step: Int?, extent: Int) throws(ExpressionError) {
        let step = step ?? 1
        guard step != 0 else { throw ExpressionError.value("a step other than zero is expected in a slice") }
        let low = step > 0 ? 0 : -1
        let high = step > 0 ? extent : extent - 1
        func clamped(_ index: Int) -> Int {
            // Adding cannot overflow: an index that is not negative is left alone.
            let fromStart = index < 0 ? index + extent : index
            return Swift.max(low, Swift.min(high, fromStart))
        }
        let first = start.map(clamped) ?? (step > 0 ? low : high)
        let last = stop.map(clamped) ?? (step > 0 ? high : low)
        let distance = step > 0 ? last - first : first - last
        self.start = first
        self.step = step
        // A step larger than the distance selects the first; its magnitude may be that of Int.min.
        count = distance <= 0 ? 0 : Int((UInt(distance) - 1) / step.magnitude) + 1
        drops = false
    }

    init(all extent: Int) {
        start = 0
        step = 1
        count = extent
        drops = false
    }
}

extension Evaluator {
    /// `value[items]`.
    mutating func subscripted(
        _ value: ExpressionValue, _ plan: SubscriptPlan, _ operands: [ExpressionValue]
    ) throws(ExpressionError) -> ExpressionValue {
        if case .string(let text) = value { return try character(of: text, plan, operands) }
        let shape = value.shape
        guard !shape.isEmpty else {
            throw ExpressionError.type("\(value.typeName) cannot be indexed; an array or a text is expected")
        }
        guard plan.items.count <= shape.count else {
            throw ExpressionError(
                code: .index, message: "\(shape.count) indices at most are expected, \(plan.items.count) came")
        }
        if plan.items.count == 1, case .index = plan.items[0], let operand = operands.first, !operand.shape.isEmpty {
            return try selected(value, by: operand)
        }
        var selections = try self.selections(plan, operands, shape)
        while selections.count < shape.count { selections.append(Selection(all: shape[selections.count])) }
        try charge(shape: selections.map(\.count))
        return try taken(value, selections)
    }

    private func selections(
        _ plan: SubscriptPlan, _ operands: [ExpressionValue], _ shape: [Int]
    ) throws(ExpressionError) -> [Selection] {
        var next = 0
        func operand(_ present: Bool) throws(ExpressionError) -> Int? {
            guard present, next < operands.count else { return nil }
            next += 1
            if case .none = operands[next - 1] { return nil }
            return try integer(operands[next - 1], "an index")
        }
        var selections: [Selection] = []
        for (axis, item) in plan.items.enumerated() {
            switch item {
            case .index:
                guard let index = try operand(true) else {
                    throw ExpressionError.type("an integer is expected as an index, None came")
                }
                selections.append(try Selection(index: index, extent: shape[axis]))
            case .slice(let start, let stop, let step):
                let first = try operand(start)
                let last = try operand(stop)
                selections.append(
                    try Selection(start: first, stop: last, step: try operand(step), extent: shape[axis]))
            }
        }
        return selections
    }

    private mutating func character(
        of text: String, _ plan: SubscriptPlan, _ operands: [ExpressionValue]
    ) throws(ExpressionError) -> ExpressionValue {
        try charge(text.utf8.count)
        let scalars = Array(text.unicodeScalars)
        guard plan.items.count == 1 else {
            throw ExpressionError(code: .index, message: "one index is expected for a text, \(plan.items.count) came")
        }
        let selection = try selections(plan, operands, [scalars.count])[0]
        var result = String.UnicodeScalarView()
        for index in 0..<selection.count { result.append(scalars[selection.start + index * selection.step]) }
        return .string(String(result))
    }

    /// Elements selected by an array of truth values, or of indices along the first index.
    private mutating func selected(_ value: ExpressionValue, by chosen: ExpressionValue) throws(ExpressionError)
        -> ExpressionValue
    {
        let shape = value.shape
        switch chosen {
        case .booleans(let mask) where mask.shape == shape:
            try charge(elements: mask.elements.count)
            let indices = mask.elements.indices.filter { mask.elements[$0] }
            try charge(gathering: value, indices)
            return try value.gathered(indices, shape: [indices.count])
        case .integers(let array) where array.rank == 1:
            let extent = shape[0]
            let size = value.size / Swift.max(extent, 1)
            let (count, overflow) = array.elements.count.multipliedReportingOverflow(by: size)
            try charge(elements: overflow ? nil : count)
            var indices: [Int] = []
            indices.reserveCapacity(count)
            for element in array.elements {
                let row = try Selection(index: Int(element), extent: extent).start
                indices.append(contentsOf: (row * size)..<((row + 1) * size))
            }
            try charge(gathering: value, indices)
            return try value.gathered(indices, shape: [array.elements.count] + shape.dropFirst())
        default:
            throw ExpressionError.type(
                "an integer, a slice, truth values of shape \(shape) or indices are expected in brackets, "
                    + "\(chosen.typeName) came")
        }
    }

    private mutating func taken(_ value: ExpressionValue, _ selections: [Selection]) throws(ExpressionError)
        -> ExpressionValue
    {
        let shape = value.shape
        var indices = [0]
        for (axis, selection) in selections.enumerated() {
            let extent = shape[axis]
            var next: [Int] = []
            next.reserveCapacity(indices.count * selection.count)
            for index in indices {
                for offset in 0..<selection.count {
                    next.append(index * extent + selection.start + offset * selection.step)
                }
            }
            indices = next
        }
        let result = selections.filter { !$0.drops }.map(\.count)
        try charge(gathering: value, indices)
        return try value.gathered(indices, shape: result)
    }

    /// Texts may be taken many times over, and count by their bytes.
    private mutating func charge(gathering value: ExpressionValue, _ indices: [Int]) throws(ExpressionError) {
        guard case .strings(let array) = value else { return }
        try charge(elements: indices.reduce(0) { $0 + 1 + array.elements[$1].utf8.count })
    }
}

extension ExpressionValue {
    /// The elements at the given places; a scalar if the shape is empty.
    func gathered(_ indices: [Int], shape: [Int]) throws(ExpressionError) -> ExpressionValue {
        func gather<Element>(_ array: ShapedArray<Element>) throws(ExpressionError) -> ShapedArray<Element> {
            let elements = indices.map { array.elements[$0] }
            return try quantities { () throws(QuantityError) in try ShapedArray(shape: shape, elements: elements) }
        }
        switch self {
        case .booleans(let array):
            let result = try gather(array)
            return shape.isEmpty ? result.elements.first.map { .bool($0) } ?? .none : .booleans(result)
        case .integers(let array):
            let result = try gather(array)
            return shape.isEmpty ? result.elements.first.map { .integer($0) } ?? .none : .integers(result)
        case .doubles(let array):
            let result = try gather(array)
            return shape.isEmpty ? result.elements.first.map { .double($0) } ?? .none : .doubles(result)
        case .strings(let array):
            let result = try gather(array)
            return shape.isEmpty ? result.elements.first.map { .string($0) } ?? .none : .strings(result)
        case .quantity(let quantity):
            let result = try ExpressionValue(quantity.magnitude).gathered(indices, shape: shape)
            return .quantity(Quantity(result.magnitude ?? quantity.magnitude, quantity.unit))
        case .none, .bool, .integer, .double, .string, .unit: return self
        }
    }
}
