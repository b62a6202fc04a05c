// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import PharosNode

extension PharosError {
    /// An error of a babashka pod as clients see it: the message is the function's own (`ex-message`) where it failed, and
    /// `details` have its `data` (`ex-data`, as EDN) or how the process ended (`exit`).
    init(_ error: BabashkaPodError, _ resource: String) {
        let code: Code =
            switch error.code {
            case .notFound: .notFound
            case .cannotStart, .restartsExhausted: .systemUnreachable
            case .deadlineExceeded: .deadlineExceeded
            case .overloaded: .busy
            case .closed: .shutDown
            case .misuse: .invalidName
            default: .systemFailed
            }
        var details: [String: String] = [:]
        if let data = error.data { details["data"] = "\(data)" }
        if let exit = error.exit { details["exit"] = exit }
        self.init(code, error.description, resource: resource, cause: error, details: details)
    }
}
