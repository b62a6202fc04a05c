// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import RosPkg
import Testing

/// Small trees, one rule each; the answers of Python's rospkg 1.6.3 and of C++ rospack 2.6 are recorded for most.
@Suite struct CaseTests {
    /// Cases in which the packages found are not what Python found, with what is right and why.
    static let packages: [String: ([String], String)] = [
        "C11-catkin-ignore-dir": (["c"], "REP-128: the marker counts whatever type of file it is"),
        "C19-hidden-many": (["c"], "hidden directories are not searched; C++ is right"),
        "C22-dangling-manifest": (["c"], "a dangling manifest is none and hides nothing; C++ is right"),
        "C32-broken-xml": (["a", "c"], "one broken manifest hides nothing else"),
        "C34-empty-name": (["a", "c"], "one broken manifest hides nothing else"),
        "C35-empty-file": (["a", "c"], "one broken manifest hides nothing else"),
        "C47-entity": ([], "document type declarations are refused"),
        "C58-deep": (["c"], "too deep is a problem entry, the rest is found"),
        // No recorded answers; the rule of the REP decides.
        "C03-name-vs-dir": (["real_name"], "REP-127: the name is the element's"),
        "C06-unary": (["unary"], "REP-109"),
        "C09-nested": (["a"], "a package is a leaf"),
        "C12-catkin-ignore-dangling": (["c"], "REP-128: a dangling link hides too; Python is right"),
        "C15-ignore-at-root": ([], "REP-128"),
        "C18-hidden": (["c"], "hidden directories are not searched"),
        "C21-symlink-manifest": (["a"], "links are followed"),
        "C24-loop-exponential": (["a"], "each real directory is descended into once"),
        "C27-cycle-dry": (["a", "b", "c", "d"], "a circle hides no package"),
        "C30-missing-wet": (["a", "b"], "a missing dependency hides no package"),
        "C33-no-name": (["a", "c"], "no name, no package"),
        "C36-empty-license": (["a", "b", "c"], "the name is known: found, with a problem"),
        "C39-condition-bad": (["a", "one"], "found, with a problem"),
        "C42-dep-kinds": (
            [
                "a", "build_depend_pkg", "build_export_depend_pkg", "buildtool_depend_pkg",
                "buildtool_export_depend_pkg", "conflict_pkg", "depend_pkg", "doc_depend_pkg", "exec_depend_pkg",
                "replace_pkg", "test_depend_pkg",
            ], "all"
        ),
        "C45-encodings": (["a", "b", "c"], "XML: UTF-16 must be read; ISO-8859-1 is"),
        "C48-foreign-namespace": (["c"], "not a ROS manifest"),
        "C51-empty-elements": (["a"], "empty elements are dropped"),
        "C54-ros-root": (["a"], "REP-123: ROS_ROOT is no search path"),
        "C57-diamond-ladder": (
            (0..<26).flatMap { [String(format: "l%02dx", $0), String(format: "l%02dy", $0)] }, "all"
        ),
        "C60-dup-dep": (["a", "d"], "all"),
        "C63-wet-with-stack-xml": (["a"], "REP-127: package.xml replaces stack.xml"),
        "C66-bad-version": (["a", "c"], "found, with a problem"),
    ]

    /// Cases in which dependencies are not those recorded, by peer, each with its rule.
    static let dependencies: [String: String] = [
        "C05-wet-and-dry": "REP-127: package.xml alone counts, so wetname needs other2",
        "C25-self-dry": "a circle of one is reported",
        "C26-self-wet": "REP-140: the manifest is invalid",
        "C28-cycle-wet": "the circle is reported; the recorded sets depend on the order of calls",
        "C38-condition": "REP-149: conditions are evaluated",
        "C40-format4": "a format that is not known: the manifest is invalid",
        "C41-wrong-tag-for-format": "REP-127, REP-140: the manifest is invalid",
        "C64-redundant": "REP-140: the manifest is invalid",
        "C29-missing-dry": "every missing name is reported beside what is there; Python's second answer omits them",
        "C37-broken-dry": "c needs b although b is broken",
    ]

    struct Case {
        var id: String
        var directory: String
        var index: PackageIndex
        var query: [String]
        var environment: [String: String]
    }

    static func forEachCase(_ body: (Case) throws -> Void) throws {
        try Support.withDirectory { root in
            try Support.generate(["cases", "--out", root])
            for id in try FileManager.default.contentsOfDirectory(atPath: root).sorted() {
                let data = try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(id)/case.json"))
                let description = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
                let path = (description["rpp"] as? [String] ?? []).map { $0.isEmpty ? "" : "\(root)/\(id)/\($0)" }
                let index = PackageIndex.scan(SearchRoot.list(path.joined(separator: ":")))
                try body(
                    Case(
                        id: id, directory: "\(root)/\(id)", index: index,
                        query: description["query"] as? [String] ?? [],
                        environment: description["env"] as? [String: String] ?? [:]))
            }
        }
    }

