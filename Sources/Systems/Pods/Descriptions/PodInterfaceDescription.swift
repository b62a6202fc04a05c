// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a pod offers, as it says itself: `pod.py` is never imported anywhere else.
public struct PodInterfaceDescription: Sendable, Hashable {
    /// The docstring of `pod.py`.
    public var documentation: String?
    /// The functions, by name.
    public var functions: [PodFunctionDescription]
    /// Python's version: `3.11.2`.
    public var pythonVersion: String
    /// Which MessagePack the pod has: `C` (the package msgpack is in its environment) or `Python` (the worker's own).
    public var codec: String

    /// A description.
    public init(
        documentation: String? = nil, functions: [PodFunctionDescription], pythonVersion: String = "",
        codec: String = ""
    ) {
        self.documentation = documentation
        self.functions = functions
        self.pythonVersion = pythonVersion
        self.codec = codec
    }

    /// The function of a name.
    public func function(_ name: String) -> PodFunctionDescription? { functions.first { $0.name == name } }
}

/// A function of a pod.
public struct PodFunctionDescription: Sendable, Hashable {
    /// How it is to be called.
    public enum Kind: String, Sendable, Hashable {
        /// Returns one value.
        case function
        /// `async def`.
        case asynchronous
        /// Yields values: a stream.
        case generator
        /// `async def` that yields values: a stream.
        case asynchronousGenerator
    }

    /// Its name.
    public var name: String
    /// How it is to be called.
    public var kind: Kind
    /// Its docstring.
    public var documentation: String?
    /// Its parameters in order; `nil` when Python cannot tell them (some built-in functions).
    public var parameters: [PodParameter]?
    /// The annotation of what it returns, as written.
    public var returns: String?
    /// The line of `pod.py` it begins at, if it is defined there.
    public var line: Int?

    /// A description.
    public init(
        name: String, kind: Kind = .function, documentation: String? = nil, parameters: [PodParameter]? = nil,
        returns: String? = nil, line: Int? = nil
    ) {
        self.name = name
        self.kind = kind
        self.documentation = documentation
        self.parameters = parameters
        self.returns = returns
        self.line = line
    }

    /// Whether it yields values.
    public var isStream: Bool { kind == .generator || kind == .asynchronousGenerator }
}

/// A parameter of a function.
public struct PodParameter: Sendable, Hashable {
    /// How it may be given.
    public enum Kind: String, Sendable, Hashable {
        /// By place only.
        case positionalOnly
        /// By place or name.
        case positionalOrKeyword
        /// `*args`.
        case variadicPositional
        /// By name only.
        case keywordOnly
        /// `**kwargs`.
        case variadicKeyword
    }

    /// Its name.
    public var name: String
    /// How it may be given.
    public var kind: Kind
    /// Its annotation, as written.
    public var annotation: String?
    /// `repr()` of its default; `nil` when it must be given.
    public var defaultText: String?

    /// A description.
    public init(
        name: String, kind: Kind = .positionalOrKeyword, annotation: String? = nil, defaultText: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.annotation = annotation
        self.defaultText = defaultText
    }
}
