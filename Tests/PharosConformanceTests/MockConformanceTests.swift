// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import MockInterface
import PharosConformance
import Testing

/// The mock, whose controls are what the kit's hooks need.
struct MockFixture: ConformanceFixture {
    typealias Subject = MockInterface

    let resources: [ConformanceResource] = [
        .writable("/number", values: [1.5, 2.5, -3], refused: "three"),
        .writable("/point", values: [["x": 1, "y": 2], ["x": 3, "y": 4]], refused: ["z": 1]),
        .writable("/setting", role: .parameter, values: [1, 2, 3]),
        .readOnly("/beat", takesWrites: true),
        .command("/add", role: .service, request: ["a": 1, "b": 2], reply: ["a": 1, "b": 2]),
    ]

    func prepare(_ system: ConformanceSystem) async throws {
        let mock = system.pharos.mock()
        try await mock.add("/number", type: "float64", value: 0.5)
        try await mock.add("/point", type: "float64 x; float64 y", value: ["x": 0, "y": 0])
        try await mock.add("/setting", role: .parameter, value: 0)
        try await mock.add("/beat", value: 1, period: 0.02)
        try await mock.add("/slow", value: 1)
        try await mock.add("/add", role: .service, type: "int64 a; int64 b")
    }

    func appear(_ system: ConformanceSystem) async throws -> String {
        try await system.pharos.mock().add("/extra", value: 1)
        return "/extra"
    }

    func vanish(_ path: String, _ system: ConformanceSystem) async throws {
        try await system.pharos.mock().remove(path)
    }

    func stir(_ path: String, _ system: ConformanceSystem) async throws {
        let value = try await system.pharos.read(system.name(path)).data.double ?? 0
        try await system.pharos.mock().set(path, .double(value + 1))
    }

    func stall(_ system: ConformanceSystem) async throws -> String {
        try await system.pharos.mock().delay("/slow", .seconds(60))
        return "/slow"
    }

    func unstall(_ path: String, _ system: ConformanceSystem) async throws {
        try await system.pharos.mock().delay(path, .zero)
    }
}

@Suite(.timeLimit(.minutes(5))) struct MockConformanceTests {
    @Test func theMockConforms() async {
        let report = await Conformance.run(MockFixture())
        #expect(report.isPassed, "\(report)")
    }

    @Test func theMockConformsInANode() async throws {
        var configuration = PharosConfiguration()
        let pharos: String = try #require(Conformance.built("pharos"))
        configuration.executable = pharos
        let report = await Conformance.run(MockFixture(), on: .node(configuration))
        #expect(report.isPassed, "\(report)")
    }
}
