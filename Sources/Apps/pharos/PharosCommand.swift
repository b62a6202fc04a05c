// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PharosNode
import PharosWire
import PkgCommand
import RosBag

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The command `pharos`.
@main
struct PharosCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pharos",
        abstract: "Use robots and control systems from the command line.",
        discussion: """
            Every resource has one name, scheme:[//authority]/path[?role]:
              ros:/chatter              a topic of the ROS master at ROS_MASTER_URI, else localhost:11311
              ros://robot/scan          a topic of another master
              ros:/rosdistro?param      a parameter
              pod:hello_world/foo       a function of a Python pod
              mock:/temperature         a resource of the mock, which needs no foreign system

            The first command that needs a system starts a node process for it; others share it, and it leaves when
            nobody has used it for a while. Nothing has to be sourced or set up.

            Exit codes: 0 done, 1 failed, 3 not found, 4 not exposed, 5 no value yet, 6 deadline passed,
            7 system or node not reachable, 8 value does not fit, 64 wrong usage.
            """,
        version: Pharos.version,
        subcommands: [
            ListCommand.self, WatchCommand.self, ReadCommand.self, WriteCommand.self, CallCommand.self, ServeCommand.self,
            DescribeCommand.self, NameCommand.self, MeterCommand.self, PlotCommand.self, ExposeCommand.self,
            NodeCommand.self, MasterCommand.self, RecordCommand.self, PlayCommand.self, BagCommand.self, UpCommand.self,
            ROSCommand.self, TransformCommand.self, DoctorCommand.self, SchemesCommand.self, PodCommand.self,
            GenerateCommand.self, PlugInCommand.self, MockCommand.self, Pkg.self, BenchCommand.self,
        ])

    static func main() async {
        // Under the names of the tools it replaces it is those tools.
        let arguments = CommandLine.arguments
        if let name = arguments.first, let code = DropIn.run(name: name, arguments: Array(arguments.dropFirst())) {
            exit(withError: ExitCode(code))
        }
        NodeMain.installEventLoopExecutor()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                let patience = patience(with: asynchronous)
                defer { patience?.cancel() }
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as PharosError {
            StandardError.print("pharos: \(error)")
            exit(withError: ExitCode(exitCode(error)))
        } catch let error as MessageError {
            StandardError.print("pharos: \(error)")
            exit(withError: ExitCode(1))
        } catch let error as RosBagError {
            StandardError.print("pharos: \(error)")
            exit(withError: ExitCode(1))
        } catch {
            exit(withError: error)
        }
    }

    /// On a terminal, says after a second what is being waited for; silence looks like a hang.
    private static func patience(with command: any AsyncParsableCommand) -> Task<Void, Never>? {
        let isBrief =
            command is ListCommand || command is ReadCommand || command is WriteCommand || command is CallCommand
            || command is DescribeCommand || command is ExposeCommand
        guard isBrief, isatty(STDERR_FILENO) == 1 else { return nil }
        return Task {
            for second in 1... {
                guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
                StandardError.print("pharos: waiting for an answer, \(second) s (Ctrl-C ends it)")
            }
        }
    }

    private static func exitCode(_ error: PharosError) -> Int32 {
        switch error.code {
        case .notFound: 3
        case .notExposed: 4
        case .noValue: 5
        case .deadlineExceeded: 6
        case .systemUnreachable, .nodeUnavailable, .nodeDied, .unknownScheme, .versionMismatch: 7
        case .invalidValue: 8
        case .invalidName: 64
        default: 1
        }
    }
}
