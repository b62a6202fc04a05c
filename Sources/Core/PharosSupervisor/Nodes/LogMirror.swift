// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Hands on what the nodes of a deployment log, line by line.
struct LogMirror: Sendable {
    let nodes: [(label: String, path: String)]
    let report: @Sendable (_ label: String, _ line: String) -> Void

    /// Runs until its task is cancelled; what was logged until then is still handed on.
    func run() async {
        var followers = nodes.map { ($0.label, LogFollower(path: $0.path, skipsPast: true)) }
        defer { for index in followers.indices { followers[index].1.close() } }
        while true {
            let isLast = Task.isCancelled
            for index in followers.indices {
                for line in followers[index].1.lines() { report(followers[index].0, line) }
            }
            if isLast { return }
            try? await Task.sleep(for: .milliseconds(200))
        }
    }
}
