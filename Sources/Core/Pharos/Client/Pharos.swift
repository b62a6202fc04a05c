// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FoundationEssentials
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import PharosEvaluation
@_exported public import PharosModel
import PharosNode
import PharosWire

/// Access to robots, control systems and foreign libraries, each behind a node process of its own.
///
/// ```swift
/// try await withPharos { pharos in
///     for try await sample in pharos.watch("ros:/chatter") { print(sample.data) }
/// }
/// ```
///
/// Every resource has one URI (``ResourceName``). Nodes are started when they are first needed, shared with all other
/// programs of the user, started again when they die, and leave when nobody needs them.
public final class Pharos: Sendable {
    let configuration: PharosConfiguration
    let environment: [String: String]
    let directory: RuntimeDirectory
    private let group: any EventLoopGroup
    private let logger = Logger(label: "pharos", factory: { _ in SwiftLogNoOpLogHandler() })
    private let children = NodeChildren()
    private let links = NIOLockedValueBox<[NodeKey: NodeLink]>([:])
    let embedding: Embedding
    /// What the names of `res` stand for.
    let aliases: ResourceAliases
    /// Made when they are first asked for: to find what plug-ins declare, the directories of `PATH` are looked through.
    let grammars = NIOLockedValueBox<NameGrammars?>(nil)
    /// What names mean, so that a name in a loop is taken apart once. Emptied when it is full.
    let targets = NIOLockedValueBox<[String: Target]>([:])
    static let maximumTargets = 4096
    /// The folder of pods, found when this program began: whoever changes the working directory keeps their pods.
    let podsFolder: Result<String, PharosError>
    /// The models that somebody holds.
    let models = ModelRegistry()

    init(configuration: PharosConfiguration, group: any EventLoopGroup) throws(PharosError) {
        self.configuration = configuration
        self.group = group
        embedding = Embedding(configuration, eventLoop: group.next(), logger: logger)
        environment = configuration.environment ?? RuntimeDirectory.processEnvironment()
        if let path = configuration.runtimeDirectory {
            directory = try RuntimeDirectory(path: path)
        } else {
            directory = try RuntimeDirectory(environment: environment)
        }
        let environment = environment
        podsFolder = Result { () throws(PharosError) in try PodsDirectory.find(environment: environment) }
        aliases = ResourceAliases(configuration.resources, environment: environment)
        let references = References(self)
        let table = aliases.table
        embedding.add("eval") { EvalInterface(context: $0, reader: references) }
        embedding.add("res") { ResourceTableInterface(context: $0, table: table) }
    }

    /// The directory in which nodes of this program are found.
    public var runtimeDirectory: String { directory.path }

    /// The way to a node; `startsNodes` counts when it is the first to ask for that node.
    func link(_ key: NodeKey, startsNodes: Bool? = nil) -> NodeLink {
        links.withLockedValue { links in
            if let link = links[key] { return link }
            var configuration = configuration
            if let startsNodes { configuration.startsNodes = startsNodes }
            var environment = environment
            if key.scheme == "pod", case .success(let folder) = podsFolder { environment[PodsDirectory.variable] = folder }
            let starter = NodeStarter(
                key: key, directory: directory, configuration: configuration, environment: environment, group: group,
                children: children)
            let link = NodeLink(starter: starter, logger: logger)
            links[key] = link
            return link
        }
    }

    func shutDown() async {
        targets.withLockedValue { $0 = [:] }
        let all = links.withLockedValue { links in
            defer { links = [:] }
            return Array(links.values)
        }
        await embedding.shutDown()
        for link in all { await link.shutDown() }
    }
}

/// Gives `body` access to all systems and tidies up when it ends: connections are closed, what it served is
/// withdrawn. Nodes stay for their grace time and for other programs.
///
/// - Parameters:
///   - configuration: how to find and start nodes; every default is fit for use.
///   - body: what to do.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws, and ``PharosError`` with `environment` when there is no usable runtime directory.
public func withPharos<Result: Sendable>(
    _ configuration: PharosConfiguration = PharosConfiguration(),
    _ body: @Sendable (Pharos) async throws -> Result
) async throws -> Result {
    let pharos = try Pharos(configuration: configuration, group: MultiThreadedEventLoopGroup.singleton)
    do {
        let result = try await body(pharos)
        await pharos.shutDown()
        return result
    } catch {
        await pharos.shutDown()
        throw error
    }
}
