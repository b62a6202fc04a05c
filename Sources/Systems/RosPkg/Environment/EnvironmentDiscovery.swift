// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Finds ROS where nothing has been sourced, and says what was taken from where.
public struct EnvironmentDiscovery: Sendable {
    /// The variables to start from; those of this process unless stated.
    public var variables: [String: String]
    /// A directory in or near a workspace, such as the current one.
    public var near: String?
    /// Workspaces or prefixes to use, the topmost overlay last.
    public var workspaces: [String]
    /// The distribution wanted; nil for `ROS_DISTRO`, else the newest there is.
    public var distro: String?
    /// Put before `/opt/ros` and `/usr`; for tests and mounted images.
    public var systemRoot: String

    public init(
        variables: [String: String]? = nil, near: String? = nil, workspaces: [String] = [], distro: String? = nil,
        systemRoot: String = ""
    ) {
        self.variables = variables ?? Files.processEnvironment
        self.near = near
        self.workspaces = workspaces
        self.distro = distro
        self.systemRoot = systemRoot
    }

    private var distroDirectory: String { systemRoot + "/opt/ros" }

    /// Every prefix there is, each with its reason, best first.
    public func candidates() -> [InstallPrefix] {
        var found: [InstallPrefix] = []
        func add(_ path: String, _ reason: String) {
            guard let prefix = InstallPrefix.classify(path, reason: reason),
                !found.contains(where: { $0.path == prefix.path })
            else { return }
            found.append(prefix)
        }
        for workspace in workspaces.reversed() { for path in spaces(of: workspace) { add(path, "asked for") } }
        for name in ["COLCON_PREFIX_PATH", "AMENT_PREFIX_PATH", "CMAKE_PREFIX_PATH"] {
            for path in (variables[name] ?? "").parts(":") { add(path, name) }
        }
        if let near {
            var directory = Files.absolute(near)
            while directory != "/" {
                for path in spaces(of: directory) { add(path, "workspace around \(near)") }
                directory = Files.parent(directory)
            }
        }
        for name in distros() { add(distroDirectory + "/" + name, "in \(distroDirectory)") }
        if let system = systemPrefix { found.append(system) }
        if let conda = variables["CONDA_PREFIX"], !conda.isEmpty { add(conda, "CONDA_PREFIX") }
        return found
    }

    /// The distributions in `/opt/ros`, newest first.
    public func distros() -> [String] {
        (Files.list(distroDirectory) ?? []).filter { Files.isDirectory(distroDirectory + "/" + $0) }
            .sorted { (Distribution.age($1), $1) < (Distribution.age($0), $0) }
    }

    private var systemPrefix: InstallPrefix? { InstallPrefix.system(below: systemRoot) }

    /// The result spaces of a workspace, or the directory itself if it is one.
    private func spaces(of workspace: String) -> [String] {
        let path = Files.absolute(workspace)
        if InstallPrefix.classify(path, reason: "") != nil { return [path] }
        return ["devel", "devel_isolated", "install", "install_isolated"].map { path + "/" + $0 }
            .filter { InstallPrefix.classify($0, reason: "") != nil }
    }

    /// The environment that sourcing would give.
    ///
    /// A sourced environment is taken as it is, unless workspaces or another distribution are asked for.
    ///
    /// - Throws: `notFound` if the distribution or a workspace asked for is not there, or nothing is.
    public func environment() throws -> ROSEnvironment {
        let sourced = ["ROS_PACKAGE_PATH", "AMENT_PREFIX_PATH"].contains { !(variables[$0] ?? "").isEmpty }
        if sourced, workspaces.isEmpty, distro == nil || distro == variables["ROS_DISTRO"] {
            var environment = ROSEnvironment(variables)
            environment.notes = ["Taken from the variables of the process."]
            return environment
        }
        var builder = EnvironmentBuilder(base: workspaces.isEmpty || !sourced ? unsourced : variables)
        let chosen = try chosenPrefixes(&builder)
        guard !chosen.isEmpty else {
            throw RosPkgError(
                .notFound, "No ROS was found. Install one, or name a workspace.",
                searched: ["AMENT_PREFIX_PATH", "ROS_PACKAGE_PATH", "CMAKE_PREFIX_PATH"] + [
                    near ?? "(no workspace)", distroDirectory + "/*", systemRoot + "/usr/share/*/package.xml",
                ])
        }
        for prefix in chosen { builder.apply(prefix) }
        builder.finish()
        return builder.environment
    }

