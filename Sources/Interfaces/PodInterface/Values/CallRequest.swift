// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosNode

/// What a function is called with, from the value of a call:
///
/// | value | call in Python | in Clojure |
/// | --- | --- | --- |
/// | an array, `[1, 2]` | by place: `foo(1, 2)` | `(foo 1 2)` |
/// | a record, `{"x": 1, "y": 2}` | by name: `foo(x=1, y=2)` | a map: `(foo {:x 1 :y 2})` |
/// | a record with nothing but `args` and `kwargs` | both: `{"args": [1], "kwargs": {"y": 2}}` is `foo(1, y=2)` | `(foo 1 {:y 2})` |
/// | nothing, an empty record | `foo()` | `(foo)` |
/// | anything else, `5` | one argument: `foo(5)` | `(foo 5)` |
struct CallRequest: Sendable {
    var places: [Value] = []
    var keywords = Record()

    /// - Throws: ``PharosError`` with `invalidValue` when `args` is no array or `kwargs` no record.
    init(_ value: Value, resource: String) throws(PharosError) {
        switch value {
        case .null: break
        case .array, .doubles: places = value.array ?? []
        case .record(let record):
            guard record.count > 0, record.names.allSatisfy({ $0 == "args" || $0 == "kwargs" }) else {
                keywords = record
                return
            }
            guard record["args"]?.array != nil || record["args"] == nil else {
                throw PharosError(
                    .invalidValue, "args: an array is expected, \(record["args"]?.kind ?? "") came", resource: resource)
            }
            guard record["kwargs"]?.record != nil || record["kwargs"] == nil else {
                throw PharosError(
                    .invalidValue, "kwargs: an object is expected, \(record["kwargs"]?.kind ?? "") came", resource: resource)
            }
            places = record["args"]?.array ?? []
            keywords = record["kwargs"]?.record ?? Record()
        default: places = [value]
        }
    }
}
