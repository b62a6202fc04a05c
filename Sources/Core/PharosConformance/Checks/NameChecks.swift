// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos

/// Names and the list of resources.
enum NameChecks {
    static let all = [
        Check("list: has every resource of the fixture") { run in
            guard !run.fixture.hasOpenNames else { throw ConformanceNotExercised("every name is there when it is used") }
            let listed = try await run.list()
            for resource in run.fixture.resources {
                let isListed = listed.contains {
                    $0.path == resource.path && (resource.role == nil || $0.role == resource.role)
                }
                try expect(isListed, "\(resource.path) in the list", "\(listed.map(\.path).prefix(50))")
                let isWritable = listed.contains { $0.path == resource.path && $0.isWritable }
                try expect(
                    isWritable || resource.values.isEmpty, "\(resource.path) listed as writable", "it listed otherwise")
                let isCommand = listed.contains { $0.path == resource.path && $0.kind == .command }
                try expect(isCommand || !resource.isCommand, "\(resource.path) listed as a command", "it listed otherwise")
            }
            return "\(listed.count) resources"
        },
        Check("list: each resource once") { run in
            let listed = try await run.list()
            var seen: Set<ResourceInfo.Identity> = []
            for info in listed {
                try expect(seen.insert(info.identity).inserted, "each resource once", "\(info.role) \(info.path) twice")
            }
            return ""
        },
        Check("list: a pattern selects") { run in
            guard !run.fixture.hasOpenNames else { throw ConformanceNotExercised("every name is there when it is used") }
            let path = try run.first(run.fixture.resources, "resource").path
            let listed = try await run.pharos.list(run.name(path))
            try expect(!listed.isEmpty && listed.allSatisfy { $0.path == path }, "only \(path)", "\(listed.map(\.path))")
            return path
        },
        Check("names: are legal in the scheme's grammar") { run in
            var count = 0
            for info in try await run.list() {
                do {
                    let parsed = try run.grammars.parse(run.name(info.path))
                    let again = try run.grammars.parse(parsed.canonical, as: parsed.kind)
                    try expect(
                        parsed.identity == again.identity, "the same name when \(parsed.canonical) is read",
                        again.canonical)
                } catch let error as NameError {
                    throw Mismatch("the listed name \(run.name(info.path)) is not legal: \(error)")
                }
                count += 1
            }
            return "\(count) names"
        },
        Check("names: print and read back") { run in
            for info in try await run.list() {
                let text = run.name(info.path, info.role)
                do {
                    let name = try ResourceName(text)
                    try expect(name.path == info.path, "the path \(info.path) from \(text)", name.path)
                    try expect(try ResourceName(name.canonical) == name, "\(text) from its canonical spelling", name.canonical)
                    try expect(try ResourceName(name.display) == name, "\(text) from its display spelling", name.display)
                } catch let error as NameError {
                    throw Mismatch("the listed name \(text) does not read back: \(error)")
                }
            }
            return ""
        },
    ]
}
