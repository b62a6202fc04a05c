// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import Pharos
import PodEnvironments

/// `pharos pod call`.
struct PodCallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Call a function of a pod, and print what it returns as JSON.",
        discussion: """
            Arguments are JSON; a word that is none is a text. What begins with '--' is an argument by name; options of this
            command stand before the pod's name.
              pharos pod call hello_world foo 1 2
              pharos pod call hello_world greet Ada --greeting=Hello --times=3
              pharos pod call sqlite pod.lispyclouds.sqlite/execute! 'select 1'
              pharos pod call --timeout 60 numbers fit '[[1, 2], [3, 4]]' --weights '{"a": 0.5}'
            With --pypods the pod is run as PyPods does: a process for this one call, which runs the template in pod.py.
            """)

    @Option(name: [.long, .customShort("t")], help: "Seconds to wait for the result, the pod's start included. Default: 600.")
    var timeout = 600.0

    @Flag(name: .long, help: "Run the pod as PyPods does: a process for this call, BSON on its standard streams.")
    var pypods = false

    @Argument(help: "The pod.")
    var name: String

    @Argument(help: "The function.")
    var function: String

    @Argument(parsing: .captureForPassthrough, help: "Its arguments.")
    var arguments: [String] = []

    func validate() throws {
        guard timeout > 0, timeout < 1e9 else { throw ValidationError("--timeout takes a number of seconds above 0") }
    }

    func run() async throws {
        try await PodPlace.words {
            let pod = try PodPlace.folder().pod(name)
            let arguments = try PodCommandArguments(arguments, keepsHyphens: pod.kind == .program)
            let deadline = Duration.milliseconds(Int64(timeout * 1000))
            if pypods { return Output.line(JSONWriter().text(try await PyPodsCall(pod, deadline).call(function, arguments))) }
            // The environment is made here and not in the node: here it can be told how far it is.
            if pod.kind == .python {
                let progress = PodProgressLine()
                defer { progress.end() }
                let cache = try PodEnvironmentCache(environment: PodPlace.environment)
                _ = try await cache.environment(for: pod) { progress.show($0) }
            }
            try await withPharos { pharos in
                let result = try await Pod(named: name, of: pharos).call(
                    function, arguments.places, keywords: arguments.keywords, timeout: deadline)
                Output.line(JSONWriter().text(result))
            }
        }
    }
}
