// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// How two values are compared.
public enum Comparison: Sendable, Hashable {
    /// `==`, `!=`, `<`, `<=`, `>`, `>=`.
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    /// The sign, as in Python.
    public var sign: String {
        switch self {
        case .equal: "=="
        case .notEqual: "!="
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        }
    }

    /// Compares two values of one type.
    @inlinable @inline(__always)
    public func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}

/// What a comparison says: one answer, or one for each element.
public enum ComparisonResult: Sendable, Hashable {
    /// Of two scalars.
    case one(Bool)
    /// Where an array took part.
    case many(ShapedArray<Bool>)
}

extension Magnitude {
    /// Compares element by element where one is an array.
    package func compared(_ comparison: Comparison, _ other: Magnitude) throws(QuantityError) -> ComparisonResult {
        switch (self, other) {
        case (.integer(let a), .integer(let b)): return .one(comparison.holds(a, b))
        case (.double(let a), .double(let b)): return .one(comparison.holds(a, b))
        // The standard library compares an integer with a floating point number exactly.
        case (.integer(let a), .double(let b)): return .one(a.holds(comparison, b))
        case (.double(let a), .integer(let b)): return .one(b.holds(comparison.mirrored, a))
        default: break
        }
        let broadcast = try Broadcast(shape, other.shape)
        if let a = integerArray, let b = other.integerArray {
            return .many(broadcast.combine(a, b) { comparison.holds($0, $1) })
        }
        return .many(broadcast.combine(doubleArray, other.doubleArray) { comparison.holds($0, $1) })
    }
}

extension Comparison {
    /// The comparison with both sides exchanged.
    var mirrored: Comparison {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}

extension Int64 {
    /// Compares with a floating point number without rounding.
    fileprivate func holds(_ comparison: Comparison, _ other: Double) -> Bool {
        if other.isNaN { return comparison == .notEqual }
        if other >= 0x1p63 { return comparison.holds(0, 1) }
        if other < -0x1p63 { return comparison.holds(1, 0) }
        let whole = other.rounded(.down)
        let integer = Int64(whole)
        if self != integer { return comparison.holds(self, integer) }
        return comparison.holds(0, other - whole)
    }
}
