// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a Swift program offers as a pod: namespaces of functions that babashka, the JVM's library or any other client
/// of the pod protocol calls.
///
/// ```swift
/// let server = PodServer(format: .edn, namespaces: [
///     .init("pod.example.numbers", functions: [
///         .init("add", documentation: "Adds.", argumentLists: "([& numbers])") { arguments, _ in
///             .int(arguments.reduce(0) { $0 + ($1.int ?? 0) })
///         }
///     ])
/// ])
/// try await server.run()
/// ```
///
/// ``run()`` speaks on standard input and output, or on a socket when the client asks for that. `print` and everything
/// else that is written to standard output meanwhile goes to standard error.
public struct PodServer: Sendable {
    /// A namespace with its functions.
    public struct Namespace: Sendable {
        /// Its name, `pod.USER.NAME` by custom. The first one names the pod.
        public var name: String
        /// What is in it, in the order in which clients see it.
        public var functions: [Function]
        /// Whether clients are told what is in it only when they load it.
        public var isDeferred: Bool

        /// A namespace.
        public init(_ name: String, isDeferred: Bool = false, functions: [Function]) {
            self.name = name
            self.isDeferred = isDeferred
            self.functions = functions
        }

        var description: PodNamespace { PodNamespace(name, vars: functions.map(\.description), isDeferred: isDeferred) }
    }

    /// A function, or source for the client.
    public struct Function: Sendable {
        /// What a function does: its arguments, the call for what it says besides, and its value; `nil` when it has none
        /// or has sent what it had.
        public typealias Body = @Sendable ([ClojureValue], PodCall) async throws -> ClojureValue?

        /// How clients see it.
        public var description: PodVar
        let body: Body?

        /// A function that clients call. What it throws becomes the message of the error that they see; a ``PodFailure``
        /// also brings data.
        /// - Parameters:
        ///   - name: its name inside the namespace.
        ///   - documentation: what it is for.
        ///   - argumentLists: EDN of the arguments it takes: `([a b] [a b & more])`.
        ///   - isAsync: whether it sends values as they come.
        ///   - takesMetadata: whether it wants the metadata of its arguments, each as `#with-meta [value metadata]`
        ///     (transit only).
        ///   - body: what it does. Calls run side by side; it is cancelled when the client goes.
        public init(
            _ name: String, documentation: String? = nil, argumentLists: String? = nil, isAsync: Bool = false,
            takesMetadata: Bool = false, body: @escaping Body
        ) {
            var entries: [ClojureEntry] = []
            if let documentation { entries.append(ClojureEntry(.keyword("doc"), .string(documentation))) }
            if let lists = argumentLists.flatMap({ try? EDNReader().value($0) }) {
                entries.append(ClojureEntry(.keyword("arglists"), lists))
            }
            description = PodVar(
                name, metadataText: entries.isEmpty ? nil : EDNWriter().text(.map(entries)), isAsync: isAsync,
                takesMetadata: takesMetadata)
            self.body = body
        }

        /// Clojure source that the client evaluates in the namespace: a function or macro on its own side.
        public init(_ name: String, code: String) {
            description = PodVar(name, code: code)
            body = nil
        }
    }

    /// How payloads are written.
    public var format: PodFormat
    /// What is offered.
    public var namespaces: [Namespace]
    /// EDN tags with the Clojure functions with which clients read them.
    public var readers: [String: String]
    /// How many calls run side by side; further ones wait unread. Default: 256.
    public var callsAtOnce = 256
    /// What is accepted from the client.
    public var limits = BencodeReader.Limits()
    /// How long a client may take to connect to the socket. Default: 60 s.
    public var connectDeadline: Duration = .seconds(60)

    /// A pod.
    public init(format: PodFormat, namespaces: [Namespace], readers: [String: String] = [:]) {
        self.format = format
        self.namespaces = namespaces
        self.readers = readers
    }

    /// What it says of itself.
    public var description: PodDescription {
        var namespaces = namespaces.map(\.description)
        for place in namespaces.indices where namespaces[place].isDeferred { namespaces[place].vars = [] }
        return PodDescription(format: format, namespaces: namespaces, operations: ["shutdown"], readers: readers)
    }

    func function(_ name: String) -> Function? {
        guard let slash = name.firstIndex(of: "/"), let space = namespaces.first(where: { $0.name == name[..<slash] })
        else {
            return nil
        }
        return space.functions.first { $0.description.name == name[name.index(after: slash)...] }
    }
}

/// What a function of a ``PodServer`` throws for clients to see: Clojure's `ex-info`.
public struct PodFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// For people (`ex-message`).
    public var message: String
    /// For programs (`ex-data`), a map by custom.
    public var data: ClojureValue

    /// A failure.
    public init(_ message: String, data: ClojureValue = .map([])) {
        self.message = message
        self.data = data
    }

    /// The message.
    public var description: String { message }
}
