// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel

/// A pod: foreign functions in a process of their own, called like one's own.
///
/// ```swift
/// let pod = try await pharos.pod("hello_world")
/// try await pod.foo(1, 2)                              // 3
/// let sum: Double = try await pod.add(1.5, to: [1, 2])  // labels are keyword arguments, results anything Decodable
/// for try await value in pod.stream("count") { print(value) }
/// ```
///
/// The function's process is started when it is first called, and is shared by all programs. What the function raises is a
/// ``PharosError`` with `systemFailed` and, in `details`, `exception`, `traceback` and `cause`.
@dynamicMemberLookup
public struct Pod: Sendable {
    /// The pod's name.
    public let name: String
    private let pharos: Pharos

    /// A pod whose name is known to be one; whether it is there is seen when it is called.
    public init(named name: String, of pharos: Pharos) {
        self.name = name
        self.pharos = pharos
    }

    /// A function of the pod; whether there is one of that name is seen when it is called.
    public subscript(dynamicMember function: String) -> PodFunction { PodFunction(pod: self, name: function) }

    /// Calls a function.
    ///
    /// - Parameters:
    ///   - function: its name.
    ///   - arguments: what is given by place.
    ///   - keywords: what is given by name.
    ///   - timeout: how long it may take, the pod's start among it. Default: the configuration's.
    /// - Returns: what it returned.
    @discardableResult
    public func call(
        _ function: String, _ arguments: [Value] = [], keywords: Record = Record(), timeout: Duration? = nil
    ) async throws(PharosError) -> Value {
        let request: Value =
            keywords.count == 0 ? .array(arguments) : ["args": .array(arguments), "kwargs": .record(keywords)]
        return try await pharos.call(resource(function), payload: Payload(request), timeout: timeout).value()
    }

    /// The values of a generator that needs no arguments, as they come, to its end. All who watch share one generator.
    public func stream(_ function: String, policy: QueuePolicy = .all(limit: 1024)) -> PodValues {
        PodValues(samples: pharos.watch(resource(function), policy: policy))
    }

    /// The name of a function's resource. Functions of Clojure may have characters that mean something else in names:
    /// `ready?` is `ready%3F`.
    package func resource(_ function: String) -> String {
        var escaped = ""
        for scalar in function.unicodeScalars {
            switch scalar {
            case "%": escaped += "%25"
            case "?": escaped += "%3F"
            case "#": escaped += "%23"
            case "<": escaped += "%3C"
            case ">": escaped += "%3E"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return "pod:\(name)/\(escaped)"
    }
}

/// A function of a pod. Labels are keyword arguments.
@dynamicCallable
public struct PodFunction: Sendable {
    /// The pod it is in.
    public let pod: Pod
    /// Its name.
    public let name: String

    /// Calls it with anything that can be encoded.
    /// - Returns: what it returned.
    /// - Throws: ``PharosError``.
    @discardableResult
    public func dynamicallyCall(
        withKeywordArguments arguments: KeyValuePairs<String, any Encodable & Sendable>
    ) async throws -> Value {
        var places: [Value] = []
        var keywords = Record()
        for (label, argument) in arguments {
            let value: Value
            do {
                value = try ValueEncoder.encode(argument)
            } catch {
                let place = label.isEmpty ? "argument \(places.count + 1)" : "the argument '\(label)'"
                throw PharosError(
                    .invalidValue, "\(place) cannot be handed to a pod: \(error)", resource: "pod:\(pod.name)/\(name)", cause: error)
            }
            if label.isEmpty { places.append(value) } else { keywords[label] = value }
        }
        return try await pod.call(name, places, keywords: keywords)
    }

    /// Calls it with anything that can be encoded, and decodes what it returned.
    /// - Throws: ``PharosError``, with `invalidValue` when the result is of another type.
    public func dynamicallyCall<Result: Decodable>(
        withKeywordArguments arguments: KeyValuePairs<String, any Encodable & Sendable>
    ) async throws -> Result {
        let value: Value = try await dynamicallyCall(withKeywordArguments: arguments)
        do {
            return try ValueDecoder.decode(from: value)
        } catch {
            throw PharosError(
                .invalidValue, "\(Result.self) is expected, the function returned \(value.kind): \(error)",
                resource: "pod:\(pod.name)/\(name)", cause: error)
        }
    }
}

/// The values of a pod's generator. Ends when the generator does.
public struct PodValues: AsyncSequence, Sendable {
    /// What comes.
    public typealias Element = Value
    let samples: SampleSequence

    /// Begins to watch.
    public func makeAsyncIterator() -> Iterator { Iterator(samples: samples.makeAsyncIterator()) }

    /// Where a reader is. When it goes, it watches no more.
    public struct Iterator: AsyncIteratorProtocol {
        var samples: SampleSequence.AsyncIterator

        /// The next value; `nil` at the end of the generator.
        /// - Throws: ``PharosError``.
        public mutating func next() async throws(PharosError) -> Value? {
            do throws(PharosError) {
                return try await samples.next()?.value()
            } catch where error.code == .ended {
                return nil
            }
        }
    }
}

extension Pharos {
    /// A pod of the project's folder `pods` (`$PHAROS_PODS`, else in the working directory or above it).
    ///
    /// Returns when it is known that there is such a pod; it is started when one of its functions is called.
    /// - Throws: ``PharosError`` with `notFound` when there is none.
    public func pod(_ name: String) async throws(PharosError) -> Pod {
        _ = try await describe("pod:\(name)")
        return Pod(named: name, of: self)
    }
}
