// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser

/// `pharos generate`.
struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Write Swift for types and functions of other systems.",
        subcommands: [GenerateMessagesCommand.self, GeneratePodCommand.self])
}
