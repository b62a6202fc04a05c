// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a pod says of itself in its answer to `describe`; can be kept as bencode and given back later, so that the pod
/// need not be asked.
public struct PodDescription: Sendable, Hashable {
    /// How payloads are written.
    public var format: PodFormat
    /// The namespaces, the first of which names the pod.
    public var namespaces: [PodNamespace]
    /// The operations it has besides `describe` and `invoke`: `shutdown` is the one in use.
    public var operations: Set<String>
    /// EDN tags with the Clojure functions that read them; for Clojure programs only.
    public var readers: [String: String]

    /// A description.
    public init(
        format: PodFormat, namespaces: [PodNamespace], operations: Set<String> = [], readers: [String: String] = [:]
    ) {
        self.format = format
        self.namespaces = namespaces
        self.operations = operations
        self.readers = readers
    }

    /// A description from an answer; keys that are not known are passed over.
    /// - Throws: ``BabashkaPodError`` with `malformed`.
    public init(_ message: Bencode) throws(BabashkaPodError) {
        guard let name = message["format"]?.text else {
            throw BabashkaPodError(.malformed, "expected a format in the answer to describe, found \(message.names)")
        }
        guard let format = PodFormat(rawValue: name) else {
            throw BabashkaPodError(.malformed, "expected the format json, edn or transit+json, found '\(name)'")
        }
        var namespaces: [PodNamespace] = []
        for namespace in message["namespaces"]?.list ?? [] { namespaces.append(try PodNamespace(namespace)) }
        self.init(
            format: format, namespaces: namespaces, operations: Set(message["ops"]?.dictionary?.keys ?? [:].keys),
            readers: message["readers"]?.dictionary?.compactMapValues(\.text) ?? [:])
    }

    /// The description as the answer to `describe`.
    public var message: Bencode {
        var entries: [String: Bencode] = [
            "format": .string(format.rawValue), "namespaces": .list(namespaces.map(\.message)),
            "ops": .dictionary(Dictionary(uniqueKeysWithValues: operations.map { ($0, [:]) })),
        ]
        if !readers.isEmpty { entries["readers"] = .dictionary(readers.mapValues { .string($0) }) }
        return .dictionary(entries)
    }

    /// The namespace of that name.
    public func namespace(_ name: String) -> PodNamespace? { namespaces.first { $0.name == name } }

    /// The function of that full name, `space/name`.
    public func function(_ name: String) -> PodVar? {
        guard let slash = name.firstIndex(of: "/") else { return nil }
        return namespace(String(name[..<slash]))?.vars.first { $0.name == name[name.index(after: slash)...] }
    }
}

/// A namespace of a pod.
public struct PodNamespace: Sendable, Hashable {
    /// Its name, such as `pod.lispyclouds.sqlite`.
    public var name: String
    /// What is in it.
    public var vars: [PodVar]
    /// Whether it says what is in it only when asked (`load-ns`).
    public var isDeferred: Bool

    /// A namespace.
    public init(_ name: String, vars: [PodVar] = [], isDeferred: Bool = false) {
        self.name = name
        self.vars = vars
        self.isDeferred = isDeferred
    }

    /// A namespace of an answer to `describe` or `load-ns`.
    /// - Throws: ``BabashkaPodError`` with `malformed`.
    public init(_ message: Bencode) throws(BabashkaPodError) {
        guard let name = message["name"]?.text else {
            throw BabashkaPodError(.malformed, "expected a namespace with a name, found \(message.names)")
        }
        var vars: [PodVar] = []
        for entry in message["vars"]?.list ?? [] { vars.append(try PodVar(entry)) }
        self.init(name, vars: vars, isDeferred: message["defer"]?.isTrue ?? false)
    }

    /// The namespace in an answer.
    public var message: Bencode {
        var entries: [String: Bencode] = ["name": .string(name), "vars": .list(vars.map(\.message))]
        if isDeferred { entries["defer"] = "true" }
        return .dictionary(entries)
    }
}

/// What a namespace offers under one name.
public struct PodVar: Sendable, Hashable {
    /// Its name inside the namespace.
    public var name: String
    /// Clojure source that a Clojure program evaluates on its own side (a function or a macro); then it cannot be
    /// invoked.
    public var code: String?
    /// EDN of a map such as `{:doc "…" :arglists ([a b])}`.
    public var metadataText: String?
    /// Whether it answers with a stream of values.
    public var isAsync: Bool
    /// Whether it wants the metadata of its arguments (transit only).
    public var takesMetadata: Bool

    /// An entry.
    public init(
        _ name: String, code: String? = nil, metadataText: String? = nil, isAsync: Bool = false,
        takesMetadata: Bool = false
    ) {
        self.name = name
        self.code = code
        self.metadataText = metadataText
        self.isAsync = isAsync
        self.takesMetadata = takesMetadata
    }

    /// An entry of an answer.
    /// - Throws: ``BabashkaPodError`` with `malformed`.
    public init(_ message: Bencode) throws(BabashkaPodError) {
        guard let name = message["name"]?.text else {
            throw BabashkaPodError(.malformed, "expected a function with a name, found \(message.names)")
        }
        self.init(
            name, code: message["code"]?.text, metadataText: message["meta"]?.text,
            isAsync: message["async"]?.isTrue ?? false, takesMetadata: message["arg-meta"]?.isTrue ?? false)
    }

    /// The entry in an answer.
    public var message: Bencode {
        var entries: [String: Bencode] = ["name": .string(name)]
        if let code { entries["code"] = .string(code) }
        if let metadataText { entries["meta"] = .string(metadataText) }
        if isAsync { entries["async"] = "true" }
        if takesMetadata { entries["arg-meta"] = "true" }
        return .dictionary(entries)
    }

    /// The metadata, when it is EDN.
    public var metadata: ClojureValue? { metadataText.flatMap { try? EDNReader().value($0) } }
    /// What it is for (`:doc`).
    public var documentation: String? { metadata?["doc"]?.text }
    /// The lists of arguments it takes (`:arglists`), as text: `([a b])`.
    public var argumentLists: String? { metadata?["arglists"]?.description }
}

extension Bencode {
    /// The kind, or the names in a dictionary, for messages to people.
    fileprivate var names: String {
        dictionary.map { "a dictionary with " + ($0.isEmpty ? "nothing" : $0.keys.sorted().joined(separator: ", ")) }
            ?? kind
    }
}
