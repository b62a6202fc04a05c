// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// An array of any rank, its elements in one piece in row-major order (the last index runs fastest).
public struct ShapedArray<Element> {
    /// How many elements each index runs over; the product is `elements.count`.
    public let shape: [Int]
    /// The elements, row by row.
    public let elements: [Element]

    /// An array of rank one.
    public init(_ elements: [Element]) {
        shape = [elements.count]
        self.elements = elements
    }

    /// An array of the given shape.
    ///
    /// - Throws: ``QuantityError`` with ``QuantityError/Code/shape`` when the shape has a negative extent or another
    ///   number of elements.
    public init(shape: [Int], elements: [Element]) throws(QuantityError) {
        // An extent of zero must not hide others that are beyond all bounds.
        guard let count = elementCount(shape), count == elements.count,
            elementCount(shape.map { $0 == 0 ? 1 : $0 }) != nil
        else {
            throw QuantityError(
                code: .shape, message: "an array of shape \(shape) is expected, \(elements.count) elements came")
        }
        self.shape = shape
        self.elements = elements
    }

    init(unchecked shape: [Int], _ elements: [Element]) {
        self.shape = shape
        self.elements = elements
    }

    /// How many indices it has.
    public var rank: Int { shape.count }

    /// An array of the same shape with each element replaced.
    @inline(__always)
    package func map<Result>(_ transform: (Element) -> Result) -> ShapedArray<Result> {
        ShapedArray<Result>(unchecked: shape, elements.map(transform))
    }
}

extension ShapedArray: Sendable where Element: Sendable {}
extension ShapedArray: Equatable where Element: Equatable {}
extension ShapedArray: Hashable where Element: Hashable {}

/// How many elements an array of that shape has; nil if an extent is negative or the product too large.
package func elementCount(_ shape: [Int]) -> Int? {
    var count = 1
    for extent in shape {
        guard extent >= 0 else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: extent)
        guard !overflow else { return nil }
        count = product
    }
    return count
}
