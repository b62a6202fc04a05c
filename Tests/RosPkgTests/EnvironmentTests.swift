// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import RosPkg
import Testing

@Suite struct EnvironmentTests {
    private func discovery(
        _ root: String, near: String? = nil, workspaces: [String] = [], distro: String? = nil,
        variables: [String: String] = [:]
    ) -> EnvironmentDiscovery {
        EnvironmentDiscovery(
            variables: variables, near: near, workspaces: workspaces, distro: distro, systemRoot: root)
    }

    private func makeCatkin(_ prefix: String, sources: String = "", package: String) throws {
        try Support.write(prefix + "/.catkin", sources)
        try Support.write(prefix + "/share/\(package)/package.xml", Support.package(package))
        for name in ["bin", "lib/pkgconfig", "lib/python3/dist-packages"] {
            try FileManager.default.createDirectory(atPath: prefix + "/" + name, withIntermediateDirectories: true)
        }
    }

    @Test func catkinOverlayOnADistribution() throws {
        try Support.withDirectory { root in
            let noetic = root + "/opt/ros/noetic"
            try makeCatkin(noetic, package: "roscpp")
            try Support.write(
                noetic + "/etc/catkin/profile.d/1.ros_distro.sh",
                "# hook\nexport ROS_DISTRO=noetic\nexport ROS_VERSION=1\nexport ROS_X=$HOME\n")
            let workspace = root + "/ws"
            try makeCatkin(workspace + "/devel", sources: workspace + "/src", package: "unused")
            try Support.write(workspace + "/devel/_setup_util.py", "    CMAKE_PREFIX_PATH = r'\(noetic)'.split(';')\n")
            try Support.write(workspace + "/src/mine/package.xml", Support.package("mine"))
            let environment = try discovery(root, near: workspace + "/src/mine").environment()
            #expect(environment["CMAKE_PREFIX_PATH"] == "\(workspace)/devel:\(noetic)")
            #expect(environment["ROS_PACKAGE_PATH"] == "\(workspace)/src:\(noetic)/share")
            #expect(
                environment["PYTHONPATH"]
                    == "\(workspace)/devel/lib/python3/dist-packages:\(noetic)/lib/python3/dist-packages")
            #expect(environment["PATH"] == "\(workspace)/devel/bin:\(noetic)/bin")
            #expect(environment.distro == "noetic" && environment.rosVersion == 1)
            #expect(environment["ROS_MASTER_URI"] == "http://localhost:11311" && environment["ROS_X"] == nil)
            #expect(environment.prefixes.map(\.kind) == [.catkinDevel, .catkinInstall])
            #expect(environment.changes.contains { $0.name == "ROS_DISTRO" && $0.source.hasSuffix("profile.d") })
            #expect(PackageIndex.scan(environment.roots).packages.map(\.name) == ["mine", "roscpp"])
            #expect(environment.contains(workspace + "/src/mine") && !environment.contains(root))
            #expect(ProcessInfo.processInfo.environment["ROS_PACKAGE_PATH"] != environment["ROS_PACKAGE_PATH"])
        }
    }

    @Test func colconWorkspaceByItsDsvFiles() throws {
        try Support.withDirectory { root in
            let jazzy = root + "/opt/ros/jazzy"
            for name in ["std_msgs", "rclcpp"] {
                try Support.write(jazzy + "/share/\(name)/package.xml", Support.package(name, format: 3))
                try Support.write(jazzy + "/share/ament_index/resource_index/packages/\(name)", "")
            }
            let install = root + "/ws/install"
            try Support.write(install + "/.colcon_install_layout", "isolated\n")
            try Support.write(install + "/setup.sh", "COLCON_CURRENT_PREFIX=\"\(jazzy)\"\n")
            for (name, needs) in [("aa", "bb"), ("bb", "")] {
                let base = install + "/" + name
                try Support.write(base + "/share/colcon-core/packages/" + name, needs)
                try Support.write(base + "/share/ament_index/resource_index/packages/" + name, "")
                try Support.write(base + "/share/\(name)/package.xml", Support.package(name, format: 3))
                try Support.write(
                    base + "/share/\(name)/package.dsv",
                    """
                    source;share/\(name)/hook/path.sh
                    source;share/\(name)/hook/odd.sh
                    prepend-non-duplicate-if-exists;PATH;nowhere
                    set-if-unset;MY_\(name.uppercased());1
                    append-non-duplicate;MY_LIST;share
                    """)
                try Support.write(base + "/share/\(name)/hook/odd.sh", "export X=1")
                try Support.write(base + "/share/\(name)/hook/path.dsv", "prepend-non-duplicate;CMAKE_PREFIX_PATH;\n")
            }
            let environment = try discovery(root, workspaces: [root + "/ws"]).environment()
            #expect(environment["AMENT_PREFIX_PATH"] == "\(install)/aa:\(install)/bb:\(jazzy)")
            #expect(environment["CMAKE_PREFIX_PATH"] == "\(install)/aa:\(install)/bb")
            #expect(environment["COLCON_PREFIX_PATH"] == install)
            #expect(environment["MY_AA"] == "1" && environment["PATH"] == nil)
            #expect(environment["MY_LIST"] == "\(install)/bb/share:\(install)/aa/share")
            #expect(environment.rosVersion == 2 && environment.distro == "jazzy")
            #expect(environment.notes.contains { $0.contains("odd.sh") })
            let index = PackageIndex.scan(environment.roots)
            #expect(index.packages.map(\.name) == ["aa", "bb", "rclcpp", "std_msgs"])
        }
    }

    @Test func choosingADistribution() throws {
        try Support.withDirectory { root in
            for name in ["noetic", "melodic"] { try makeCatkin(root + "/opt/ros/" + name, package: "p_" + name) }
            let newest = try discovery(root).environment()
            #expect(newest.distro == "noetic" && newest.notes.contains { $0.contains("melodic") })
            let chosen = try discovery(root, distro: "melodic").environment()
            #expect(chosen["ROS_PACKAGE_PATH"] == root + "/opt/ros/melodic/share")
            #expect(chosen["ROS_PYTHON_VERSION"] == "2")
            let error = #expect(throws: RosPkgError.self) { try discovery(root, distro: "kinetic").environment() }
            #expect(error?.code == .notFound && error?.searched == [root + "/opt/ros/kinetic"])
            #expect(error?.similar == ["noetic", "melodic"])
            #expect(throws: RosPkgError.self) { try discovery(root, workspaces: [root + "/none"]).environment() }
            let sourced = try discovery(root, variables: ["ROS_PACKAGE_PATH": "/x:/x::/y/"]).environment()
            #expect(sourced.roots.map(\.path) == ["/x", "/y"] && sourced.changes.isEmpty)
        }
    }

    @Test func systemPackagesOneLevelDeep() throws {
        try Support.withDirectory { root in
            try Support.write(root + "/usr/share/roscpp/package.xml", Support.package("roscpp"))
            try Support.write(root + "/usr/share/doc/x/package.xml", Support.package("not_seen"))
            let prefix = try #require(discovery(root).candidates().first)
            #expect(prefix.kind == .system)
            let environment = try discovery(root).environment()
            #expect(environment["ROS_PACKAGE_PATH"] == root + "/usr/share")
            let index = PackageIndex.scan([SearchRoot(root + "/usr/share", style: .share)])
            #expect(index.packages.map(\.name) == ["roscpp"])
            #expect(throws: RosPkgError.self) { try discovery(root + "/nothing").environment() }
        }
    }

    @Test func amentIndex() throws {
        try Support.withDirectory { root in
            try Support.write(root + "/share/ament_index/resource_index/packages/a", "")
            try Support.write(root + "/share/ament_index/resource_index/packages/.hidden", "")
            try Support.write(root + "/share/ament_index/resource_index/run/a", "x;y")
            let index = AmentIndex(prefix: root)
            #expect(index.names(ofType: "packages") == ["a"])
            #expect(index.resource("a", ofType: "run") == "x;y")
            #expect(index.resource("../packages/a", ofType: "run") == nil)
            #expect(index.names(ofType: "none").isEmpty)
            let without = PackageIndex.scan([SearchRoot(root, style: .ament)])
            #expect(without.packages.isEmpty && without.problems.map(\.rule) == ["missing"])
            try Support.write(root + "/share/a/package.xml", Support.package("a", format: 3))
            try Support.write(root + "/lib/a/run", "#!/bin/sh\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: root + "/lib/a/run")
            try Support.write(root + "/lib/a/data", "")
            #expect(
                try PackageIndex.scan([SearchRoot(root, style: .ament)]).executables(of: "a") == [root + "/lib/a/run"])
        }
    }
}
