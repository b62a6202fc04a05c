// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos

/// Options of every command that uses a node.
struct ClientOptions: ParsableArguments {
    @Flag(name: .long, help: "Print JSON, one value a line, for programs.")
    var json = false

    @Option(name: [.long, .customShort("t")], help: "Seconds to wait for an answer.")
    var timeout: Double?

    @Option(name: .long, help: "Use the node of this exposure profile.")
    var profile = ""

    func validate() throws {
        if let timeout, !(timeout > 0 && timeout < 1e9) {
            throw ValidationError("--timeout takes a number of seconds above 0")
        }
    }

    var duration: Duration? { timeout.map { .milliseconds(Int64($0 * 1000)) } }

    var configuration: PharosConfiguration {
        var configuration = PharosConfiguration()
        configuration.profile = profile
        if let duration {
            configuration.timeout = duration
            // A node that hangs at its start is not waited for much longer; one on a busy machine gets its chance.
            configuration.startTimeout = min(configuration.startTimeout, max(duration, .seconds(5)))
        }
        return configuration
    }
}
