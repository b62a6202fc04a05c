// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import NIOCore
import PodProcess
import ROSMessages

/// Drives a babashka pod for `check_babashka.py`: a request of JSON on each line of standard input, an answer of JSON
/// on each line of standard output. Values travel in them as EDN text.
///
///     babashka-pods-driver '{"command": ["python3", "pod.py"], "deadline": 2}'
@main
enum Driver {
    static func main() async throws {
        let options = try JSONReader().value(CommandLine.arguments.dropFirst().first ?? "{}")
        let pod = BabashkaPod(try configuration(options))
        while let line = readLine() {
            let answer: Value
            do {
                answer = try await perform(JSONReader().value(line), pod)
            } catch {
                answer = failure(error)
            }
            say(answer)
        }
        await pod.close()
    }

    static func say(_ answer: Value) {
        // One write, so that lines of output in between stay whole.
        print(JSONWriter().text(answer) + "\n", terminator: "")
        flush()
    }

    static func configuration(_ options: Value) throws -> BabashkaPodConfiguration {
        var configuration = BabashkaPodConfiguration(
            command: options.command.array?.compactMap(\.string) ?? [],
            transport: .init(rawValue: options.transport.string ?? "stdio") ?? .stdio,
            workingDirectory: options.folder.string)
        func seconds(_ value: Value) -> Duration? { value.double.map { .milliseconds(Int64($0 * 1000)) } }
        configuration.deadline = seconds(options.deadline) ?? .seconds(20)
        configuration.startDeadline = seconds(options["startDeadline"]) ?? .seconds(20)
        configuration.requestsInFlight = options.limit.int ?? 1
        configuration.restarts.limit = options.restarts.int ?? 5
        configuration.restarts.longestDelay = .milliseconds(100)
        configuration.invokesUnlisted = options.unlisted.bool ?? false
        configuration.termination = PodTermination(asked: .milliseconds(700), terminated: .milliseconds(700))
        if let text = options.metadata.string {
            configuration.description = try PodDescription(BencodeReader.value(.init(string: text)))
        }
        configuration.output = { output in
            say(["output": .string(output.text), "error": .bool(output.isError), "message": .bool(output.isMessage)])
        }
        configuration.ignored = { say(["ignored": .string($0)]) }
        return configuration
    }

    static func perform(_ request: Value, _ pod: BabashkaPod) async throws -> Value {
        let function = request.function.string ?? ""
        let arguments = try request.arguments.string.map { try EDNReader().value($0).elements ?? [] } ?? []
        switch request["do"].string {
        case "describe":
            let description = try await pod.describe()
            return ["value": .string(String(buffer: description.message.encoded)), "pid": await pod.processNumber.map { .int(Int64($0)) } ?? .null]
        case "invoke": return ["value": .string("\(try await pod.invoke(function, arguments))")]
        case "load":
            let namespace = try await pod.load(namespace: request.namespace.string ?? "")
            return ["value": .array(namespace.vars.map { .string($0.name) })]
        case "together":
            return try await together(function, request["count"].int ?? 1, pod)
        case "stream":
            let stream = try await pod.stream(function, arguments, holding: request.holding.int ?? 1024)
            var values: [Value] = []
            for try await value in stream {
                values.append(.string("\(value)"))
                if values.count == request.take.int { break }
                if let pause = request.pause.double { try await Task.sleep(for: .milliseconds(Int64(pause * 1000))) }
            }
            return ["value": .array(values)]
        case "cancel":
            let call = Task { try await pod.invoke(function, arguments) }
            try await Task.sleep(for: .milliseconds(200))
            call.cancel()
            return ["value": .string("\(try await call.value)")]
        case "time":
            let count = request["count"].int ?? 1000
            let started = ContinuousClock.now
            for _ in 0..<count { _ = try await pod.invoke(function, arguments) }
            return ["value": .double((ContinuousClock.now - started) / .microseconds(1) / Double(count))]
        case "close": return ["value": .string(await pod.close().map { "\($0)" } ?? "none")]
        case "convert": return ["value": .string(try convert(request))]
        default: return ["error": "unknown", "message": "what is to be done?"]
        }
    }

    /// Many calls of one function at once, each with its number as argument.
    static func together(_ function: String, _ count: Int, _ pod: BabashkaPod) async throws -> Value {
        try await withThrowingTaskGroup(of: (Int, ClojureValue).self) { group in
            for number in 0..<count { group.addTask { (number, try await pod.invoke(function, [.int(Int64(number))])) } }
            var values = [Value](repeating: .null, count: count)
            for try await (number, value) in group { values[number] = .string("\(value)") }
            return ["value": .array(values)]
        }
    }

    /// Text of one format in another.
    static func convert(_ request: Value) throws -> String {
        let text = request.text.string ?? ""
        let value: ClojureValue =
            switch request.from.string {
            case "edn": try EDNReader().value(text)
            case "transit": try TransitReader().value(text)
            default: ClojureValue(try JSONReader().value(text))
            }
        return switch request.to.string {
        case "edn": EDNWriter().text(value)
        case "transit": TransitWriter().text(value)
        default: JSONWriter().text(value.value)
        }
    }

    static func failure(_ error: any Error) -> Value {
        guard let error = error as? BabashkaPodError else {
            return ["error": .string(error is CancellationError ? "cancelled" : "other"), "message": .string("\(error)")]
        }
        return [
            "error": .string("\(error.code)"), "message": .string("\(error)"),
            "data": error.data.map { .string("\($0)") } ?? .null, "exit": error.exit.map { .string($0) } ?? .null,
            "lines": .array(error.lastLines.map { .string($0) }), "offset": error.offset.map { .int(Int64($0)) } ?? .null,
        ]
    }
}
