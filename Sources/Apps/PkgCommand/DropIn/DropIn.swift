// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import RosPkg

/// The program under the names of the tools it replaces: same arguments, same output.
public enum DropIn {
    /// The names it answers to.
    public static let names = ["rospack", "rosstack", "rosversion"]

    /// Runs as the tool of that name.
    ///
    /// - Parameters:
    ///   - name: How the program was invoked; a path is fine.
    ///   - arguments: Without the program's name.
    /// - Returns: The exit code, or nil if the name is none of `names`.
    public static func run(name: String, arguments: [String]) -> Int32? {
        run(
            name: name, arguments: arguments, environment: ROSEnvironment.current(), out: Output.out,
            error: Output.error)
    }

    /// The search path of the tools: where the operating system has ROS packages of its own (Debian), its tools look
    /// at those last.
    static func roots(_ environment: ROSEnvironment) -> [SearchRoot] {
        var roots = SearchRoot.list(environment["ROS_PACKAGE_PATH"] ?? "")
        if let system = InstallPrefix.system() {
            let share = SearchRoot(system.path + "/share", style: .share)
            if !roots.contains(share) { roots.append(share) }
        }
        return roots
    }

    static func run(
        name: String, arguments: [String], environment: ROSEnvironment, out: @escaping (String) -> Void,
        error: @escaping (String) -> Void
    ) -> Int32? {
        let tool = name.split(separator: "/").last.map(String.init) ?? name
        guard names.contains(tool) else { return nil }
        var environment = environment
        // A sourced search path is the only one, as for the tools; without one, ROS is looked for.
        if environment["ROS_PACKAGE_PATH"] == nil,
            let found = try? EnvironmentDiscovery(variables: environment.variables).environment()
        {
            environment = found
        }
        do {
            if tool == "rosversion" {
                var command = RosVersionTool(environment: environment, out: out, error: error)
                return command.run(arguments)
            }
            var command = RosPackTool(tool: tool, environment: environment, out: out, error: error)
            return try command.run(arguments)
        } catch let failure {
            let message = (failure as? RosPkgError)?.message ?? "\(failure)"
            error("[\(tool)] Error: \(message)")
            return 1
        }
    }
}
