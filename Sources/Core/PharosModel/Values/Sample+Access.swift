// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROSMessages

extension Sample {
    /// One field, and nothing else decoded: `sample.pose.position.x`. ``Value/null`` when there is no such field.
    public subscript(dynamicMember name: String) -> SampleField {
        if let view = payload.view { return SampleField(view: view[dynamicMember: name]) }
        return SampleField(known: (try? payload.value())?[name] ?? .null)
    }

    /// Why there is no value, where a system could not be read; more may follow.
    public var failure: PharosError? { payload.failure }

    /// Everything, decoded.
    public func value() throws(PharosError) -> Value { try payload.value() }

    /// One `Decodable` value; fields are found by name.
    public func decode<T: Decodable>(_ type: T.Type = T.self) throws(PharosError) -> T { try payload.decode(type) }

    /// JSON in the rosbridge mapping.
    public func json(pretty: Bool = false) throws(PharosError) -> String { try payload.json(pretty: pretty) }
}

/// A field of a sample, decoded when its value is asked for. Missing fields have no value, whatever is asked.
@dynamicMemberLookup
public struct SampleField: Sendable, CustomStringConvertible {
    // Two properties, not an enum of two cases: to switch over one copies it, which takes longer than the look.

    /// Where it is in the sample's bytes; `nil` when it is not there, or there are no bytes to look at.
    private let view: MessageView?
    /// What it is where there are no bytes to look at.
    private let known: Value

    init(view: MessageView?, known: Value = .null) {
        self.view = view
        self.known = known
    }

    init(known: Value) { self.init(view: nil, known: known) }

    /// A field within.
    public subscript(dynamicMember name: String) -> SampleField {
        SampleField(view: view?[dynamicMember: name], known: known[name])
    }

    /// An element of an array.
    public subscript(index: Int) -> SampleField { SampleField(view: view?[index], known: known[index]) }

    /// The value; ``Value/null`` when there is none.
    public var value: Value { (try? view?.value()) ?? known }

    /// Whether the field is there.
    public var exists: Bool { view != nil || !known.isNull }

    /// How many elements an array has.
    public var count: Int { view?.count ?? known.count }

    /// The number, if it is one.
    public var double: Double? { view?.double ?? known.double }
    /// The integer, if it is one.
    public var int: Int? { view?.int ?? known.int }
    /// The boolean, if it is one.
    public var bool: Bool? { view?.bool ?? known.bool }
    /// The text, if it is one.
    public var string: String? { view?.string ?? known.string }
    /// The bytes, if it is bytes; not copied.
    public var bytes: ByteBuffer? { view?.bytesValue ?? known.bytes }

    /// Text as it is, anything else as JSON.
    public var description: String { value.string ?? value.description }
}
