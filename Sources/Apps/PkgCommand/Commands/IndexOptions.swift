// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArgumentParser
import RosPkg

/// The options that every sub-command with an index shares.
struct IndexOptions: ParsableArguments {
    @Option(name: .long, help: "Search this directory instead of the environment's (again for more).")
    var root: [String] = []

    @Option(name: .long, help: "Use this workspace or prefix; the last one overlays the others.")
    var workspace: [String] = []

    @Option(name: .long, help: "Use this distribution, such as noetic.")
    var distro: String?

    @Flag(name: .long, help: "Read every directory and manifest again.")
    var noCache = false

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func environment() throws -> ROSEnvironment {
        if !root.isEmpty {
            var variables = ROSEnvironment.current().variables
            variables["ROS_PACKAGE_PATH"] = root.joined(separator: ":")
            variables["AMENT_PREFIX_PATH"] = nil
            return ROSEnvironment(variables)
        }
        return try EnvironmentDiscovery(near: ".", workspaces: workspace, distro: distro).environment()
    }

    func index(_ environment: ROSEnvironment) -> PackageIndex {
        let cache = noCache ? nil : IndexCache.user(environment.variables)
        return PackageIndex.scan(environment.roots, cache: cache)
    }
}

/// Which dependencies count.
struct KindOptions: ParsableArguments {
    @Option(
        name: .long,
        help: "Which: run (as rospack), rospkg (as Python's), all, or build,build_export,buildtool,exec,test,doc,group."
    )
    var kinds = "run"

    func parsed() throws -> DependencyKinds {
        guard let set = DependencyKinds(named: kinds) else {
            throw ValidationError("\"\(kinds)\" is no list of kinds of dependency.")
        }
        return set
    }
}

/// Runs a command and prints errors of the library as a person wants them: the message, no stack of types.
func reporting(_ body: () throws -> Void) throws {
    do {
        try body()
    } catch let error as RosPkgError {
        Output.error("error: " + error.description)
        throw ExitCode(1)
    }
}
