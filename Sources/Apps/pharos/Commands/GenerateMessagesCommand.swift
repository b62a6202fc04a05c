// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import ROSMessageGeneration
import StandardMessages

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `pharos generate messages`.
struct GenerateMessagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "messages", abstract: "Write Swift structs for ROS message, service and action types.",
        discussion: """
            pharos generate messages nav_msgs/Odometry --output Sources/Robot
            pharos generate messages my_msgs ./msg/Pose.msg --package my_msgs
            pharos generate messages --topic ros:/imu

            Types are found where ROS is installed, without anything being sourced, given as files, or taken from a
            running graph. What they need is written too; the types of StandardMessages are imported from there. A
            package that builds with SwiftPM needs no command: the plug-in GenerateROSMessages does the same.
            """)

    @Argument(help: "Types (std_msgs/String), packages (std_msgs), definition files or folders of them.")
    var sources: [String] = []

    @Option(help: "A topic or service of a running system, ros:/imu: its type, as it is there. May be repeated.")
    var topic: [String] = []

    @Option(name: .shortAndLong, help: "The folder to write into, one file for each package. Default: standard output.")
    var output: String?

    @Option(help: "The package of definition files that lie in no package's folder.")
    var package: String?

    @Flag(help: "Write the types of StandardMessages too, instead of importing them.")
    var standalone = false

    @OptionGroup var options: ClientOptions

    func validate() throws {
        guard !sources.isEmpty || !topic.isEmpty else {
            throw ValidationError("name a type, a package, a file or a --topic")
        }
    }

    func run() async throws {
        var finder = DefinitionFinder(package: package, isStandalone: standalone)
        for source in sources { try finder.add(source) }
        if !topic.isEmpty {
            let names = topic
            let descriptions = try await withPharos(options.configuration) { pharos in
                var descriptions: [ResourceDescription] = []
                for name in names { descriptions.append(try await pharos.describe(name)) }
                return descriptions
            }
            for description in descriptions { try finder.add(description) }
        }
        let files = try finder.files()
        guard let output else {
            for file in files { Output.raw(file.text) }
            return
        }
        if mkdir(output, 0o777) != 0, errno != EEXIST {
            throw ValidationError("\(output) cannot be made: \(String(cString: strerror(errno)))")
        }
        for file in files {
            try file.write(to: output)
            Output.line("\(output)/\(file.name)")
        }
    }
}
