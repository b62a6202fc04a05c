// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import RosPkg

/// Conditions of REP-149. A condition in parentheses, and joined to itself, holds when it holds.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCondition(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        guard let condition = try? Condition(parsing: String(decoding: bytes, as: UTF8.self)) else { return }
        let context = ["ROS_DISTRO": "noetic", "ROS_VERSION": "1", "A": "é"]
        let holds = condition.evaluate(context)
        _ = condition.variables
        for text in ["(\(condition.text))", "(\(condition.text)) and (\(condition.text))"] {
            // Longer or deeper than allowed, then it is refused.
            guard let other = try? Condition(parsing: text) else { continue }
            check(other.evaluate(context) == holds, "'\(text)' is not what '\(condition.text)' is")
        }
    }
}
