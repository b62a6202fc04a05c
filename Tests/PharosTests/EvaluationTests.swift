// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import Testing

/// `eval` and `res`, within the program.
@Suite struct EvaluationTests {
    @Test(
        arguments: [
            ("eval:1+2", 3, nil), ("eval://localhost/1+2", 3, nil), ("eval:@DefaultEvaluator/1+2", 3, nil),
            ("eval:x=1;y=2;{mock:/a}+{mock:/b}*y+x", 16.5, nil), ("eval:{eval:{mock:/a}*2}+1", 22, nil),
            ("eval:Q(3,'mm')+{mock:/length}", 8, "mm"), ("eval:Q(3,'mm')#rvalue.to('m')", 0.003, "m"),
            ("eval:arange(5)[1:3].sum()", nil, nil), ("eval:sum(arange(5)[1:3])", 3, nil),
            ("eval:{mock:/row}[-1]", 3, nil), ("eval:{mock:/row#rvalue[1]}*10", 20, nil),
            ("eval:{mock:/pose#rvalue.x}+1", 2.5, nil), ("eval://db=localhost;dev=foo;x+1?x=2", 3, nil),
            ("res:alias", 10.5, nil), ("eval:{res:second}*2", 21, nil),
        ] as [(String, Double?, String?)])
    func reads(name: String, value: Double?, unit: String?) async throws {
        try await withEmbedded(resources: ["alias": "mock:/a", "second": "res:alias"]) { pharos in
            try await make(pharos.mock())
            guard let value else {
                #expect(await code { _ = try await pharos.read(name) } == .invalidName)
                return
            }
            let sample = try await pharos.read(name)
            #expect(try sample.value().unwrapped.double == value)
            #expect(sample.unit == unit)
        }
    }

    private func make(_ mock: MockSystem) async throws {
        var millimetres = AttributeConfiguration()
        millimetres.unit = "mm"
        try await mock.add("/a", value: 10.5)
        try await mock.add("/b", value: 2.5)
        try await mock.add("/length", value: 5.0, configuration: millimetres)
        try await mock.add("/row", value: [1.0, 2.0, 3.0])
        try await mock.add("/pose", value: ["x": 1.5, "name": "arm"])
    }

    @Test(
        arguments: [
            ("eval:1/0", .invalidValue), ("eval:nosuch", .invalidName), ("eval:}{", .invalidName),
            ("eval:{mock:/none}+1", .notFound), ("eval:@os.*/getpid()", .unsupported), ("eval:1+", .invalidName),
            ("eval:{mock:/length}+1", .invalidValue), ("eval:{mock:/pose}*2", .invalidValue), ("res:none", .invalidName),
            ("res:circle", .invalidName), ("res:knot", .invalidName), ("eval:().__class__", .invalidName),
            ("mock:/length#nosuch", .invalidName), ("mock:/length#rvalue.to('s')", .invalidValue),
            ("mock:/row#rvalue[7]", .invalidValue),
        ] as [(String, PharosError.Code)])
    func refuses(name: String, expected: PharosError.Code) async throws {
        try await withEmbedded(resources: [
            "circle": "eval:{res:circle}+1", "knot": "res:loop", "loop": "res:knot",
        ]) { pharos in
            try await make(pharos.mock())
            #expect(await code { _ = try await pharos.read(name) } == expected)
        }
    }

    @Test func aCircleIsNamed() async throws {
        try await withEmbedded(resources: ["a": "eval:{res:b}+1", "b": "eval:2*{res:a}"]) { pharos in
            do {
                _ = try await pharos.read("res:a")
                Issue.record("a circle was followed")
            } catch {
                #expect("\(error)".contains("res:a -> res:b -> res:a"), "\(error)")
            }
        }
    }

    @Test func aChangeGoesThroughAChain() async throws {
        try await withEmbedded { pharos in
            let mock = pharos.mock()
            try await mock.add("/a", value: 1.0)
            var name = "mock:/a"
            for _ in 0..<9 { name = "eval:{\(name)}+1" }
            var values: [Double] = []
            for try await sample in pharos.watch(name, policy: .all(limit: 10)) {
                values.append(try sample.value().double ?? .nan)
                if values.count == 3 { break }
                try await mock.set("/a", .double(Double(values.count) * 100))
            }
            #expect(values == [10, 109, 209])
        }
    }

    @Test func whoComesLaterGetsTheValueOfNowAndGoesOn() async throws {
        try await withEmbedded { pharos in
            let mock = pharos.mock()
            try await mock.add("/a", value: 1.0)
            var first = pharos.watch("eval:{mock:/a}*2", policy: .all(limit: 10)).makeAsyncIterator()
            #expect(try await first.next()?.value().double == 2)
            // Both the attribute and the expression have a value already: it is delivered while the stream begins.
            for (name, policy) in [("eval:{mock:/a}*2", QueuePolicy.latest), ("eval:{mock:/a}*2+0", .all(limit: 10))] {
                var later = pharos.watch(name, policy: policy).makeAsyncIterator()
                #expect(try await later.next()?.value().double == 2)
                for value in [3.0, 4.0, 1.0] {
                    try await mock.set("/a", .double(value))
                    #expect(try await later.next()?.value().double == value * 2)
                }
            }
        }
    }

    @Test func qualityAndErrorsPassThrough() async throws {
        try await withEmbedded { pharos in
            let mock = pharos.mock()
            var limits = AttributeConfiguration()
            limits.warnings = .init(high: 10)
            limits.alarms = .init(high: 20)
            try await mock.add("/a", value: 1.0, configuration: limits)
            try await mock.add("/b", value: 0.0)
            var iterator = try pharos.attribute("eval:{mock:/a}/{mock:/b}").events().makeAsyncIterator()
            guard case .configuration = try await iterator.next(), case .error(let error) = try await iterator.next()
            else { return #expect(Bool(false), "a configuration and an error were expected") }
            #expect(error.code == .invalidValue && error.message.contains("divisor"))
            try await mock.set("/b", 2.0)
            func next() async throws -> Reading? {
                while let event = try await iterator.next() {
                    if let reading = event.reading { return reading }
                }
                return nil
            }
            let first = try await next()
            #expect(try first?.value().double == 0.5 && first?.quality == .valid)
            try await mock.set("/a", 12.0)
            let second = try await next()
            #expect(try second?.value().double == 6 && second?.quality == .warning)
            try await mock.set("/a", 30.0)
            #expect(try await next()?.quality == .alarm)
        }
    }

    @Test func aThousandNestedReferencesAreRefusedAtOnce() async throws {
        try await withEmbedded { pharos in
            let name = String(repeating: "eval:{", count: 1000) + "mock:/a" + String(repeating: "}", count: 1000)
            #expect(await code { _ = try await pharos.read(name) } == .invalidName)
        }
    }

    @Test func expressionsInUseAreListed() async throws {
        try await withEmbedded { pharos in
            try await pharos.mock().add("/a", value: 1.0)
            var iterator = pharos.watch("eval:{mock:/a}*2").makeAsyncIterator()
            _ = try await iterator.next()
            let listed = try await pharos.list("eval:")
            #expect(listed.map(\.path) == ["{mock:/a}*2"] && listed.first?.type == "float")
        }
    }
}
