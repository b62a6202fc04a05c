// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import RosPkg
import Testing

@Suite struct HostileTests {
    @Test func badFilesCostOneProblemEach() throws {
        try Support.withDirectory { root in
            try Support.write(root + "/good/package.xml", Support.package("good"))
            try Support.write(root + "/newline/package.xml", Support.package("a\nb"))
            let bomb = "<!DOCTYPE p [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
            try Support.write(root + "/bomb/package.xml", bomb + Support.package("&b;"))
            try Support.write(root + "/huge/package.xml", "<package>" + String(repeating: " ", count: 5 << 20))
            try FileManager.default.createDirectory(
                atPath: root + "/dir/package.xml", withIntermediateDirectories: true)
            try Support.write(root + "/line\nbreak/manifest.xml", "<package/>")
            let index = PackageIndex.scan([SearchRoot(root)])
            #expect(index.packages.map(\.name) == ["good", "line\nbreak"])
            #expect(index.problems.count { $0.severity == .error } == 3)
        }
    }

    @Test func pipesAndDeepTreesDoNotHang() throws {
        try Support.withDirectory { root in
            try FileManager.default.createDirectory(atPath: root + "/pipe", withIntermediateDirectories: true)
            #expect(mkfifo(root + "/pipe/package.xml", 0o600) == 0)
            var path = root
            for _ in 0..<300 { path += "/d" }
            try Support.write(path + "/package.xml", Support.package("deep"))
            try Support.write(root + "/c/package.xml", Support.package("c"))
            let index = PackageIndex.scan([SearchRoot(root)])
            #expect(index.packages.map(\.name) == ["c"])
            #expect(index.problems.map(\.rule) == ["depth"])
        }
    }

    @Test func notFoundSaysWhereAndWhatElse() throws {
        try Support.withDirectory { root in
            try Support.write(root + "/roscpp/package.xml", Support.package("roscpp"))
            let index = PackageIndex.scan([SearchRoot(root), SearchRoot(root + "/nowhere")])
            let error = #expect(throws: RosPkgError.self) { try index.find("rospcp") }
            #expect(error?.code == .notFound)
            #expect(error?.searched == [root, root + "/nowhere (does not exist)"])
            #expect(error?.similar == ["roscpp"])
        }
    }

    @Test func markersInSourceSpaces() throws {
        try Support.withDirectory { root in
            for name in ["a", "b", "c"] { try Support.write("\(root)/\(name)/package.xml", Support.package(name)) }
            try Support.write(root + "/a/COLCON_IGNORE", "")
            try Support.write(root + "/b/AMENT_IGNORE", "")
            try Support.write(root + "/COLCON_IGNORE", "")
            #expect(PackageIndex.scan([SearchRoot(root)]).packages.map(\.name) == ["a", "b", "c"])
            #expect(PackageIndex.scan([SearchRoot(root, style: .sources)]).packages.map(\.name) == ["c"])
        }
    }

    @Test func definitions() throws {
        try Support.withDirectory { root in
            try Support.write(root + "/m/package.xml", Support.package("m"))
            try Support.write(root + "/m/srv/Add.srv", "int64 a\n---\nint64 b\n")
            let index = PackageIndex.scan([SearchRoot(root, style: .share)])
            #expect(try index.executables(of: "m").isEmpty)
            #expect(index.definitionPath(package: "m", kind: "srv", name: "Add") == root + "/m/srv/Add.srv")
            #expect(index.definitionPath(package: "m", kind: "msg", name: "Add") == nil)
            #expect(index.definitionPath(package: "m", kind: "srv", name: "../srv/Add") == nil)
            // The overlay's copy lies deeper than the one below it, and still counts.
            try Support.write(root + "/over/group/m/package.xml", Support.package("m"))
            try Support.write(root + "/over/group/m/srv/Add.srv", "int8 a\n---\n")
            var environment = ROSEnvironment(["ROS_PACKAGE_PATH": root + "/over:" + root])
            #expect(
                environment.definitionPath(package: "m", kind: "srv", name: "Add")
                    == root + "/over/group/m/srv/Add.srv")
            environment = ROSEnvironment(["ROS_PACKAGE_PATH": root])
            #expect(environment.definitionPath(package: "m", kind: "srv", name: "Add") == root + "/m/srv/Add.srv")
            #expect(environment.definitionPath(package: "m", kind: "srv", name: "None") == nil)
            #expect(index.package(containing: root + "/m/srv")?.name == "m")
        }
    }
}
