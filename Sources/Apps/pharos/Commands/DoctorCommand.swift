// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import NIOPosix
import Pharos
import PharosWire
import ROS1Interface

/// `pharos doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Find out why something does not work, and what to do about it.",
        discussion: """
            Looks at the runtime directory and its nodes, then at each system named: whether it is reachable, whether
            names resolve to addresses that others reach, whether clocks agree, which registrations are of nodes that
            are gone, which types are not known here. It changes nothing, except --fix, which removes what dead nodes
            left. Ends with 1 when there is a problem.
              pharos doctor                         the runtime directory, and the ROS master in ROS_MASTER_URI
              pharos doctor ros://robot:11311
            """)

    @Argument(help: "Systems to look at, like ros://robot:11311. Default: ros: when ROS_MASTER_URI is set.")
    var names: [String] = []

    @Flag(help: "Remove what dead nodes left.")
    var fix = false

    @Flag(help: "Print JSON, one finding a line, for programs.")
    var json = false

    func run() async throws {
        let environment = RuntimeDirectory.processEnvironment()
        var findings: [Finding] = []
        do {
            findings += try await withPharos { await $0.inspectNodes(removesStale: fix) }
        } catch let error as PharosError where error.code == .environment {
            findings.append(
                Finding(
                    .problem, "runtime directory", error.message,
                    advice: "nothing of Pharos works without one that is yours alone"))
        }
        let asked = names.isEmpty && environment["ROS_MASTER_URI"] != nil ? ["ros:"] : names
        for name in asked { findings += try await look(at: name, environment) }
        if json { for finding in findings { Output.json(finding.json) } } else { show(findings) }
        if findings.contains(where: { $0.severity == .problem }) { throw ExitCode(1) }
    }

    private func look(at text: String, _ environment: [String: String]) async throws -> [Finding] {
        let name: ResourceName
        do { name = try ResourceName(text) } catch {
            throw PharosError(.invalidName, "\(error)", resource: text, cause: error)
        }
        guard name.scheme == "ros" else {
            throw PharosError(.unsupported, "the doctor knows ros so far, not \(name.scheme)", resource: text)
        }
        let authority: String
        do { authority = try Authorities.canonical(name, environment: environment) } catch {
            return [Finding(.problem, "environment", error.message, advice: "export ROS_MASTER_URI=http://host:11311")]
        }
        return await (try ROS1Diagnosis(
            authority: authority, environment: environment,
            eventLoop: MultiThreadedEventLoopGroup.singleton.any())).run()
    }

    private func show(_ findings: [Finding]) {
        for finding in findings {
            let mark =
                switch finding.severity {
                case .fine: "ok     "
                case .warning: "warning"
                case .problem: "PROBLEM"
                }
            Output.line("\(mark)  \(finding.subject): \(finding.text)")
            if !finding.advice.isEmpty { Output.line("         → \(finding.advice)") }
        }
        let problems = findings.filter { $0.severity == .problem }.count
        let warnings = findings.filter { $0.severity == .warning }.count
        Output.line("\(problems) problems, \(warnings) warnings")
    }
}

extension Finding {
    fileprivate var json: Value {
        [
            "severity": .string(severity.rawValue), "subject": .string(subject), "text": .string(text),
            "advice": .string(advice),
        ]
    }
}
