// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore
import PharosModel
import Testing

@testable import PharosNode

@Suite struct ResourceTableTests {
    private static let kinds: [(String, ResourceInfo)] = [
        ("publishers", ResourceInfo(path: "/r", role: .topic, kind: .attribute, isReadable: true)),
        ("subscribers", ResourceInfo(path: "/r", role: .topic, kind: .attribute, isReadable: false, isWritable: true)),
        ("services", ResourceInfo(path: "/r", role: .service, kind: .command)),
        ("parameters", ResourceInfo(path: "/r", role: .parameter, kind: .attribute, isWritable: true)),
    ]

    private static func exposure(_ list: String) -> Exposure {
        Exposure(
            publishers: list == "publishers" ? .everything : .nothing,
            subscribers: list == "subscribers" ? .everything : .nothing,
            services: list == "services" ? .everything : .nothing,
            parameters: list == "parameters" ? .everything : .nothing)
    }

    private final class Watcher {
        var changes: [String] = []
        func note(_ change: ResourceChange) {
            changes.append("+\(change.appeared.count) ~\(change.changed.count) -\(change.vanished.count)")
        }
    }

    private enum Step: String { case appear, expose, update, withhold, vanish }

    /// Pyros' orders: a resource is seen exactly while it is there and shown, in whichever order these come about.
    @Test(
        arguments: 0..<4,
        [
            (["appear", "expose", "update", "withhold", "vanish"], ["+1 ~0 -0", "+0 ~1 -0", "+0 ~0 -1"]),
            (["expose", "appear", "update", "vanish", "withhold"], ["+1 ~0 -0", "+0 ~1 -0", "+0 ~0 -1"]),
            (["appear", "expose", "vanish", "withhold"], ["+1 ~0 -0", "+0 ~0 -1"]),
            (["expose", "appear", "withhold", "vanish"], ["+1 ~0 -0", "+0 ~0 -1"]),
            (["appear", "update", "vanish", "expose"], []),
            (
                ["appear", "expose", "withhold", "expose", "vanish", "appear"],
                ["+1 ~0 -0", "+0 ~0 -1", "+1 ~0 -0", "+0 ~0 -1", "+1 ~0 -0"]
            ),
            (["expose", "appear", "appear", "expose"], ["+1 ~0 -0"]),
        ] as [([String], [String])])
    func watchersSeeTheDifferences(kind: Int, orders: ([String], [String])) {
        let (list, info) = Self.kinds[kind]
        let table = ResourceTable(exposure: Self.exposure("none"))
        let watcher = Watcher()
        table.listen(watcher, watcher.note)
        for step in orders.0.compactMap(Step.init(rawValue:)) {
            switch step {
            case .appear: table.update([info])
            case .expose: table.expose(Self.exposure(list))
            case .withhold: table.expose(Self.exposure("none"))
            case .vanish: table.remove([info])
            case .update:
                var changed = info
                changed.publishers = ["/other"]
                table.update([changed])
            }
        }
        #expect(watcher.changes == orders.1, "\(list): \(orders.0)")
    }

    @Test func replacingAllFindsTheDifferences() {
        let table = ResourceTable(exposure: .everything)
        let watcher = Watcher()
        var completed = 0
        table.listen(watcher, watcher.note)
        table.whenComplete { completed += 1 }
        #expect(!table.isComplete && completed == 0)
        table.replaceAll([])
        // The first look counts even when it finds nothing.
        #expect(table.isComplete && completed == 1 && watcher.changes == ["+0 ~0 -0"])
        table.replaceAll(Self.kinds.map(\.1))
        table.replaceAll([Self.kinds[2].1])
        table.replaceAll([Self.kinds[2].1])
        // Two of the four are the same topic; the last word counts.
        #expect(watcher.changes == ["+0 ~0 -0", "+3 ~0 -0", "+0 ~0 -2"])
        table.whenComplete { completed += 1 }
        #expect(completed == 2)
        table.stopListening(watcher)
        table.replaceAll([])
        #expect(watcher.changes.count == 3 && !table.isWatched.withLockedValue { $0 })
    }

    @Test func listsInOrderByPattern() throws {
        let table = ResourceTable(exposure: .everything)
        table.update(["/b", "/a/x", "/a"].map { ResourceInfo(path: $0, role: .topic, kind: .attribute) })
        table.update([ResourceInfo(path: "/a", role: .service, kind: .command)])
        #expect(table.list(matching: nil).map(\.path) == ["/a", "/a", "/a/x", "/b"])
        #expect(table.list(matching: nil).map(\.role.rawValue) == ["service", "topic", "topic", "topic"])
        #expect(table.list(matching: try NamePattern("/a/*")).map(\.path) == ["/a/x"])
    }

    @Test func schemasAreNumberedOnce() throws {
        let table = SchemaTable()
        let first = try Schema(encoding: .ros1, type: "a/A", definition: "int32 a")
        let second = try Schema(encoding: .ros1, type: "a/B", definition: "int32 b")
        #expect(table.number(nil) == 0)
        #expect(table.number(first) == 1 && table.number(second) == 2 && table.number(first) == 1)
        #expect(table.schema(1) == first && table.schema(2) == second)
        #expect(table.schema(0) == nil && table.schema(3) == nil && table.schema(.max) == nil)
    }
}

@Suite struct NodeArgumentsTests {
    @Test func all() throws {
        let parsed = try NodeArguments.parse([
            "--authority", "h:1", "--profile", "p", "--runtime-dir", "/d", "--grace", "1.5", "--keep",
            "--allow-publishers",
            "/a", "--allow-publishers", "/b", "--deny-services", "/s/**",
        ])
        #expect(parsed.authority == "h:1" && parsed.profile == "p" && parsed.runtimeDirectory == "/d" && parsed.isKept)
        #expect(parsed.graceTime == .milliseconds(1500))
        #expect(parsed.exposure.publishers.allow.map(\.description) == ["/a", "/b"])
        #expect(!parsed.exposure.services.shows("/s/x") && parsed.exposure.services.shows("/t"))
        #expect(parsed.exposure.parameters == .everything)
        #expect(try NodeArguments.parse([]).graceTime == .seconds(10))
    }

    @Test(arguments: [
        (["--grace"], "--grace"), (["--grace", "soon"], "soon"), (["--grace", "-1"], "-1"),
        (["--grace", "nan"], "nan"),
        (["--grace", "inf"], "inf"), (["--grace", "1e300"], "1e300"), (["--what", "x"], "--what"),
        (["x", "y"], "unknown"),
        (["--allow-things", "x"], "things"), (["--deny-services", "~("], "regular expression"),
        (["--allow-services"], "value"),
    ])
    func refuses(arguments: [String], words: String) {
        let error = #expect(throws: PharosError.self) { try NodeArguments.parse(arguments) }
        #expect(error?.code == .invalidValue)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
}
