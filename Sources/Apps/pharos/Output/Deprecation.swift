// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import PharosWire

extension Pharos {
    /// Tells, on standard error, how an old or loose spelling is written today.
    func noticeOldSpelling(of name: String) {
        // Plug-ins have no old spellings, so there is no need to look for them.
        guard let parsed = try? NameGrammars.builtIn.parse(name, strict: false), let notice = parsed.deprecation else { return }
        StandardError.print("pharos: \(name): \(notice)")
    }
}
