// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import Pods
import ROSMessages
import Testing

// One after the other: each starts processes.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ValueTests {
    static let source = """
        import array, collections, dataclasses, datetime, decimal, enum
        @dataclasses.dataclass
        class Point:
            x: int
            y: float = 2.0
        Pair = collections.namedtuple("Pair", "left right")
        class Colour(enum.Enum):
            RED = 1
            BLUE = "blue"
        def same(value): return value
        def show(value): return repr(value)
        def evaluate(text): return eval(text)
        def large(n): return b"x" * n
        """

    /// Python's text of a value, and what it is here.
    static let pairs: [(String, PodValue)] = [
        ("None", nil), ("True", true), ("-1", -1), ("127", 127), ("128", 128), ("-32", -32), ("-33", -33),
        ("-2147483648", -2_147_483_648), ("2147483648", 2_147_483_648),
        ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
        ("18446744073709551615", UInt64.max.podValue), ("1.5", 1.5), ("inf", .double(.infinity)),
        ("1e+300", 1e300), ("'é\u{1F600}'", "é\u{1F600}"), ("''", ""),
        ("b'\\x00\\xff'", .bytes(ByteBuffer(bytes: [0, 255]))),
        ("[1, 'two', [None]]", [1, "two", [nil]]), ("()", .tuple([])), ("(1, (2,))", .tuple([1, .tuple([2])])),
        ("{1, 2}", .set([1, 2])), ("frozenset({'a'})", .frozenSet(["a"])),
        ("{'b': 1, 2: 'c', (1, 2): None}", ["b": 1, 2: "c", .dictionaryKey: nil]),
        ("datetime.date(2026, 2, 3)", .date(PodDate(year: 2026, month: 2, day: 3))),
        ("datetime.time(1, 2, 3, 4)", .time(PodTime(hour: 1, minute: 2, second: 3, microsecond: 4))),
        (
            "datetime.datetime(2026, 2, 3, 4, 5)",
            .dateTime(PodDateTime(date: PodDate(year: 2026, month: 2, day: 3), time: PodTime(hour: 4, minute: 5)))
        ),
        (
            "datetime.datetime(1, 1, 1, 0, 0, 0, 999999, tzinfo=datetime.timezone.utc)",
            .dateTime(
                PodDateTime(
                    date: PodDate(year: 1, month: 1, day: 1),
                    time: PodTime(hour: 0, minute: 0, microsecond: 999_999, offset: 0)))
        ),
        (
            "datetime.time(4, 5, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=66600)))",
            .time(PodTime(hour: 4, minute: 5, offset: -19800))
        ),
        (
            "datetime.timedelta(days=-1, seconds=5, microseconds=6)",
            .timeDelta(PodTimeDelta(seconds: -86395, microseconds: 6))
        ),
        ("Decimal('-1.50E+7')", .decimal("-1.50E+7")), ("(1+2j)", .complex(real: 1, imaginary: 2)),
        ("Point(x=1, y=2.5)", .object(PodObject(typeName: "pods.p.pod.Point", fields: ["x": 1, "y": 2.5]))),
        (
            "Pair(left=1, right=(2,))",
            .object(PodObject(typeName: "pods.p.pod.Pair", fields: ["left": 1, "right": .tuple([2])]))
        ),
        (
            "<Colour.BLUE: 'blue'>",
            .enumeration(PodEnumeration(typeName: "pods.p.pod.Colour", member: "BLUE", value: "blue"))
        ),
    ]

    /// With the package msgpack of the environment.
    @Test func roundTrips() async throws {
        try await PodFixture.with(Self.source) { pod, _ async throws in
            #expect(pod.interface.codec == "C")
            try await checkRoundTrips(pod)
        }
    }

    /// With the worker's own MessagePack.
    @Test func roundTripsOfTheStandardLibrary() async throws {
        try await PodFixture.withBarePod(Self.source) { pod, _ async throws in
            #expect(pod.interface.codec == "Python")
            try await checkRoundTrips(pod)
        }
    }

    private func checkRoundTrips(_ pod: Pod) async throws {
        for (text, value) in Self.pairs {
            #expect(try await pod.show(value).string == text)
            #expect(try await pod.same(value) == value, "\(text)")
        }
        for digits in ["18446744073709551616", "-9223372036854775809", "1\(String(repeating: "0", count: 60))"] {
            let big = try #require(PodBigInteger(digits))
            #expect(try await pod.show(.bigInteger(big)).string == digits)
            #expect(try await pod.same(.bigInteger(big)) == .bigInteger(big))
            #expect(big.description == digits)
        }
        #expect(
            try await pod.evaluate("-2**64") == .bigInteger(PodBigInteger("-18446744073709551616") ?? PodBigInteger(0)))
        #expect(try await pod.evaluate("range(3)") == [0, 1, 2])
        #expect(try await pod.evaluate("{1: 2}.items()") == [.tuple([1, 2])])
        #expect(try await pod.evaluate("bytearray(b'ab')").bytes == ByteBuffer(string: "ab"))
        #expect(try await pod.evaluate("collections.OrderedDict(a=1)") == ["a": 1])
        #expect(try await pod.evaluate("type('S', (str,), {})('x')") == "x")
        let array = try await pod.evaluate("array.array('d', [1, 2])").array
        #expect(array?.elements(as: Double.self) == [1, 2])
    }

    @Test func whatCannotTravel() async throws {
        try await PodFixture.with(Self.source) { pod, _ async throws in
            for text in ["object()", "lambda: 1", "[1, {2: object()}]", "'\\ud800'", "iter([])"] {
                let error = await failure { _ = try await pod.evaluate(.string(text)) }
                #expect(error?.code == .unsupportedValue, "\(text)")
            }
            let cycle = await failure { _ = try await pod.evaluate("(lambda l: l.append(l) or l)([])") }
            #expect(cycle?.code == .unsupportedValue)
            let deep = await failure { _ = try await pod.evaluate("eval('[' * 90 + 'None' + ']' * 90 + '+[]')") }
            #expect(deep == nil)
            var nested: PodValue = 1
            for _ in 0..<90 { nested = .tuple([nested]) }
            #expect(try await pod.same(nested) == nested)
            for _ in 0..<20 { nested = [nested] }
            let ours = nested
            #expect(await failure { _ = try await pod.same(ours) }?.code == .limitExceeded)
            let theirs = await failure {
                _ = try await pod.evaluate("__import__('functools').reduce(lambda v, _: [v], range(300), 1)")
            }
            #expect(theirs?.code == .limitExceeded || theirs?.code == .unsupportedValue)
            #expect(try await pod.same(1) == 1)
        }
    }

    @Test func sizesAreLimited() async throws {
        try await PodFixture.with(
            Self.source,
            {
                $0.longestMessage = 100_000
                $0.sharedMemoryThreshold = .max
            }
        ) { pod, _ async throws in
            #expect(try await pod.large(99_000).bytes?.readableBytes == 99_000)
            #expect(await failure { _ = try await pod.large(100_000) }?.code == .unsupportedValue)
            let bytes = PodValue.bytes(ByteBuffer(repeating: 1, count: 100_000))
            #expect(await failure { _ = try await pod.same(bytes) }?.code == .limitExceeded)
            #expect(try await pod.same(1) == 1)
        }
    }

    @Test func decodable() async throws {
        struct Point: Decodable, Equatable {
            var x: Int
            var y: Double
        }
        try await PodFixture.with(Self.source) { pod, _ async throws in
            #expect(try await pod.call("evaluate", "Point(1, 2.5)", as: Point.self) == Point(x: 1, y: 2.5))
            #expect(try await pod.call("evaluate", "{'x': 1, 'y': 2.5}", as: Point.self) == Point(x: 1, y: 2.5))
            #expect(try await pod.call("evaluate", "(1, 2)", as: [Int].self) == [1, 2])
            #expect(try await pod.call("evaluate", "Colour.RED", as: Int.self) == 1)
            #expect(try await pod.call("evaluate", "array.array('i', [1, 2])", as: [Int].self) == [1, 2])
            let error = await failure { _ = try await pod.call("evaluate", "'text'", as: Int.self) }
            #expect(error?.code == .unsupportedValue)
            #expect(error?.message.contains("Int is expected") == true)
        }
    }

    @Test func conversions() {
        let record: Value = ["a": 1, "b": [1.5, true, nil], "c": "x"]
        #expect(Value(record.podValue) == record)
        #expect(Value(PodValue.set([1])) == [1])
        #expect(Value(PodValue.complex(real: 1, imaginary: 2)) == .doubles([1, 2]))
        #expect(Value(UInt64.max.podValue) == .uint(.max))
        let time = Value.time(ROSTime(secs: 1_700_000_000, nsecs: 5000))
        #expect(Value(time.podValue) == time)
        #expect(
            "\(PodDateTime(secondsSince1970: 1_700_000_000, nanoseconds: 5000))" == "2023-11-14T22:13:20.000005+00:00")
        #expect("\(PodDateTime(secondsSince1970: .min))" == "0001-01-01T00:00:00+00:00")
        #expect("\(PodDateTime(secondsSince1970: .max).date)" == "9999-12-31")
        for day in [-719_162, -1, 0, 1, 59, 60, 365, 11_016, 2_932_896] as [Int64] {
            #expect(PodDateTime(secondsSince1970: day * 86400).secondsSince1970 == day * 86400)
        }
        #expect(PodBigInteger("-0")?.description == "0")
        #expect(PodBigInteger("12x") == nil && PodBigInteger("") == nil && PodBigInteger("-") == nil)
        for number in [0, 1, -1, 127, 128, -128, -129, 255, 256, Int.max, Int.min] {
            #expect(PodBigInteger(number).description == String(number))
            #expect(PodBigInteger(String(number)) == PodBigInteger(number))
            #expect(PodBigInteger(number).exactly(Int.self) == number)
        }
    }
}

extension PodValue {
    fileprivate static let dictionaryKey = PodValue.tuple([1, 2])
}
