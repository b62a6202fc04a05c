// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import PharosWire

extension Pharos {
    /// Tells, on standard error, how an old or loose spelling is written today.
    func noticeOldSpelling(of name: String) {
        guard let parsed = try? names.parse(name, strict: false), let notice = parsed.deprecation else { return }
        StandardError.print("pharos: \(name): \(notice)")
    }
}
