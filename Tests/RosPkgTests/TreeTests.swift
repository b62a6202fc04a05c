// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import RosPkg
import Testing

/// A generated tree of 200 packages in three overlays, against the recorded answers of both peers.
@Suite struct TreeTests {
    @Test func recordedAnswers() throws {
        let python = try Support.json("t200.python.json")
        let cpp = try Support.json("t200.cpp.json")
        try Support.withDirectory { base in
            try Support.generate(["tree", "--out", base + "/t200", "--packages", "200", "--seed", "1"])
            let data = try Data(contentsOf: URL(fileURLWithPath: base + "/t200/env.json"))
            let variables = try #require(try JSONSerialization.jsonObject(with: data) as? [String: String])
            let index = PackageIndex.scan(SearchRoot.list(variables["ROS_PACKAGE_PATH"] ?? ""))
            func paths(_ packages: [Package]) -> [String: String] {
                Dictionary(
                    uniqueKeysWithValues: packages.map {
                        ($0.name, $0.path.replacingOccurrences(of: base, with: "ROSX/trees"))
                    })
            }
            #expect(paths(index.packages) == python["packages"] as? [String: String])
            #expect(paths(index.packages) == cpp["packages"] as? [String: String])
            #expect(paths(index.stacks) == python["stacks"] as? [String: String])
            let stackOf = try #require(python["stack_of"] as? [String: Any])
            for (name, stack) in stackOf { #expect(try index.stack(of: name)?.name == stack as? String) }
            let versions = try #require(python["stack_version"] as? [String: Any])
            for (name, version) in versions where version is String {
                #expect(try index.version(of: name) == version as? String)
            }
            // The peers evaluate no condition: compare with every condition met.
            try compare(index, python: python, cpp: cpp)
            #expect(index.problems.allSatisfy { $0.severity == .warning })
            let shadows = index.duplicates.mapValues {
                $0.map { $0.replacingOccurrences(of: base, with: "ROSX/trees") }
            }
            for (name, list) in try #require(cpp["duplicates"] as? [String: [String]]) {
                #expect(Set(shadows[name] ?? []) == Set(list), "\(name)")
            }
        }
    }

    private func compare(_ index: PackageIndex, python: [String: Any], cpp: [String: Any]) throws {
        // Packages of which some dependency is conditional: the peers take them all.
        let conditional = Set(
            index.packages.filter { package in
                (try? package.manifest().dependencies.contains { $0.condition != nil }) ?? true
            }.map(\.name))
        var compared = 0
        for (peer, kinds) in [(python, DependencyKinds.rospkg), (cpp, .run)] {
            for (key, transitive) in [("depends1", false), ("depends", true)] {
                for (name, answer) in try #require(peer[key] as? [String: Any]) {
                    let wanted = answer as? [String] ?? (answer as? [String: Any])?["v"] as? [String] ?? []
                    let found = try index.dependencies(of: name, kinds, transitive: transitive)
                    let touched = Set(found.packages + wanted + [name])
                    guard touched.isDisjoint(with: conditional) else { continue }
                    compared += 1
                    #expect(found.packages.filter(index.contains).sorted() == wanted.sorted(), "\(key) \(name)")
                    if kinds == .run { #expect(found.packages.filter(index.contains) == wanted, "\(key) \(name)") }
                }
            }
        }
        #expect(compared > 300)
        for (name, keys) in try #require(python["rosdeps0"] as? [String: [String]]) where !conditional.contains(name) {
            #expect(try index.systemDependencies(of: name).sorted() == keys, "\(name)")
        }
    }

    @Test func linearOnALadderAndExactChains() throws {
        try Support.withDirectory { root in
            for (name, needs) in [("a", ["b", "c"]), ("b", ["d"]), ("c", ["d", "e"]), ("d", []), ("e", ["d"])] {
                let inner = needs.map { "<exec_depend>\($0)</exec_depend>" }.joined()
                try Support.write("\(root)/\(name)/package.xml", Support.package(name, inner))
            }
            let graph = PackageIndex.scan([SearchRoot(root)]).graph()
            #expect(
                try graph.chains(from: "a", to: "d") == [["a", "b", "d"], ["a", "c", "d"], ["a", "c", "e", "d"]])
            #expect(graph.dependents(on: "d") == ["a", "b", "c", "e"])
            #expect(graph.dependents(on: "d", transitive: false) == ["b", "c", "e"])
            #expect(try graph.topologicalOrder() == ["d", "b", "e", "c", "a"])
            #expect(graph.allClosures().map(\.count) == [4, 1, 2, 0, 1])
        }
    }
}
