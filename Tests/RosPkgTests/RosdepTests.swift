// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import RosPkg
import Testing

@Suite struct RosdepTests {
    private func database(_ system: OperatingSystem, distro: String) throws -> RosdepDatabase {
        var rules = RosdepDatabase()
        for name in ["base.yaml", "second.yaml"] { rules.add(file: try Support.path("rosdep/" + name)) }
        if system.name == "debian" { rules.add(file: try Support.path("rosdep/debian-only.yaml")) }
        rules.add(index: try Support.path("rosdep/index-v4.yaml"), distro: distro)
        #expect(rules.problems.isEmpty)
        return rules
    }

    @Test func recordedResolutions() throws {
        let codenames = ["noble": "24.04", "jammy": "22.04", "focal": "20.04", "bookworm": "12", "trixie": "13"]
        for (place, value) in try Support.json("rosdep.json") {
            let distro = place.hasSuffix("noetic") ? "noetic" : "jazzy"
            let parts = place.split(separator: " ")[0].split(separator: ":", omittingEmptySubsequences: false)
            let release = String(parts[1])
            let system = OperatingSystem(
                name: String(parts[0]), version: codenames[release] ?? release,
                codename: codenames[release] == nil ? "" : release)
            let rules = try database(system, distro: distro)
            for (key, answer) in try #require(value as? [String: Any]) {
                do {
                    let found = try rules.resolve(key, on: system)
                    let lines =
                        ["#" + found.installer]
                        + (found.packages.isEmpty ? [] : [found.packages.joined(separator: " ")])
                    #expect(lines == answer as? [String], "\(key) on \(place)")
                } catch let error as RosPkgError {
                    let recorded = answer as? String ?? "a resolution: \(answer)"
                    if key == "k_source", recorded.contains("rdmanifest") { continue }
                    #expect(recorded.hasSuffix(error.message), "\(key) on \(place): \(error.message) / \(recorded)")
                }
            }
        }
    }

    @Test func index() throws {
        let index = try DistroIndex(file: Support.path("rosdep/index-v4.yaml"))
        #expect(index.entries.map(\.name) == ["jazzy", "noetic"])
        #expect(
            index.entries[0].conditionContext == ["ROS_DISTRO": "jazzy", "ROS_VERSION": "2", "ROS_PYTHON_VERSION": "3"])
        let noetic = try index.distribution("noetic")
        #expect(noetic.releasedPackages.map(\.name) == ["demo_core", "demo_msgs", "single"])
        #expect(noetic.systemPackage("demo_core") == "ros-noetic-demo-core")
        #expect(noetic.repositories["single"]?.sourceVersion == "main")
        let error = #expect(throws: RosPkgError.self) { try index.distribution("noetik") }
        #expect(error?.similar == ["noetic"])
    }

    @Test func hostileYAML() {
        var rules = RosdepDatabase()
        for text in [
            String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000) + "a",
            String(repeating: "{a: ", count: 50_000), "a: [", "\t", "a: *b", "&a [*a]",
            "a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]",
        ] { _ = try? rules.add(yaml: text) }
        #expect(throws: RosPkgError.self) { try rules.add(yaml: String(repeating: "[", count: 100_000)) }
    }
}
