// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods

/// A pod in Swift, which babashka or Clojure's library `babashka.pods` loads:
///
///     (require '[babashka.pods :as pods])
///     (pods/load-pod "pod-pharos-example")
///     (require '[pod.pharos.example :as example])
///     (example/add 1 2)
///
/// Its argument is the format of its payloads: `edn` (when there is none), `json` or `transit+json`.
@main
enum PodServerExample {
    static func main() async throws {
        let format = PodFormat(rawValue: CommandLine.arguments.dropFirst().first ?? "edn") ?? .edn
        let server = PodServer(
            format: format,
            namespaces: [
                .init("pod.pharos.example", functions: functions),
                .init(
                    "pod.pharos.example.more", isDeferred: true,
                    functions: [.init("later") { _, _ in "loaded when it was wanted" }]),
            ])
        try await server.run()
    }

    static let functions: [PodServer.Function] = [
        .init("add", documentation: "Adds whole numbers.", argumentLists: "([& numbers])") { arguments, _ in
            var sum: Int64 = 0
            for argument in arguments {
                guard let number = argument.int else {
                    throw PodFailure("expected whole numbers, found \(argument)", data: .map([.init(.keyword("found"), argument)]))
                }
                let (total, isTooLarge) = sum.addingReportingOverflow(number)
                guard !isTooLarge else { throw PodFailure("the sum has more than 64 bits") }
                sum = total
            }
            return .int(sum)
        },
        .init("echo", documentation: "Gives its arguments back.", argumentLists: "([& arguments])") { arguments, _ in
            .vector(arguments)
        },
        .init("count-to", documentation: "Sends the numbers from 1 on.", argumentLists: "([end])", isAsync: true) {
            arguments, call in
            for number in 1...max(1, arguments.first?.int ?? 1) { try await call.send(.int(number)) }
            return nil
        },
        .init("say", documentation: "Prints on both streams of the client.", argumentLists: "([text])") { arguments, call in
            let text = arguments.first?.text ?? ""
            // What is printed goes to standard error and disturbs nothing.
            print("printed: \(text)")
            try await call.out("out: \(text)\n")
            try await call.err("err: \(text)\n")
            return .nil
        },
        .init("wait", documentation: "Takes so many milliseconds.", argumentLists: "([milliseconds])") { arguments, _ in
            try await Task.sleep(for: .milliseconds(arguments.first?.int ?? 0))
            return arguments.first
        },
        .init("twice", code: "(defn twice \"Runs on the client's side.\" [x] (echo x x))"),
        .init("unless-zero", code: "(defmacro unless-zero [x & body] `(when-not (zero? ~x) ~@body))"),
    ]
}
