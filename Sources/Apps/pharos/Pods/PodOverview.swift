// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import PodEnvironments
import PodInterface

/// What `pharos pod ls` and `describe` show of one pod: what its files say, and of a program what its node knows.
struct PodOverview: Sendable {
    let pod: PodSource
    /// How it is run; `nil` where its files say that wrongly.
    let settings: PodSettings?
    /// What is wrong with it; `nil`: nothing.
    let problem: String?
    /// Its functions, without private ones; `nil` where they are not known.
    let functions: [String]?
    /// How its environment stands; `program` for a program.
    let environment: String

    /// - Parameter programs: a client to ask about programs.
    init(_ pod: PodSource, cache: PodEnvironmentCache, programs: Pharos?) async {
        self.pod = pod
        var problem: String?
        do throws(PharosError) {
            settings = try PodSettings(of: pod)
        } catch {
            settings = nil
            problem = error.message
        }
        switch pod.kind {
        case .python:
            environment = (try? await cache.state(of: pod).rawValue) ?? "unknown"
            let outline = try? await pod.outline(environment: PodPlace.environment)
            functions = outline.map { $0.functions.filter { !$0.isPrivate }.map(\.name) }
            if outline == nil { problem = problem ?? "pod.py cannot be read" }
        case .program:
            environment = "program"
            do throws(PharosError) {
                let whole = try await programs?.describe("pod:\(pod.name)", timeout: PodOverview.patience)
                functions = whole?.podFunctions
                problem = problem ?? whole?.details["problem"]
            } catch {
                functions = nil
                problem = problem ?? error.message
            }
        }
        self.problem = problem
    }

    /// How long a program may take to say what it has.
    static let patience = Duration.seconds(90)

    /// For programs.
    var value: Value {
        var record: Record = [
            "pod": .string(pod.name), "folder": .string(pod.folder), "environment": .string(environment),
            "readable": .bool(functions != nil), "functions": .array((functions ?? []).map { .string($0) }),
        ]
        record["settings"] = settings?.value
        record["problem"] = problem.map { .string($0) }
        return .record(record)
    }

    /// For people.
    var row: [String] {
        [pod.name, environment, problem ?? functions?.joined(separator: " ") ?? "", settings?.summary ?? ""]
    }
}

extension ResourceDescription {
    /// The functions of a pod as a whole; `nil` where they are not known.
    var podFunctions: [String]? {
        details["functions"]?.split(separator: ",").map { String($0.drop { $0 == " " }) }
    }
}
