// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import RosPkg

/// `rospack` and `rosstack`.
struct RosPackTool {
    let tool: String
    let environment: ROSEnvironment
    let out: (String) -> Void
    let error: (String) -> Void

    private var quiet = false
    private var name: String?
    private var attribute = ""
    private var target: String?

    init(
        tool: String, environment: ROSEnvironment, out: @escaping (String) -> Void,
        error: @escaping (String) -> Void
    ) {
        self.tool = tool
        self.environment = environment
        self.out = out
        self.error = error
    }

    private var isStack: Bool { tool == "rosstack" }
    private var noun: String { isStack ? "stack" : "package" }

    private struct Failure: Error {
        var message: String
    }

    mutating func run(_ arguments: [String]) throws -> Int32 {
        var words: [String] = []
        for argument in arguments {
            if argument == "-q" {
                quiet = true
            } else if argument == "-h" || argument == "--help" {
                words = ["help"]
                break
            } else if let value = RosPackTool.value(of: argument, ["--attrib", "--attribute"]) {
                attribute = value
            } else if let value = RosPackTool.value(of: argument, ["--target"]) {
                target = value
            } else if !argument.hasPrefix("--") {
                words.append(argument)
            }
        }
        guard let command = words.first else {
            out(usage)
            return 0
        }
        name = words.count > 1 ? words[1] : nil
        do {
            return try perform(command)
        } catch let failure as Failure {
            if !quiet { error("[\(tool)] Error: \(failure.message)") }
            return 1
        }
    }

    private static func value(of argument: String, _ options: [String]) -> String? {
        for option in options where argument.hasPrefix(option + "=") {
            return String(argument.dropFirst(option.count + 1))
        }
        return nil
    }

    private var usage: String {
        """
        USAGE: \(tool) <command> [options] [\(noun)]
          Commands: help find list list-names list-duplicates depends depends1 depends-on depends-on1 depends-why
                    depends-indent depends-manifests\(isStack ? " contains contents" : " export plugins profile rosdep rosdep0")
        """
    }

    private func index() -> PackageIndex {
        PackageIndex.scan(DropIn.roots(environment), cache: IndexCache.user(environment.variables))
    }

