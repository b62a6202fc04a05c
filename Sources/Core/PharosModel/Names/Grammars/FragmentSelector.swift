// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a fragment selects: a property of the attribute, then parts of it (Taurus TEP14).
///
/// `#units`, `#rvalue.magnitude`, `#rvalue[1:3].m`, `#range[0]`, `#rvalue.to('mm')`. The properties are a closed list,
/// and nothing in a fragment is ever evaluated.
public struct FragmentSelector: Sendable, Hashable, CustomStringConvertible {
    /// A property of an attribute.
    public enum Property: String, Sendable, Hashable, CaseIterable {
        /// The simple name.
        case name
        /// The full name.
        case fullname
        /// The words shown beside the value.
        case label
        /// What it is, in a sentence.
        case description
        /// The unit of the value.
        case units
        /// The type of the value.
        case type
        /// Whether it can be written.
        case writable
        /// Whether it is a scalar, a row or a table.
        case dataFormat = "data_format"
        /// The lowest and the highest value.
        case range
        /// The limits of warnings.
        case warnings
        /// The limits of alarms.
        case alarms
        /// The value read.
        case rvalue
        /// The value that was set.
        case wvalue
        /// When it was read.
        case time
        /// Whether it can be relied on.
        case quality
        /// How many digits to show.
        case precision
        /// The state of the device.
        case state
    }

    /// One bound or index in brackets.
    public enum Subscript: Sendable, Hashable {
        /// One element, negative ones counted from the end.
        case index(Int)
        /// `from:to:by`, each may be left out.
        case slice(from: Int?, to: Int?, by: Int?)
    }

    /// One step further into the property.
    public enum Step: Sendable, Hashable {
        /// `.units`, `.magnitude`, `.m` …
        case member(String)
        /// `[0]`, `[1:3]`, `[::2,0]`: one subscript a dimension.
        case elements([Subscript])
        /// `.to('mm')`: the value in another unit.
        case unit(String)
    }

    /// The property.
    public var property: Property
    /// What is taken of it, in this order.
    public var steps: [Step]

    /// A property, whole or in part.
    public init(_ property: Property, _ steps: [Step] = []) {
        self.property = property
        self.steps = steps
    }

    /// The fragment.
    public var description: String {
        steps.reduce(into: property.rawValue) { text, step in
            switch step {
            case .member(let name): text += ".\(name)"
            case .unit(let unit):
                // A fragment is percent-decoded when it is read.
                let unit = unit.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%25")
                text += unit.contains("'") ? ".to(\"\(unit)\")" : ".to('\(unit)')"
            case .elements(let subscripts):
                text += "[\(subscripts.map(FragmentSelector.spelled).joined(separator: ","))]"
            }
        }
    }

    private static func spelled(_ one: Subscript) -> String {
        switch one {
        case .index(let index): return String(index)
        case .slice(let from, let to, let by):
            let text = (from.map { String($0) } ?? "") + ":" + (to.map { String($0) } ?? "")
            return by.map { "\(text):\($0)" } ?? text
        }
    }
}
