// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A field as a stream has it: with the number of its dictionary.
struct SchemaNode {
    var field: ArrowField
    /// What is nested in it, or in the values of its dictionary.
    var children: [SchemaNode]
    /// The number of its dictionary.
    var dictionary: Int64?
    /// Where it is, for errors.
    var path: String
}

/// Numbers of types in the union `Type` of Schema.fbs.
enum TypeNumber {
    static let null = 1
    static let int = 2
    static let floatingPoint = 3
    static let binary = 4
    static let utf8 = 5
    static let bool = 6
    static let decimal = 7
    static let date = 8
    static let time = 9
    static let timestamp = 10
    static let list = 12
    static let structure = 13
    static let fixedSizeBinary = 15
    static let fixedSizeList = 16
    static let map = 17
    static let duration = 18
    static let largeBinary = 19
    static let largeUtf8 = 20
    static let largeList = 21

    /// What the others are called.
    static let unsupported = [
        11: "intervals", 14: "unions", 22: "run-end encoded arrays", 23: "views of bytes", 24: "views of text",
        25: "views of lists", 26: "views of large lists",
    ]
}
