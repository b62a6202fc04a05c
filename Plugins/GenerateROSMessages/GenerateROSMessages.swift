// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Foundation
import PackagePlugin

/// Swift structs from the definitions below a target's folder `Messages`: `<package>/msg/*.msg`, `<package>/srv/*.srv`
/// and `<package>/action/*.action`. Types of packages that lie in the `Messages` of a target it depends on, as those
/// of `StandardMessages`, are imported from there.
@main
struct GenerateROSMessages: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let source = target as? any SourceModuleTarget else { return [] }
        let root = messages(of: source)
        let inputs = definitions(below: root)
        guard !inputs.isEmpty else { return [] }
        var arguments = ["--messages", root.path, "--output", context.pluginWorkDirectoryURL.path]
        var imported: [URL] = []
        for dependency in target.recursiveTargetDependencies.compactMap({ $0 as? any SourceModuleTarget }) {
            let files = definitions(below: messages(of: dependency))
            guard !files.isEmpty else { continue }
            arguments += ["--import", "\(dependency.moduleName)=\(messages(of: dependency).path)"]
            imported += files
        }
        let packages = Set(inputs.map { $0.deletingLastPathComponent().deletingLastPathComponent().lastPathComponent })
        return [
            .buildCommand(
                displayName: "Generating the messages of \(target.name)",
                executable: try context.tool(named: "ros-message-generator").url,
                arguments: arguments, inputFiles: inputs + imported,
                outputFiles: packages.sorted().map { context.pluginWorkDirectoryURL.appending(path: "\($0).swift") })
        ]
    }

    private func messages(of target: any SourceModuleTarget) -> URL { target.directoryURL.appending(path: "Messages") }

    /// The definition files that the tool reads: three levels down, and nothing else.
    private func definitions(below root: URL) -> [URL] {
        func entries(_ folder: URL) -> [URL] {
            ((try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? [])
                .filter { !$0.lastPathComponent.hasPrefix(".") }
                .sorted { $0.path < $1.path }
        }
        return entries(root).flatMap { package in
            ["msg", "srv", "action"].flatMap { kind in
                entries(package.appending(path: kind)).filter { $0.pathExtension == kind }
            }
        }
    }
}
