// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// How two shapes are combined element by element: numpy's rules.
///
/// Shapes are aligned at their last index; an extent of one (or a missing one) is repeated.
package struct Broadcast {
    /// The shape of the result.
    package let shape: [Int]

    /// - Throws: ``QuantityError`` with ``QuantityError/Code/shape`` naming both shapes.
    package init(_ left: [Int], _ right: [Int]) throws(QuantityError) {
        if left == right || right.isEmpty {
            shape = left
            return
        }
        if left.isEmpty {
            shape = right
            return
        }
        let rank = max(left.count, right.count)
        var result = [Int](repeating: 1, count: rank)
        for index in 0..<rank {
            let a = index < left.count ? left[left.count - 1 - index] : 1
            let b = index < right.count ? right[right.count - 1 - index] : 1
            guard a == b || a == 1 || b == 1 else {
                throw QuantityError(
                    code: .shape,
                    message: "arrays of shapes \(left) and \(right) cannot be combined element by element: "
                        + "\(a) and \(b) elements meet, equal numbers or one are expected")
            }
            result[rank - 1 - index] = a == 1 ? b : a
        }
        shape = result
    }

    /// An array of the result's shape, element by element.
    @inline(__always)
    private func made<Result>(_ count: Int, _ element: (Int) -> Result) -> ShapedArray<Result> {
        let elements = [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
            if let base = buffer.baseAddress {
                for index in 0..<count { (base + index).initialize(to: element(index)) }
            }
            initialized = count
        }
        return ShapedArray<Result>(unchecked: shape, elements)
    }

    /// The steps of an operand in its elements for each index of the result.
    private func steps(_ operand: [Int]) -> [Int] {
        var steps = [Int](repeating: 0, count: shape.count)
        var stride = 1
        for index in 0..<operand.count {
            let extent = operand[operand.count - 1 - index]
            if extent != 1 { steps[shape.count - 1 - index] = stride }
            stride *= extent
        }
        return steps
    }

    /// Combines two arrays.
    @inline(__always)
    func combine<Left, Right, Result>(
        _ left: ShapedArray<Left>, _ right: ShapedArray<Right>, _ operation: (Left, Right) -> Result
    ) -> ShapedArray<Result> {
        let count = elementCount(shape) ?? 0
        if left.shape == right.shape {
            return left.elements.withUnsafeBufferPointer { a in
                right.elements.withUnsafeBufferPointer { b in made(count) { operation(a[$0], b[$0]) } }
            }
        }
        if right.elements.count == 1, let b = right.elements.first {
            return left.elements.withUnsafeBufferPointer { a in made(count) { operation(a[$0], b) } }
        }
        if left.elements.count == 1, let a = left.elements.first {
            return right.elements.withUnsafeBufferPointer { b in made(count) { operation(a, b[$0]) } }
        }
        let leftSteps = steps(left.shape)
        let rightSteps = steps(right.shape)
        var result: [Result] = []
        result.reserveCapacity(count)
        var indices = [Int](repeating: 0, count: shape.count)
        var a = 0
        var b = 0
        for _ in 0..<count {
            result.append(operation(left.elements[a], right.elements[b]))
            var axis = shape.count - 1
            while axis >= 0 {
                indices[axis] += 1
                a += leftSteps[axis]
                b += rightSteps[axis]
                if indices[axis] < shape[axis] { break }
                a -= leftSteps[axis] * shape[axis]
                b -= rightSteps[axis] * shape[axis]
                indices[axis] = 0
                axis -= 1
            }
        }
        return ShapedArray<Result>(unchecked: shape, result)
    }
}
