// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// What a pod's `pod.py` says of itself, found by reading it: nothing of it is imported or run, so that what the pod needs may
/// be missing.
public struct PodOutline: Sendable, Hashable {
    /// A function that can be called.
    public struct Function: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its parameters in order.
        public var parameters: [Parameter]
        /// What it returns, in Python's words, from the annotation, else from the docstring; `nil`: not said.
        public var returns: String?
        /// Its docstring.
        public var documentation: String?
        /// The line in its file.
        public var line: Int
        /// Whether it is a coroutine function (`async def`).
        public var isAsync: Bool
        /// Whether it gives a stream of values (`yield`).
        public var isGenerator: Bool

        /// Creates a function.
        public init(
            name: String, parameters: [Parameter], returns: String? = nil, documentation: String? = nil, line: Int = 0,
            isAsync: Bool = false, isGenerator: Bool = false
        ) {
            self.name = name
            self.parameters = parameters
            self.returns = returns
            self.documentation = documentation
            self.line = line
            self.isAsync = isAsync
            self.isGenerator = isGenerator
        }

        /// Whether its name says that it is not meant for others.
        public var isPrivate: Bool { name.hasPrefix("_") }

        /// The function as Python writes it, without its body: `foo(x: int, y=2)`.
        public var signature: String {
            var words: [String] = []
            for (index, parameter) in parameters.enumerated() {
                let isFirstKeyword =
                    parameter.kind == .keyword
                    && !parameters[..<index].contains { $0.kind == .keyword || $0.kind == .rest }
                if isFirstKeyword { words.append("*") }
                words.append(parameter.text)
                let next = index + 1 < parameters.count ? parameters[index + 1].kind : nil
                if parameter.kind == .positional, next != .positional { words.append("/") }
            }
            return "\(name)(\(words.joined(separator: ", ")))" + (returns.map { " -> \($0)" } ?? "")
        }
    }

    /// A parameter of a function.
    public struct Parameter: Sendable, Hashable {
        /// How arguments get to it.
        public enum Kind: String, Sendable, Hashable {
            /// Only by place.
            case positional
            /// By place or by name.
            case ordinary
            /// All that is left by place: `*args`.
            case rest
            /// Only by name.
            case keyword
            /// All that is left by name: `**kwargs`.
            case keywords
        }

        /// Its name.
        public var name: String
        /// How arguments get to it.
        public var kind: Kind
        /// Its type in Python's words, from the annotation, else from the docstring; `nil`: not said.
        public var annotation: String?
        /// Its default as it is written; `nil`: it has none.
        public var defaultValue: String?

        /// Creates a parameter.
        public init(name: String, kind: Kind, annotation: String? = nil, defaultValue: String? = nil) {
            self.name = name
            self.kind = kind
            self.annotation = annotation
            self.defaultValue = defaultValue
        }

        fileprivate var text: String {
            let stars = kind == .rest ? "*" : kind == .keywords ? "**" : ""
            let type = annotation.map { ": \($0)" } ?? ""
            return stars + name + type + (defaultValue.map { (type.isEmpty ? "=" : " = ") + $0 } ?? "")
        }
    }

    /// The pod's name.
    public var name: String
    /// The docstring of `pod.py`.
    public var documentation: String?
    /// The functions in the order in which they are defined.
    public var functions: [Function]

    /// The function of that name.
    public func function(_ name: String) -> Function? { functions.first { $0.name == name } }

    /// Creates an outline.
    public init(name: String, documentation: String? = nil, functions: [Function]) {
        self.name = name
        self.documentation = documentation
        self.functions = functions
    }
}
