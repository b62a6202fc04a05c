// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
public import PharosModel
import PharosNode
import PharosWire

/// The schemes there are: built in, within every program, and plug-ins: executables `pharos-node-<scheme>` beside the
/// program or on `PATH`.
///
/// Finding them starts no process. A plug-in that cannot be used is listed with the reason and harms no other scheme.
public enum SchemeCatalogue {
    // MARK: Names

    private struct Known {
        var files: [String]
        var stamp: [Int]
        var plugIns: [PlugIn]
    }

    private static let known = NIOLockedValueBox<[[String]: Known]>([:])
    private static let maximumKnown = 16

    /// The grammars of all schemes, those that plug-ins declare among them. A plug-in without a manifest file has
    /// attributes of any depth; one for a scheme that has a grammar (`tango`) keeps that.
    ///
    /// What was found is kept until a directory or a manifest changes, which costs a `stat` each to find out.
    ///
    /// - Parameters:
    ///   - environment: its `PATH` is searched. Default: the process's own.
    ///   - base: the grammars to add to. Default: the built-in ones.
    public static func grammars(
        environment: [String: String]? = nil, onTopOf base: NameGrammars = .builtIn
    ) -> NameGrammars {
        var grammars = base
        for plugIn in plugIns(PlugInSearch(environment: environment ?? RuntimeDirectory.processEnvironment())) {
            guard plugIn.isExecutable, plugIn.problem == nil, grammars[plugIn.scheme] == nil else { continue }
            // The name is a legal scheme and free: nothing is left that could be refused.
            try? grammars.add(plugIn.manifest?.names ?? DeclaredGrammar(scheme: plugIn.scheme))
        }
        return grammars
    }

    private static func plugIns(_ search: PlugInSearch) -> [PlugIn] {
        let before = known.withLockedValue { $0[search.places] }
        if let before, before.stamp == PlugInSearch.stamp(of: before.files) { return before.plugIns }
        let plugIns = search.all()
        let files = search.files(of: plugIns)
        let now = Known(files: files, stamp: PlugInSearch.stamp(of: files), plugIns: plugIns)
        known.withLockedValue { known in
            if known.count >= maximumKnown { known = [:] }
            known[search.places] = now
        }
        return plugIns
    }

    // MARK: The list

    /// All schemes, by name; of one name the one that is used first.
    ///
    /// - Parameters:
    ///   - environment: its `PATH` is searched. Default: the process's own.
    ///   - asksPlugIns: whether a plug-in without a manifest file is started with `--describe`, for two seconds at
    ///     most. Default: no; its version is not known then.
    public static func schemes(
        environment: [String: String]? = nil, asksPlugIns: Bool = false
    ) async -> [SchemeInfo] {
        let environment = environment ?? RuntimeDirectory.processEnvironment()
        var plugIns = PlugInSearch(environment: environment).all()
        if asksPlugIns { plugIns = await asked(plugIns, environment) }
        return (plugIns.map(info) + builtIn(besides: plugIns)).sorted { ($0.scheme, rank($0)) < ($1.scheme, rank($1)) }
    }

    private static func info(_ plugIn: PlugIn) -> SchemeInfo {
        let isOurs = BuiltInSchemes.withinProgram.contains(plugIn.scheme)
        let isNamed = PlugIn.isLegal(scheme: plugIn.scheme)
        let declared = plugIn.manifest?.names ?? DeclaredGrammar(scheme: plugIn.scheme)
        let grammar: (any NameGrammar)? = isNamed ? NameGrammars.builtIn[plugIn.scheme] ?? declared : nil
        return SchemeInfo(
            plugIn.scheme, version: plugIn.manifest?.version ?? "", description: plugIn.manifest?.description ?? "",
            grammar: grammar, origin: .plugIn(path: plugIn.path),
            problem: plugIn.problem ?? (isOurs ? "every program serves \(plugIn.scheme) itself; it is not used" : nil))
    }

    private static func builtIn(besides plugIns: [PlugIn]) -> [SchemeInfo] {
        NameGrammars.builtIn.schemes.compactMap { scheme in
            guard let grammar = NameGrammars.builtIn[scheme], grammar.schemes.first == scheme else { return nil }
            var info = builtIn(scheme, grammar, besides: plugIns)
            info?.aliases = grammar.schemes.dropFirst().sorted()
            return info
        }
    }

    private static func builtIn(
        _ scheme: String, _ grammar: any NameGrammar, besides plugIns: [PlugIn]
    ) -> SchemeInfo? {
        let replacement = plugIns.first { $0.scheme == scheme && $0.isExecutable }
        if BuiltInSchemes.withinProgram.contains(scheme) {
            return SchemeInfo(scheme, version: Pharos.version, grammar: grammar, origin: .withinProgram)
        }
        if BuiltInSchemes.nodes.contains(scheme) {
            return SchemeInfo(
                scheme, version: Pharos.version, grammar: grammar, origin: .builtIn,
                problem: replacement.map { "\($0.path) goes first" })
        }
        guard replacement == nil else { return nil }
        return SchemeInfo(
            scheme, grammar: grammar, origin: .namesOnly,
            problem: "no node is installed: there is no executable \(PlugIn.prefix)\(scheme)")
    }

    /// What is used stands before what is not.
    private static func rank(_ info: SchemeInfo) -> Int { info.problem == nil ? 0 : 1 }

    // MARK: Asking

    private static func asked(_ plugIns: [PlugIn], _ environment: [String: String]) async -> [PlugIn] {
        await withTaskGroup(of: (Int, PlugIn).self) { group in
            var result = plugIns
            for (index, plugIn) in plugIns.enumerated() where plugIn.problem == nil && plugIn.manifest == nil {
                group.addTask {
                    var plugIn = plugIn
                    do throws(PharosError) {
                        plugIn.accept(try await PlugInQuestion.manifest(of: plugIn, environment: environment))
                    } catch {
                        plugIn.problem = error.message
                    }
                    return (index, plugIn)
                }
            }
            for await (index, plugIn) in group { result[index] = plugIn }
            return result
        }
    }
}

extension Pharos {
    /// The schemes that this program can use or has found, with what is wrong with those that it cannot; see
    /// ``SchemeCatalogue/schemes(environment:asksPlugIns:)``.
    public func schemes(asksPlugIns: Bool = false) async -> [SchemeInfo] {
        await SchemeCatalogue.schemes(environment: environment, asksPlugIns: asksPlugIns)
    }
}
