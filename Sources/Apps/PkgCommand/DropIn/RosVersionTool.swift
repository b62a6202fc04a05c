// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import RosPkg

/// `rosversion [-s] <package or stack>`, `rosversion -d`, `rosversion -a`.
struct RosVersionTool {
    let environment: ROSEnvironment
    let out: (String) -> Void
    let error: (String) -> Void

    mutating func run(_ arguments: [String]) -> Int32 {
        if arguments.contains("-d") || arguments.contains("--distro") {
            out(distro ?? "<unknown>")
            return distro == nil ? 1 : 0
        }
        let index = PackageIndex.scan(
            DropIn.roots(environment), cache: IndexCache.user(environment.variables))
        if arguments.contains("-a") || arguments.contains("--all") {
            let names = (index.packages + index.stacks).map(\.name)
            let lines = names.map { "\($0): \((try? index.version(of: $0)) ?? "<unversioned>")" }
            out(lines.joined(separator: "\n"))
            return 0
        }
        let isSilent = arguments.contains("-s") || arguments.contains("--skip-dependencies")
        guard let name = arguments.first(where: { !$0.hasPrefix("-") }), !name.isEmpty else {
            error("Usage: rosversion [-s] <package or stack> | -d | -a")
            return 64
        }
        guard index.entry(named: name) != nil else {
            // On standard output, as the tool does.
            out("Cannot locate [\(name)]")
            return 1
        }
        guard let version = try? index.version(of: name) else {
            if !isSilent { out("<unversioned>") }
            return 0
        }
        out(version)
        return 0
    }

    private var distro: String? {
        if let name = environment.distro { return name }
        return (try? EnvironmentDiscovery(variables: environment.variables).environment())?.distro
    }
}
