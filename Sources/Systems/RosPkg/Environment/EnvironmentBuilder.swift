// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Applies prefixes to an environment, underlay first, by the rules of their setup files and without a shell.
struct EnvironmentBuilder {
    private(set) var environment: ROSEnvironment

    init(base: [String: String]) { environment = ROSEnvironment(base) }

    mutating func apply(_ prefix: InstallPrefix) {
        guard !environment.prefixes.contains(where: { $0.path == prefix.path }) else { return }
        switch prefix.kind {
        case .catkinDevel, .catkinInstall: applyCatkin(prefix)
        case .catkinIsolated:
            for name in Files.list(prefix.path) ?? [] {
                if let inner = InstallPrefix.classify(prefix.path + "/" + name, reason: "in \(prefix.path)") {
                    applyCatkin(inner)
                }
            }
        case .colconIsolated, .colconMerged, .ament: applyAment(prefix)
        case .system: applySystem(prefix)
        }
        environment.prefixes.insert(prefix, at: 0)
    }

    mutating func note(_ text: String) { environment.notes.append(text) }

    /// The variables that hold for the whole, once every prefix is applied.
    mutating func finish() {
        environment.setIfUnset("ROS_ETC_DIR", etcDirectory, source: "default")
        if let distro = environment.distro, let known = Distribution.known(distro) {
            environment.setIfUnset("ROS_VERSION", String(known.rosVersion), source: "distribution \(distro)")
            environment.setIfUnset("ROS_PYTHON_VERSION", String(known.pythonVersion), source: "distribution \(distro)")
        }
        if environment.rosVersion == 1 {
            environment.setIfUnset("ROS_MASTER_URI", "http://localhost:11311", source: "default")
        }
    }

    private var etcDirectory: String {
        environment.prefixes.map { $0.path + "/etc/ros" }.first(where: Files.isDirectory) ?? "/etc/ros"
    }

    private mutating func prependExisting(_ name: String, _ directories: [String], _ prefix: InstallPrefix) {
        // The last one prepended comes first.
        for directory in directories.reversed() where Files.isDirectory(directory) {
            environment.prepend(name, directory, source: prefix.path)
        }
    }

    private mutating func prependUsual(_ prefix: InstallPrefix) {
        let path = prefix.path
        let inLibrary: [String] = Files.list(path + "/lib") ?? []
        var libraries: [String] = [path + "/lib"]
        var pythons: [String] = []
        for name in inLibrary {
            let directory = path + "/lib/" + name
            if name.hasSuffix("-linux-gnu") { libraries.append(directory) }
            if name.hasPrefix("python") {
                pythons.append(directory + "/dist-packages")
                pythons.append(directory + "/site-packages")
            }
        }
        prependExisting("PATH", [path + "/bin"], prefix)
        prependExisting("LD_LIBRARY_PATH", libraries, prefix)
        prependExisting("PKG_CONFIG_PATH", libraries.map { $0 + "/pkgconfig" }, prefix)
        prependExisting("PYTHONPATH", pythons, prefix)
    }

    private mutating func applyCatkin(_ prefix: InstallPrefix) {
        environment.prepend("CMAKE_PREFIX_PATH", prefix.path, source: prefix.path)
        prependUsual(prefix)
        for (name, value) in prefix.hookVariables.sorted(by: { $0.key < $1.key })
        where name != "ROS_PACKAGE_PATH" && name != "ROS_ROOT" {
            environment.set(name, value, source: prefix.path + "/etc/catkin/profile.d")
        }
        if let distro = prefix.distro { environment.setIfUnset("ROS_DISTRO", distro, source: prefix.path) }
        environment.setIfUnset("ROS_VERSION", "1", source: prefix.path)
        let content = (Files.text(prefix.path + "/.catkin") ?? "").trimmed
        var roots = content.parts(";").map { $0.trimmed }.filter { !$0.isEmpty }
        if roots.isEmpty {
            roots = [prefix.path + "/share"]
            if Files.isDirectory(prefix.path + "/stacks") { roots.append(prefix.path + "/stacks") }
        }
        for root in roots.reversed() {
            environment.prepend("ROS_PACKAGE_PATH", root, source: prefix.path + "/.catkin")
        }
    }

    private mutating func applyAment(_ prefix: InstallPrefix) {
        var setup = DsvSetup(environment: environment)
        if prefix.kind == .ament {
            setup.applyAmentPrefix(prefix.path)
        } else {
            setup.applyColcon(prefix)
        }
        environment = setup.environment
        if prefix.kind == .ament {
            environment.prepend("AMENT_PREFIX_PATH", prefix.path, source: prefix.path)
            prependUsual(prefix)
        }
        if let distro = prefix.distro { environment.setIfUnset("ROS_DISTRO", distro, source: prefix.path) }
        environment.setIfUnset("ROS_VERSION", "2", source: prefix.path)
    }

    private mutating func applySystem(_ prefix: InstallPrefix) {
        environment.append("ROS_PACKAGE_PATH", prefix.path + "/share", source: prefix.path)
        environment.setIfUnset("ROS_VERSION", "1", source: prefix.path)
        environment.setIfUnset("ROS_PYTHON_VERSION", "3", source: prefix.path)
        environment.setIfUnset("ROS_DISTRO", "Debian", source: prefix.path)
    }
}
