// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos

extension Sample {
    /// The sample with all that belongs to it, as an object; its value is written as it is, so that nothing is decoded
    /// twice.
    func fullJSON() throws -> String {
        var text = "{\"timestamp\":\(timestamp),\"sequence\":\(sequence),\"quality\":\"\(quality)\""
        if let unit { text += ",\"unit\":\(JSONWriter().text(.string(unit)))" }
        if let setpoint { text += ",\"setpoint\":\(try setpoint.json())" }
        if let failure { return text + ",\"error\":\(JSONWriter().text(.string(failure.message)))}" }
        return text + ",\"value\":\(try json())}"
    }

    /// `3.5 mm`.
    func text(with unit: String) throws -> String {
        let value = try value().unwrapped
        return "\(value.string ?? value.description) \(unit)"
    }
}
