// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore
public import ROSMessages

extension Sample {
    /// One field, and nothing else decoded: `sample.pose.position.x`. ``Value/null`` when there is no such field.
    public subscript(dynamicMember name: String) -> SampleField {
        if let view = payload.view { return SampleField(.view(view[dynamicMember: name])) }
        return SampleField(.value((try? payload.value())?[name] ?? .null))
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
    enum Place: Sendable {
        case view(MessageView?)
        case value(Value)
    }

    private let place: Place

    init(_ place: Place) { self.place = place }

    /// A field within.
    public subscript(dynamicMember name: String) -> SampleField {
        switch place {
        case .view(let view): SampleField(.view(view?[dynamicMember: name]))
        case .value(let value): SampleField(.value(value[name]))
        }
    }

    /// An element of an array.
    public subscript(index: Int) -> SampleField {
        switch place {
        case .view(let view): SampleField(.view(view?[index]))
        case .value(let value): SampleField(.value(value[index]))
        }
    }

    /// The value; ``Value/null`` when there is none.
    public var value: Value {
        switch place {
        case .view(let view): (try? view?.value()) ?? .null
        case .value(let value): value
        }
    }

    /// Whether the field is there.
    public var exists: Bool {
        switch place {
        case .view(let view): view != nil
        case .value(let value): !value.isNull
        }
    }

    /// How many elements an array has.
    public var count: Int {
        switch place {
        case .view(let view): view?.count ?? 0
        case .value(let value): value.count
        }
    }

    private var view: MessageView? { if case .view(let view) = place { view } else { nil } }

    /// The number, if it is one.
    public var double: Double? { view.map(\.double) ?? value.double }
    /// The integer, if it is one.
    public var int: Int? { view.map(\.int) ?? value.int }
    /// The boolean, if it is one.
    public var bool: Bool? { view.map(\.bool) ?? value.bool }
    /// The text, if it is one.
    public var string: String? { view.map(\.string) ?? value.string }
    /// The bytes, if it is bytes; not copied.
    public var bytes: ByteBuffer? { view.map(\.bytesValue) ?? value.bytes }

    /// Text as it is, anything else as JSON.
    public var description: String { value.string ?? value.description }
}
