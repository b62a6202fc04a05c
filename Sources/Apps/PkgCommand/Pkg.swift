// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import ArgumentParser

/// `pharos pkg …`: packages, their dependencies, and the ROS environment, without sourcing anything.
public struct Pkg: ParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "pkg", abstract: "Find ROS packages, what they depend on, and where ROS is installed.",
        discussion: "Invoked under the name rospack, rosstack or rosversion, the program takes their arguments.",
        subcommands: [
            List.self, Find.self, Depends.self, DependsOn.self, Why.self, Plugins.self, Profile.self, Problems.self,
            Versions.self, Environment.self, System.self,
        ])

    public init() {}
}
