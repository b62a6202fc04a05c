import CounterInterface
import PharosConformance
import Testing

/// What the kit needs to know: which resources there are, and how to make things happen.
struct CounterFixture: ConformanceFixture {
    typealias Subject = CounterInterface

    let resources: [ConformanceResource] = [
        .writable("/counters/main", values: [1, 2, 3], refused: "three"),
        .readOnly("/uptime"),
        .command("/reset", reply: ["counters": 1]),
    ]

    func appear(_ system: ConformanceSystem) async throws -> String {
        try await system.configure("add", ["path": "/counters/extra"])
        return "/counters/extra"
    }

    func vanish(_ path: String, _ system: ConformanceSystem) async throws {
        try await system.configure("remove", ["path": .string(path)])
    }

    func stir(_ path: String, _ system: ConformanceSystem) async throws {
        // Somebody else counts on.
        let value = try await system.pharos.read(system.name(path)).value().int ?? 0
        try await system.pharos.write(system.name(path), .int(Int64(value + 1)))
    }
}

@Suite struct ConformanceTests {
    @Test func theInterfaceConforms() async {
        let report = await Conformance.run(CounterFixture())
        #expect(report.isPassed, "\(report)")
    }

    @Test func thePlugInConforms() async throws {
        let plugIn = try #require(Conformance.built("pharos-node-counter"))
        let report = await Conformance.run(CounterFixture(), on: .plugIn(path: plugIn))
        #expect(report.isPassed, "\(report)")
    }
}
