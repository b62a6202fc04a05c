// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore
import ROSMessages

/// How a pod writes arguments, results and the data of errors: it says so in its answer to `describe`.
public enum PodFormat: String, Sendable, Hashable, CaseIterable {
    /// JSON; keys of maps are strings.
    case json = "json"
    /// EDN.
    case edn = "edn"
    /// Transit in its JSON form.
    case transit = "transit+json"
}

extension PodFormat {
    /// A value as a payload.
    package func encode(_ value: ClojureValue) -> Bencode {
        switch self {
        case .json: .string(JSONWriter().text(value.json))
        case .edn: .string(EDNWriter().text(value))
        case .transit: .string(TransitWriter().text(value))
        }
    }

    /// Arguments as the JVM's client sends them: a sequence, which is a list in EDN and transit. Some pods take nothing
    /// else (`["~#list",[…]]`, not a plain array).
    package func encode(arguments: [ClojureValue]) -> Bencode {
        encode(self == .json ? .vector(arguments) : .list(arguments))
    }

    /// The value of a payload.
    /// - Throws: ``BabashkaPodError`` with `malformed` or `limitExceeded`.
    package func decode(_ payload: ByteBuffer) throws(BabashkaPodError) -> ClojureValue {
        let bytes = Array(payload.readableBytesView)
        switch self {
        case .json:
            do {
                return ClojureValue(try JSONReader().value(bytes))
            } catch {
                throw BabashkaPodError(error.code == .limitExceeded ? .limitExceeded : .malformed, error.message)
            }
        case .edn: return try EDNReader().value(bytes)
        case .transit: return try TransitReader().value(bytes)
        }
    }

    /// The arguments of a payload; `nil` stands for none, as the JVM's client sends it.
    package func decode(arguments payload: ByteBuffer) throws(BabashkaPodError) -> [ClojureValue] {
        let value = try decode(payload)
        if value == .nil { return [] }
        guard let elements = value.elements else {
            throw BabashkaPodError(.malformed, "expected a sequence of arguments, found \(value)")
        }
        return elements
    }
}