    /// The variables without what another distribution may have left.
    private var unsourced: [String: String] {
        guard let distro, let old = variables["ROS_DISTRO"], old != distro else { return variables }
        var clean = variables
        for name in [
            "ROS_DISTRO", "ROS_PACKAGE_PATH", "AMENT_PREFIX_PATH", "COLCON_PREFIX_PATH", "ROS_VERSION", "ROS_ETC_DIR",
            "ROS_PYTHON_VERSION", "ROS_ROOT",
        ] { clean[name] = nil }
        let mark = "/opt/ros/" + old
        for name in ["PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PKG_CONFIG_PATH", "CMAKE_PREFIX_PATH"] {
            guard let value = clean[name] else { continue }
            clean[name] = value.parts(":").filter { !$0.contains(mark) }.joined(separator: ":")
        }
        return clean
    }

    /// The prefixes to apply, underlay first.
    private func chosenPrefixes(_ builder: inout EnvironmentBuilder) throws -> [InstallPrefix] {
        var chosen: [InstallPrefix] = []
        func add(_ prefix: InstallPrefix) {
            for path in prefix.chain {
                if let below = InstallPrefix.classify(path, reason: "below \(prefix.path)"),
                    !chosen.contains(where: { $0.path == below.path })
                {
                    chosen.append(below)
                }
            }
            if !chosen.contains(where: { $0.path == prefix.path }) { chosen.append(prefix) }
        }
        var tops: [InstallPrefix] = []
        for workspace in workspaces {
            guard let space = spaces(of: workspace).first,
                let prefix = InstallPrefix.classify(space, reason: "asked for")
            else {
                throw RosPkgError(
                    .notFound,
                    "\"\(workspace)\" is no workspace and no install prefix: it has no .catkin marker, no "
                        + "ament index and no colcon layout. Has it been built?",
                    searched: [Files.absolute(workspace)]
                        + ["devel", "install"].map {
                            Files.absolute(workspace) + "/" + $0
                        })
            }
            tops.append(prefix)
        }
        if workspaces.isEmpty, let near {
            tops = candidates().filter { $0.reason == "workspace around \(near)" }.prefix(1).map { $0 }
        }
        for prefix in try underlay(tops, &builder) { add(prefix) }
        for prefix in tops { add(prefix) }
        return chosen
    }

    /// The distribution below the workspaces: the one asked for, or what is there.
    private func underlay(_ tops: [InstallPrefix], _ builder: inout EnvironmentBuilder) throws -> [InstallPrefix] {
        if let wanted = distro {
            if let prefix = InstallPrefix.classify(distroDirectory + "/" + wanted, reason: "distribution asked for") {
                return [prefix]
            }
            if wanted.lowercased() == "debian", let system = systemPrefix { return [system] }
            throw RosPkgError(
                .notFound, "The distribution \"\(wanted)\" is not installed.",
                searched: [distroDirectory + "/" + wanted], similar: distros() + (systemPrefix == nil ? [] : ["Debian"])
            )
        }
        if tops.contains(where: { !$0.chain.isEmpty }) { return [] }
        let there = distros().compactMap {
            InstallPrefix.classify(distroDirectory + "/" + $0, reason: "in \(distroDirectory)")
        }
        let named = variables["ROS_DISTRO"].flatMap { name in there.first { $0.path.hasSuffix("/" + name) } }
        if let first = named ?? there.first {
            if named == nil, there.count > 1 {
                let others = there.dropFirst().map(\.path).joined(separator: ", ")
                builder.note("Several distributions are installed; the newest, \(first.path), is used, not \(others).")
            }
            return [first]
        }
        if let system = systemPrefix { return [system] }
        if let conda = variables["CONDA_PREFIX"],
            let prefix = InstallPrefix.classify(conda, reason: "CONDA_PREFIX")
        {
            return [prefix]
        }
        return []
    }
}
