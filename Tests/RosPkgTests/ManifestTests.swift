// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import RosPkg
import Testing

@Suite struct ManifestTests {
    /// Variants that are decided otherwise than by the recorded peer, each with its rule.
    static let deviations: [String: String] = [
        "doctype": "document type declarations are refused: no manifest needs one",
        "billion-laughs": "document type declarations are refused: no manifest needs one",
        "cdata-desc": "character data in a CDATA section is text (XML 1.0, 2.7); the recorded plain text is empty",
    ]

    private func names(_ manifest: Manifest, _ kind: DependencyKinds) -> [String] {
        manifest.dependencies(of: kind).map { $0.name + ($0.condition.map { " [" + $0.text + "]" } ?? "") }
    }

    private func recorded(_ result: [String: Any], _ key: String) -> [String] {
        (result[key] as? [[Any]] ?? []).map { row in
            (row[0] as? String ?? "") + ((row[1] as? String).map { " [" + $0 + "]" } ?? "")
        }
    }

    @Test func recordedPackageManifests() throws {
        let all = try #require(try Support.json("manifests.json")["package_xml"] as? [String: [String: Any]])
        #expect(all.count == 101)
        for (name, row) in all {
            let bytes = Array(try #require(row["xml"] as? String).utf8)
            let result = try #require(row["result"] as? [String: Any])
            let isValid = result["ok"] as? Bool ?? false
            var manifest: Manifest?
            var message = ""
            do { manifest = try Manifest(parsing: bytes) } catch { message = "\(error)" }
            if ManifestTests.deviations[name] != nil { continue }
            #expect((manifest != nil) == isValid, "\(name): \(message)")
            guard let manifest, isValid else { continue }
            #expect(manifest.name == result["name"] as? String, "\(name)")
            #expect(manifest.version == result["version"] as? String, "\(name)")
            #expect(manifest.versionCompatibility == result["compat"] as? String, "\(name)")
            #expect(manifest.format == result["format"] as? Int, "\(name)")
            #expect(manifest.description == result["description"] as? String, "\(name)")
            #expect(manifest.plainDescription == result["plain"] as? String, "\(name)")
            #expect(manifest.isMetapackage == result["meta"] as? Bool, "\(name)")
            #expect(
                manifest.warnings.count == (result["warnings"] as? [String])?.count, "\(name): \(manifest.warnings)")
            #expect(manifest.licenses.map(\.name) == (result["licenses"] as? [[Any]])?.map { $0[0] as? String ?? "" })
            #expect(
                manifest.maintainers.map(\.name) == (result["maintainers"] as? [[Any]])?.map { $0[0] as? String ?? "" })
            #expect(manifest.urls.map(\.kind) == (result["urls"] as? [[Any]])?.map { $0[1] as? String ?? "website" })
            #expect(manifest.exports.map(\.tag) == (result["exports"] as? [[Any]])?.map { $0[0] as? String ?? "" })
            #expect(manifest.exports.map(\.content) == (result["exports"] as? [[Any]])?.map { $0[2] as? String ?? "" })
            let type = (try? manifest.buildType(["ROS_VERSION": "9"])) ?? "InvalidPackage"
            if !name.contains("cond-build-type") { #expect(type == result["build_type"] as? String, "\(name)") }
            for (kind, key) in [
                (DependencyKinds.build, "build_depends"), (.buildtool, "buildtool_depends"),
                (.buildExport, "build_export_depends"), (.buildtoolExport, "buildtool_export_depends"),
                (.exec, "exec_depends"), (.test, "test_depends"), (.doc, "doc_depends"),
            ] {
                #expect(names(manifest, kind) == recorded(result, key), "\(name): \(key)")
            }
            #expect(manifest.conflicts.map(\.name) == recorded(result, "conflicts"), "\(name)")
            #expect(manifest.groupDependencies.map(\.name) == recorded(result, "group_depends").map { $0 }, "\(name)")
        }
    }

    @Test func documentTypesAreRefusedAtOnce() throws {
        let all = try #require(try Support.json("manifests.json")["package_xml"] as? [String: [String: Any]])
        for name in ["doctype", "billion-laughs", "external-entity"] {
            let text = try #require(all[name]?["xml"] as? String)
            let error = #expect(throws: RosPkgError.self) { try Manifest(parsing: Array(text.utf8)) }
            #expect(error?.code == .malformed)
        }
    }

    @Test func recordedDryManifests() throws {
        let all = try #require(try Support.json("manifests.json")["manifest_xml"] as? [String: [String: Any]])
        for (name, row) in all {
            let result = try #require(row["result"] as? [String: Any])
            let kind: Manifest.Kind = name.hasSuffix("stack.xml") ? .stack : .dryPackage
            let bytes = Array(try #require(row["xml"] as? String).utf8)
            let manifest = try? Manifest(parsing: bytes, kind: kind)
            #expect((manifest != nil) == (result["ok"] as? Bool), "\(name)")
            guard let manifest, result["ok"] as? Bool == true else { continue }
            #expect(manifest.brief == result["brief"] as? String, "\(name)")
            #expect(manifest.authors.first?.name ?? "" == result["author"] as? String, "\(name)")
            #expect(manifest.licenses.first?.name ?? "" == result["license"] as? String, "\(name)")
            #expect(manifest.version == result["version"] as? String, "\(name)")
            #expect(
                manifest.dependencies.map(\.name)
                    == recorded(result, "depends").map { $0.split(separator: " ")[0] + "" })
            #expect(manifest.systemDependencies == result["rosdeps"] as? [String], "\(name)")
            #expect(manifest.unknownTags == result["unknown"] as? [String], "\(name)")
            #expect(manifest.isCatkin == result["is_catkin"] as? Bool, "\(name)")
        }
    }

    @Test func encodings() throws {
        let text = Support.package("café").replacingOccurrences(of: "café", with: "cafe")
            .replacingOccurrences(of: "<description>d", with: "<description>café")
        for (name, encoding) in [("UTF-16", String.Encoding.utf16), ("ISO-8859-1", .isoLatin1)] {
            let declared = text.replacingOccurrences(
                of: "version=\"1.0\"?", with: "version=\"1.0\" encoding=\"\(name)\"?")
            let data = try #require(declared.data(using: encoding))
            #expect(try Manifest(parsing: Array(data)).description == "café")
        }
        let wrong = Array(text.utf8).map { $0 == 0xC3 ? 0xFF : $0 }
        #expect(throws: RosPkgError.self) { try Manifest(parsing: wrong) }
    }

    @Test func depthIsBounded() {
        let deep = String(repeating: "<a>", count: 100_000)
        let error = #expect(throws: RosPkgError.self) { try Manifest(parsing: Array(("<package>" + deep).utf8)) }
        #expect(error?.code == .malformed)
    }

    @Test func damagedManifestsNeverTrap() throws {
        let all = try #require(try Support.json("manifests.json")["package_xml"] as? [String: [String: Any]])
        let seeds = all.keys.sorted().compactMap { all[$0]?["xml"] as? String }.map { Array($0.utf8) }
        var random = SeededGenerator(state: 7)
        for _ in 0..<4000 {
            var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
            for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: "<&'\"/>".utf8, at: place)
                }
            }
            for kind in [Manifest.Kind.package, .dryPackage] { _ = try? Manifest(parsing: bytes, kind: kind) }
        }
    }
}
