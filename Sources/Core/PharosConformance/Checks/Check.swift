// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import PharosNode

/// One check: throws a ``Mismatch`` when it fails, ``ConformanceNotExercised`` when it does not apply.
struct Check: Sendable {
    let name: String
    let body: @Sendable (CheckContext) async throws -> String

    init(_ name: String, _ body: @escaping @Sendable (CheckContext) async throws -> String) {
        self.name = name
        self.body = body
    }

    static let all =
        NameChecks.all + DescribeChecks.all + ReadChecks.all + WriteChecks.all + ErrorChecks.all + WatchChecks.all
        + DeadlineChecks.all + AppearanceChecks.all
}

/// What checks work with.
struct CheckContext: Sendable {
    let fixture: any ConformanceFixture
    let system: ConformanceSystem
    let grammars: NameGrammars
    let probe: ProbeLog?

    var pharos: Pharos { system.pharos }
    /// Resources that can be read.
    var readable: [ConformanceResource] { fixture.resources.filter { !$0.isCommand } }
    var writable: [ConformanceResource] { fixture.resources.filter { !$0.values.isEmpty } }
    var commands: [ConformanceResource] { fixture.resources.filter(\.isCommand) }

    func name(_ resource: ConformanceResource) -> String { name(resource.path, resource.role) }

    /// The name of a path, whatever signs are in it.
    func name(_ path: String, _ role: Role? = nil) -> String {
        let spelled = (try? ResourceName(system.root))?.withPath(path).canonical ?? system.root + path
        return spelled + (role.map { "?\($0.rawValue)" } ?? "")
    }

    func first(_ resources: [ConformanceResource], _ what: String) throws -> ConformanceResource {
        guard let first = resources.first else { throw ConformanceNotExercised("the fixture has no \(what)") }
        return first
    }

    func list() async throws -> [ResourceInfo] { try await pharos.list(system.root) }

    /// How an operation fails.
    func failure<T: Sendable>(of what: String, _ work: () async throws -> T) async throws -> PharosError {
        do {
            let value = try await work()
            throw Mismatch(expected: "an error from \(what)", came: "\(value)")
        } catch let error as PharosError {
            return error
        }
    }

    /// That an operation fails with one of these codes and says which resource it is about.
    func refused<T: Sendable>(
        _ what: String, with codes: [PharosError.Code], about path: String, _ work: () async throws -> T
    ) async throws {
        let error = try await failure(of: what, work)
        let wanted = codes.map(\.description).joined(separator: " or ")
        try expect(codes.contains(error.code), "\(what): the error \(wanted)", "\(error)")
        let told = "\(error.resource ?? "") \(error.message)"
        try expect(told.contains(path), "\(what): an error that names \(path)", "\(error)")
    }

    /// That the interface still works.
    func works() async throws {
        guard let resource = readable.first else { return _ = try await list() }
        _ = try await pharos.read(name(resource), timeout: .seconds(5))
    }
}
