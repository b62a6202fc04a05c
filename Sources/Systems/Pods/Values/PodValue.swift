// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import NIOCore

/// A value of Python's as it travels to or from a pod, without losing what it was there.
///
/// What is large and rare lies elsewhere (`indirect`): a list of a million numbers has 24 bytes for each.
///
/// Literals make values: `[1, "two", nil]` is a list, `["a": 1]` a dict. ``PodValue/init(_:)-(Value)`` and
/// `Value.init(_: PodValue)` convert from and to the project's own values, where tuples become arrays and the like.
public enum PodValue: Sendable, Hashable {
    /// `None`.
    case none
    /// `bool`.
    case bool(Bool)
    /// An `int` that fits 64 bits.
    case int(Int64)
    /// Any other `int`.
    case bigInteger(PodBigInteger)
    /// `float`.
    case double(Double)
    /// `str`.
    case string(String)
    /// `bytes`, `bytearray` or `memoryview`.
    case bytes(ByteBuffer)
    /// `list`; also ranges and views of dicts.
    case list([PodValue])
    /// `tuple`.
    case tuple([PodValue])
    /// `set`.
    case set(Set<PodValue>)
    /// `frozenset`.
    case frozenSet(Set<PodValue>)
    /// `dict`, in order, with keys of any hashable kind.
    case dictionary(PodDictionary)
    /// `datetime.date`.
    indirect case date(PodDate)
    /// `datetime.time`.
    indirect case time(PodTime)
    /// `datetime.datetime`.
    indirect case dateTime(PodDateTime)
    /// `datetime.timedelta`.
    case timeDelta(PodTimeDelta)
    /// `decimal.Decimal`, as Python writes it.
    case decimal(String)
    /// `complex`.
    case complex(real: Double, imaginary: Double)
    /// An instance of a dataclass or named tuple: its fields.
    indirect case object(PodObject)
    /// A member of an `enum.Enum`.
    indirect case enumeration(PodEnumeration)
    /// A numpy array, `array.array`, or memory.
    indirect case array(PodArray)
    /// A table, record batch or array of pyarrow's.
    indirect case table(PodTable)

    /// What kind of value it is, in Python's words.
    public var kind: String {
        switch self {
        case .none: "None"
        case .bool: "bool"
        case .int, .bigInteger: "int"
        case .double: "float"
        case .string: "str"
        case .bytes: "bytes"
        case .list: "list"
        case .tuple: "tuple"
        case .set: "set"
        case .frozenSet: "frozenset"
        case .dictionary: "dict"
        case .date: "date"
        case .time: "time"
        case .dateTime: "datetime"
        case .timeDelta: "timedelta"
        case .decimal: "Decimal"
        case .complex: "complex"
        case .object(let object): object.typeName
        case .enumeration(let member): member.typeName
        case .array: "array"
        case .table(let table): table.kind.rawValue
        }
    }
}

/// A dict: pairs in order. Equal when the pairs are, in whatever order, as in Python.
public struct PodDictionary: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// The pairs in order. A key that comes twice counts with its last value.
    public var entries: [(key: PodValue, value: PodValue)]

    /// A dict of pairs in order.
    public init(_ entries: [(key: PodValue, value: PodValue)] = []) { self.entries = entries }

    /// A dict from a literal.
    public init(dictionaryLiteral elements: (PodValue, PodValue)...) {
        self.init(elements.map { (key: $0.0, value: $0.1) })
    }

    /// The value of a key.
    public subscript(key: PodValue) -> PodValue? { entries.last { $0.key == key }?.value }

    private var unordered: [PodValue: PodValue] {
        Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    }

    /// Equal when the same keys have the same values.
    public static func == (left: Self, right: Self) -> Bool { left.unordered == right.unordered }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) { hasher.combine(unordered) }
}

/// An instance of a class whose fields travel: a dataclass or named tuple. In the pod it becomes that class again when
/// `pod.py` has it, else a `types.SimpleNamespace`.
public struct PodObject: Sendable, Hashable {
    /// The class: `pods.name.pod.Point`.
    public var typeName: String
    /// The fields in order.
    public var fields: PodDictionary

    /// An instance.
    public init(typeName: String, fields: PodDictionary) {
        self.typeName = typeName
        self.fields = fields
    }

    /// A field's value.
    public subscript(field: String) -> PodValue? { fields[.string(field)] }
}

/// A member of an enumeration. Which member it is, is in its name; the value is for those who know only values.
public struct PodEnumeration: Sendable, Hashable {
    /// The class: `pods.name.pod.Colour`.
    public var typeName: String
    /// The member's name.
    public var member: String
    private var box: [PodValue]

    /// The member's value.
    public var value: PodValue { box.first ?? .none }

    /// A member.
    public init(typeName: String, member: String, value: PodValue) {
        self.typeName = typeName
        self.member = member
        self.box = [value]
    }
}
