// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import Pods

extension PodLogRecord {
    /// Python's level as the node's log has them.
    var loggerLevel: Logger.Level {
        switch level {
        case ..<20: .debug
        case ..<30: .info
        case ..<40: .warning
        case ..<50: .error
        default: .critical
        }
    }

    /// The pod, and where the line came from.
    func metadata(pod: String) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["pod": "\(pod)"]
        switch source {
        case .output: metadata["from"] = "stdout"
        case .error: metadata["from"] = "stderr"
        case .logging:
            metadata["from"] = "\(logger ?? "logging")"
            if let file, let line { metadata["at"] = "\(file):\(line)" }
        }
        return metadata
    }
}
