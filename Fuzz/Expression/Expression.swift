// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport

@testable import Expressions

/// Expressions, compiled and evaluated with small limits: none may trap, and none may take long.
/// Input: expression, then substitutions as `name=value`, all divided by zero bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzExpression(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let text = String(decoding: input.part(), as: UTF8.self)
        var substitutions: [Expression.Substitution] = []
        while !input.isEmpty, substitutions.count < 16 {
            let part = String(decoding: input.part(), as: UTF8.self)
            guard let equals = part.utf8.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = part.utf8[equals...].dropFirst()
            substitutions.append(.init(name: String(part[..<equals]), value: String(decoding: value, as: UTF8.self)))
        }
        var limits = ExpressionLimits()
        limits.elements = 10_000
        limits.work = 100_000
        guard let expression = try? Expression(text, substitutions: substitutions, limits: limits) else { return }
        let values: [ExpressionValue] = [.integer(3), .double(-2.5), .string("mm"), .bool(true), .none]
        let references = expression.references.indices.map { values[$0 % values.count] }
        var random = Counter()
        guard let value = try? expression.evaluate(references: references, using: &random) else { return }
        check(value.size <= limits.elements, "\(value.size) elements where \(limits.elements) are allowed")
        _ = "\(value)"
    }
}

private struct Counter: RandomNumberGenerator {
    private var state: UInt64 = 1

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state
    }
}