    @Test func everyCase() throws {
        let recorded = try Support.json("cases.json")
        var seen = 0
        try CaseTests.forEachCase { one in
            seen += 1
            let found = one.index.packages.map(\.name)
            if let expected = CaseTests.packages[one.id] {
                #expect(found == expected.0.sorted(), "\(one.id): \(expected.1)")
            } else {
                let row = try #require(recorded[one.id] as? [String: Any], "\(one.id)")
                let peer = try #require((row["py"] as? [String: Any])?["packages"] as? [String: String], "\(one.id)")
                let paths = Dictionary(uniqueKeysWithValues: one.index.packages.map { ($0.name, $0.path) })
                #expect(paths.mapValues { $0.replacingOccurrences(of: one.directory, with: "CASES/" + one.id) } == peer)
                let stacks = Set(one.index.stacks.map(\.name))
                #expect(
                    stacks == Set(((row["py"] as? [String: Any])?["stacks"] as? [String: String] ?? [:]).keys),
                    "\(one.id)")
            }
            if let row = recorded[one.id] as? [String: Any] { try compareDependencies(one, row) }
        }
        #expect(seen == 66)
    }

    private func compareDependencies(_ one: Case, _ row: [String: Any]) throws {
        guard CaseTests.dependencies[one.id] == nil else { return }
        let python = (row["py"] as? [String: Any] ?? [:])
        for (key, transitive) in [("depends", true), ("depends1", false)] {
            for (name, answer) in python[key] as? [String: Any] ?? [:] {
                guard let answer = answer as? [String], one.index.contains(name) else { continue }
                let pack = RosPack(one.index, context: one.environment)
                #expect(
                    try pack.depends(name, implicit: transitive).sorted() == answer.sorted(), "\(one.id) \(key) \(name)"
                )
            }
            for (name, commands) in row["cpp"] as? [String: [String: [String: Any]]] ?? [:] {
                guard let answer = commands[key], let text = answer["out"] as? String, one.index.contains(name) else {
                    continue
                }
                let lines = text.split(separator: "\n").map(String.init)
                guard answer["rc"] as? Int == 0 || !lines.isEmpty else { continue }
                let found = try one.index.dependencies(
                    of: name, .run, transitive: transitive, context: one.environment)
                // The order, too, is rospack's.
                #expect(found.packages == lines, "\(one.id) \(key) \(name)")
            }
        }
        for (name, keys) in python["rosdeps0"] as? [String: Any] ?? [:] {
            guard let keys = keys as? [String], one.index.contains(name), one.id == "C31-system-dep" else { continue }
            #expect(try one.index.systemDependencies(of: name) == keys)
        }
    }

    @Test func casesWithTheirOwnRules() throws {
        try CaseTests.forEachCase { one in
            let index = one.index
            func direct(_ name: String, _ kinds: DependencyKinds = .run) throws -> [String] {
                try index.dependencies(of: name, kinds, transitive: false, context: one.environment).packages
            }
            func code(_ name: String) -> RosPkgError.Code? {
                do { _ = try index.dependencies(of: name) } catch { return (error as? RosPkgError)?.code }
                return nil
            }
            switch one.id.prefix(3) {
            case "C05": #expect(try direct("wetname") == ["other2"])
            case "C02": #expect(index.duplicates["a"]?.count == 2 && index.problems.contains { $0.rule == "duplicate" })
            case "C06": #expect(index.stacks.map(\.name) == ["unary"] && index.packages[0].kind == .unaryStack)
            case "C07": #expect(try index.packages(of: "st") == ["one", "two"] && index.version(of: "st") == "1.4.2")
            case "C25": #expect(try index.dependencies(of: "a").cycles == [["a"]])
            case "C26": #expect(code("a") == .invalidManifest && code("c") == nil)
            case "C27", "C28":
                for name in ["a", "d"] { #expect(try index.dependencies(of: name).cycles == [["a", "b", "c"]]) }
                #expect(try Set(index.dependencies(of: "d").packages) == ["a", "b", "c"])
                #expect(throws: RosPkgError.self) { try RosPack(index).depends("d") }
            case "C29":
                #expect(try index.dependencies(of: "z").unresolved == ["gone2"])
                #expect(try index.dependencies(of: "a").unresolved.sorted() == ["gone", "gone2"])
            case "C30":
                let found = try index.dependencies(of: "a") { $0 == "boost" }
                #expect(found.packages == ["b"] && found.unresolved == ["gone"])
            case "C37":
                #expect(code("b") == .invalidManifest)
                #expect(try index.dependencies(of: "c").invalid == ["b"])
            case "C38": #expect(try direct("a") == ["one", "both"])
            case "C39", "C40", "C41", "C64", "C66": #expect(code("a") == .invalidManifest)
            case "C42": #expect(try direct("a", .run).sorted() == ["depend_pkg", "exec_depend_pkg"])
            case "C43": #expect(try direct("a", .group) == ["m1"])
            case "C44":
                #expect(try index.packages(of: "meta") == ["a", "meta2"])
                #expect(index.stacks.allSatisfy { $0.kind == .metapackage })
            case "C57": #expect(try index.dependencies(of: "l00x").packages.count == 50)
            case "C59":
                let found = index.exports(to: "rviz", attribute: "plugin")
                #expect(found.map(\.package) == ["u"] && found[0].value == one.directory + "/p/u/u.xml")
            case "C60": #expect(try direct("d") == ["a"])
            case "C62": #expect(try index.stack(of: "three")?.path == one.directory + "/q/st")
            default: break
            }
        }
    }
}