    /// What `rosstack` calls stacks: besides stacks and metapackages also every ordinary wet package.
    private func listed(_ index: PackageIndex) -> [Package] {
        guard isStack else { return index.packages }
        return (index.stacks + index.packages.filter { $0.kind == .wet }).sorted {
            $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
    }

    private func found(_ index: PackageIndex) throws -> Package {
        guard let name else {
            guard let here = index.package(containing: ".") else {
                throw Failure(message: "no \(noun) given")
            }
            return here
        }
        let package =
            isStack
            ? index.stack(named: name) ?? index.package(named: name).flatMap { $0.kind == .wet ? $0 : nil }
            : index.package(named: name)
        guard let package else { throw Failure(message: "\(noun) '\(name)' not found") }
        return package
    }

    private func perform(_ command: String) throws -> Int32 {
        if command == "help" {
            out(usage)
            return 0
        }
        let index = index()
        switch command {
        case "list": out(listed(index).map { "\($0.name) \($0.path)" }.joined(separator: "\n"))
        case "list-names": out(listed(index).map(\.name).joined(separator: "\n"))
        case "list-duplicates": out(index.duplicates.keys.sorted().joined(separator: "\n"))
        case "find": out(try found(index).path)
        case "profile": out(index.roots.map(\.path).joined(separator: "\n"))
        case "depends", "depends1", "deps", "deps1": return try depends(index, direct: command.hasSuffix("1"))
        case "depends-manifests", "deps-manifests":
            let paths = try dependencies(index, direct: false).packages.compactMap {
                index.entry(named: $0)?.manifestPath
            }
            out(paths.joined(separator: " "))
        case "depends-on", "depends-on1":
            _ = name == nil ? try found(index).name : name
            let names = index.dependents(on: try queried(index), transitive: command == "depends-on")
            out(names.filter { isStack || index.contains($0) }.joined(separator: "\n"))
        case "depends-why", "deps-why": try why(index)
        case "depends-indent", "deps-indent": try indent(index)
        case "rosdep", "rosdep0", "rosdeps", "rosdeps0":
            let keys = try index.systemDependencies(of: queried(index), .run, transitive: !command.hasSuffix("0"))
            out(keys.map { "name: " + $0 }.joined(separator: "\n"))
        case "export": try export(index)
        case "plugins":
            let found = index.exports(to: try found(index).name, attribute: attribute)
            out(found.map { "\($0.package) \($0.value)" }.joined(separator: "\n"))
        case "contains" where isStack: try contains(index)
        case "contents" where isStack:
            out(try index.packages(of: found(index).name).joined(separator: "\n"))
        default: throw Failure(message: "command \(command) not implemented")
        }
        return 0
    }

    private func queried(_ index: PackageIndex) throws -> String { try found(index).name }

    private func dependencies(_ index: PackageIndex, direct: Bool) throws -> Dependencies {
        let package = try found(index)
        let found = try index.dependencies(
            of: package.name, transitive: !direct, context: environment.conditionContext)
        if found.cycles.contains([package.name]) {
            throw Failure(message: "\(noun) '\(package.name)' depends on itself")
        }
        if let cycle = found.cycles.first, !direct {
            throw Failure(
                message: "maximum dependency depth exceeded (likely circular dependency between packages: "
                    + cycle.joined(separator: ", ") + ")")
        }
        return found
    }

    private func depends(_ index: PackageIndex, direct: Bool) throws -> Int32 {
        let found = try dependencies(index, direct: direct)
        // To rospack metapackages are no packages.
        out(found.packages.filter { isStack || index.contains($0) }.joined(separator: "\n"))
        for missing in found.unresolved where !quiet {
            error("[\(tool)] Error: \(noun) '\(name ?? "")' depends on non-existent \(noun) '\(missing)'")
        }
        return found.unresolved.isEmpty ? 0 : 1
    }

    private func why(_ index: PackageIndex) throws {
        let from = try queried(index)
        guard let target else { throw Failure(message: "no target given") }
        guard index.contains(target) else { throw Failure(message: "\(noun) '\(target)' not found") }
        let chains = try index.graph(context: environment.conditionContext).chains(from: from, to: target)
        var text = "Dependency chains from \(from) to \(target):\n"
        for chain in chains { text += "* " + chain.joined(separator: " -> ") + " \n" }
        out(text)
    }

    private func indent(_ index: PackageIndex) throws {
        _ = try dependencies(index, direct: false)
        let graph = index.graph(context: environment.conditionContext)
        var lines: [String] = []
        // Every path is a line: bounded, since their number can double with each level.
        var stack: [(name: String, depth: Int)] = try graph.dependencies(of: queried(index), transitive: false)
            .packages.reversed().map { ($0, 0) }
        while let top = stack.popLast(), lines.count < 100_000 {
            lines.append(String(repeating: "  ", count: top.depth) + top.name)
            let below = (try? graph.dependencies(of: top.name, transitive: false).packages) ?? []
            stack += below.reversed().map { ($0, top.depth + 1) }
        }
        out(lines.joined(separator: "\n"))
    }

    private func export(_ index: PackageIndex) throws {
        let package = try found(index)
        guard let target else { throw Failure(message: "no language given (--lang is not supported, --target is)") }
        let values = try package.manifest().exports.filter { $0.tag == target }
            .compactMap { $0.value(attribute, prefix: package.path) }
        out(values.joined(separator: " "))
    }

    private func contains(_ index: PackageIndex) throws {
        guard let name, index.contains(name), let stack = try index.stack(of: name) else {
            throw Failure(message: "stack containing package \(name ?? "") not found")
        }
        out(stack.name)
    }
}
