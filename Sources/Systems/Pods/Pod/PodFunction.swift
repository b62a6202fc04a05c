// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A function of a pod: `pod.foo`. Labels are keyword arguments.
@dynamicCallable
public struct PodFunction: Sendable {
    /// The pod it is in.
    public let pod: Pod
    /// Its name in `pod.py`.
    public let name: String
    /// How it is called.
    public var options = PodCallOptions()

    init(pod: Pod, name: String) {
        self.pod = pod
        self.name = name
    }

    /// The same function with other options: `pod.train.with(deadline: .seconds(60)) { print($0.current) }(data)`.
    public func with(
        deadline: Duration? = nil, isFresh: Bool = false, progress: (@Sendable (PodProgress) -> Void)? = nil
    ) -> PodFunction {
        var copy = self
        copy.options = PodCallOptions(deadline: deadline, isFresh: isFresh, onProgress: progress)
        return copy
    }

    /// Calls it with literals and ``PodValue``s, dicts of several kinds of values among them.
    @_disfavoredOverload
    public func dynamicallyCall(withKeywordArguments arguments: KeyValuePairs<String, PodValue>) async throws
        -> PodValue
    {
        let (places, keywords) = Self.split(arguments)
        return try await pod.call(name, places, keywords: keywords, options: options)
    }

    /// Calls it with anything that can be an argument.
    public func dynamicallyCall(
        withKeywordArguments arguments: KeyValuePairs<String, any PodConvertible>
    ) async throws -> PodValue {
        let (places, keywords) = Self.split(arguments)
        return try await pod.call(name, places, keywords: keywords, options: options)
    }

    /// The values of a generator.
    public func stream(_ arguments: any PodConvertible..., keywords: PodDictionary = [:]) -> PodStream {
        pod.stream(name, arguments.map(\.podValue), keywords: keywords, options: options)
    }

    private static func split(
        _ arguments: some Sequence<(key: String, value: any PodConvertible)>
    ) -> ([PodValue], PodDictionary) {
        var places: [PodValue] = []
        var keywords = PodDictionary()
        for (label, value) in arguments {
            if label.isEmpty {
                places.append(value.podValue)
            } else {
                keywords.entries.append((key: .string(label), value: value.podValue))
            }
        }
        return (places, keywords)
    }

    private static func split(_ arguments: KeyValuePairs<String, PodValue>) -> ([PodValue], PodDictionary) {
        split(arguments.lazy.map { (key: $0.key, value: $0.value as any PodConvertible) })
    }
}

/// How one call is made.
public struct PodCallOptions: Sendable {
    /// How long it may take, waiting included; `nil`: what ``Pod/Configuration/deadline`` says.
    public var deadline: Duration?
    /// Whether it gets a process of its own, started for it and ended after it: no state of earlier calls, none left.
    public var isFresh: Bool
    /// How many values of a stream may be under way; standard: 16.
    public var credit: Int
    /// Hears `pharos_pod.progress(…)` of this call, on the event loop.
    public var onProgress: (@Sendable (PodProgress) -> Void)?

    /// Options; standard: those of the configuration, a warm process.
    public init(
        deadline: Duration? = nil, isFresh: Bool = false, credit: Int = 16,
        onProgress: (@Sendable (PodProgress) -> Void)? = nil
    ) {
        self.deadline = deadline
        self.isFresh = isFresh
        self.credit = credit
        self.onProgress = onProgress
    }
}

/// How far a call is, as the pod says.
public struct PodProgress: Sendable, Hashable {
    /// What is done.
    public var current: Double?
    /// What there is to do.
    public var maximum: Double?
    /// What is being done.
    public var message: String?
}
