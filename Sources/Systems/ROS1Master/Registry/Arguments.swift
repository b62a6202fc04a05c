// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import XMLRPC

/// A call that is answered with −1.
struct Refusal: Error {
    var message: String
    /// The third element, when it is not the method's usual one.
    var value: XMLRPCValue?

    init(_ message: String, value: XMLRPCValue? = nil) {
        self.message = message
        self.value = value
    }
}

/// A call's parameters, read one after the other with the checks and texts of rosmaster.
struct Arguments {
    /// Who calls.
    let caller: String
    private var rest: ArraySlice<XMLRPCValue>

    init(_ parameters: [XMLRPCValue]) throws(Refusal) {
        guard let first = parameters.first else { throw Refusal("missing required caller_id parameter") }
        guard let caller = first.string else { throw Refusal("caller_id must be a string") }
        self.caller = caller
        rest = parameters.dropFirst()
    }

    /// Checks how many parameters are left.
    func end(_ count: Int) throws(Refusal) {
        guard rest.count == count else { throw Refusal("Error: bad call arity") }
    }

    mutating func value() throws(Refusal) -> XMLRPCValue {
        guard let value = rest.popFirst() else { throw Refusal("Error: bad call arity") }
        return value
    }

    /// Text that is not empty.
    mutating func text(_ name: String) throws(Refusal) -> String {
        guard let text = try value().string else { throw Refusal("ERROR: parameter [\(name)] must be a string") }
        guard !text.isEmpty else { throw Refusal("ERROR: parameter [\(name)] must be specified and non-empty") }
        return text
    }

    /// A resolved parameter key.
    mutating func key() throws(Refusal) -> String {
        let key = GraphName.resolve(try text("key"), caller: caller)
        guard key.split(separator: "/").count <= ParameterTree.maximumDepth else {
            throw Refusal("ERROR: parameter [key] has more than \(ParameterTree.maximumDepth) parts")
        }
        return key
    }

    /// A resolved topic, service or node.
    mutating func name(_ name: String) throws(Refusal) -> String {
        guard let text = try value().string, !text.isEmpty else {
            throw Refusal("ERROR: parameter [\(name)] must be a non-empty string")
        }
        guard !text.contains(":"), !text.contains(" ") else {
            throw Refusal("ERROR: parameter [\(name)] contains illegal chars")
        }
        guard text != "/" else { throw Refusal("ERROR: parameter [\(name)] cannot be the global namespace") }
        return GraphName.resolve(text, caller: caller)
    }

    /// The address of a slave or a service.
    mutating func uri(_ name: String) throws(Refusal) -> String {
        guard let text = try value().string, !text.isEmpty else {
            throw Refusal("ERROR: parameter [\(name)] is not an XMLRPC URI")
        }
        guard text.hasPrefix("http://") || text.hasPrefix("rosrpc://") else {
            throw Refusal("ERROR: parameter [\(name)] is not an RPC URI")
        }
        return text
    }

    /// `package/Type` or `*`.
    mutating func type() throws(Refusal) -> String {
        guard let text = try value().string, !text.isEmpty else {
            throw Refusal("ERROR: parameter [topic_type] must be a non-empty string")
        }
        guard text == "*" || text.split(separator: "/", omittingEmptySubsequences: false).count == 2 else {
            throw Refusal("ERROR: parameter [topic_type] is not a valid package resource name")
        }
        return text
    }
}
