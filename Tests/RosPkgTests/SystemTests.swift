// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import RosPkg
import Testing

@Suite struct SystemTests {
    /// Release files for which the answer is not the recorded one, each with its reason.
    static let deviations: [String: String] = [
        "debian-sid": "no VERSION_ID: the version is empty, not \"n/a\"",
        "fedora43": "the name of an edition is no codename",
        "fedora-asahi": "the name of an edition is no codename",
    ]

    @Test func recordedReleaseFiles() throws {
        for (name, value) in try Support.json("systems.json") {
            let row = try #require(value as? [String: Any])
            let system = try #require(OperatingSystem(OSRelease(parsing: row["release"] as? String ?? "")), "\(name)")
            // What the peer does not detect is detected here by its own id.
            guard let answer = row["answer"] as? [String] else {
                #expect(!system.name.isEmpty)
                continue
            }
            if SystemTests.deviations[name] != nil {
                #expect(system.name == answer[0])
                continue
            }
            #expect(system.name == answer[0], "\(name)")
            #expect(system.version == answer[1], "\(name)")
            // Where there is no codename, the peer repeats VERSION.
            if !system.codename.isEmpty { #expect(system.codename == answer[2], "\(name)") }
        }
    }

    @Test func derivativesKnowTheirParents() throws {
        let mint = try #require(
            OperatingSystem(
                OSRelease(
                    parsing: "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\nVERSION_CODENAME=xia\nUBUNTU_CODENAME=noble\n")))
        #expect(mint.parents.map(\.name) == ["ubuntu", "debian"])
        #expect(mint.parents.first?.codename == "noble")
        var rules = RosdepDatabase()
        try rules.add(yaml: "key: {ubuntu: {noble: [libx]}}")
        #expect(try rules.resolve("key", on: mint).packages == ["libx"])
    }

    @Test func overrideAndQuoting() throws {
        let system = try OperatingSystem.detect(variables: ["ROS_OS_OVERRIDE": "ubuntu:24.04:noble"])
        #expect(system == OperatingSystem(name: "ubuntu", version: "24.04", codename: "noble"))
        let release = OSRelease(parsing: "# c\nID='a b'\nNAME=\"x \\\"y\\\" $\"\n  VERSION_ID=3 # no\nBAD\n=x\n")
        #expect(release["ID"] == "a b")
        #expect(release["NAME"] == "x \"y\" $")
        #expect(release["VERSION_ID"] == "3")
    }

    @Test func noReleaseFileIsAnError() throws {
        try Support.withDirectory { root in
            let error = #expect(throws: RosPkgError.self) { try OperatingSystem.detect(root: root) }
            #expect(error?.code == .unknownSystem)
            #expect(error?.searched.count == 2)
        }
    }
}
