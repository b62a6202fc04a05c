// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOConcurrencyHelpers
import PharosNode
import PodEnvironments

/// The pods of a folder, what each has, and who watches what.
final class PodShelf: Sendable {
    private struct State {
        var entries: [String: any PodEntry] = [:]
        var refreshing: Task<Void, Never>?
        var watches: [Int: (path: String, sink: SampleSink)] = [:]
        var lastWatch = 0
        var isListed = false
        var isClosed = false
    }

    private let folder: PodsFolder
    private let context: InterfaceContext
    private let state = NIOLockedValueBox(State())
    /// Who tells the node what there is tells it before another looks.
    private let reporting = NIOLock()

    init(folder: PodsFolder, context: InterfaceContext) {
        self.folder = folder
        self.context = context
    }

    // MARK: The list

    /// Looks at the files, and tells what changed. Who asks while somebody looks waits for that look.
    func refresh() async {
        let task = state.withLockedValue { state in
            if let task = state.refreshing { return task }
            let task = Task { await look() }
            state.refreshing = task
            return task
        }
        await task.value
    }

    private func look() async {
        defer { state.withLockedValue { $0.refreshing = nil } }
        let known = state.withLockedValue { $0.entries }
        var entries: [String: any PodEntry] = [:]
        var hasChanged = false
        do {
            for pod in try folder.pods() {
                if let entry = known[pod.name], entry.isCurrent {
                    entries[pod.name] = entry
                    continue
                }
                entries[pod.name] = await read(pod)
                hasChanged = true
            }
            context.state("\(entries.count) \(entries.count == 1 ? "pod" : "pods") in \(folder.path)")
        } catch {
            context.state("\(error)")
        }
        let (gone, isFirst, isClosed) = state.withLockedValue { state in
            defer { state.isListed = true }
            guard !state.isClosed else { return (Array(entries.values), false, true) }
            let gone = state.entries.filter { entries[$0.key] !== $0.value }.map(\.value)
            state.entries = entries
            return (gone, !state.isListed, false)
        }
        // What runs is what the file was: the next call starts what it is now.
        for entry in gone { entry.retire() }
        guard !isClosed, hasChanged || isFirst || !gone.isEmpty else { return }
        report()
    }

    /// Reads a pod whose files are new or others than they were.
    private func read(_ pod: PodSource) async -> any PodEntry {
        // Before the files are read: what changes meanwhile is seen as a change.
        let stamp = pod.stamp
        let settings: Result<PodSettings, PharosError>
        do throws(PharosError) {
            settings = .success(try PodSettings(of: pod))
        } catch {
            context.logger.warning("a pod's settings cannot be used", metadata: ["pod": "\(pod.name)", "error": "\(error)"])
            settings = .failure(error)
        }
        switch pod.kind {
        case .python: return await PythonEntry.read(pod, stamp: stamp, settings: settings, context: context)
        case .program:
            return BabashkaEntry(pod, stamp: stamp, settings: settings, context: context) { [weak self] in self?.report() }
        }
    }

    /// Tells the node what there is, once the folder has been looked at.
    private func report() {
        reporting.withLock {
            let (entries, isListed) = state.withLockedValue { ($0.entries, $0.isListed && !$0.isClosed) }
            guard isListed else { return }
            let infos = entries.values.flatMap(\.infos)
            context.resources.replaceAll(infos)
            endWatches(except: Set(infos.map(\.path)))
        }
    }

    /// The pod, and the function where the name has one.
    func find(_ reference: ResourceReference) async throws -> (any PodEntry, String?) {
        let parts = reference.path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var entry = state.withLockedValue { $0.entries[parts[0]] }
        if entry?.isCurrent != true {
            // New, or not what it was when it was looked at.
            await refresh()
            entry = state.withLockedValue { $0.entries[parts[0]] }
        }
        guard let entry else {
            // Says why: no such folder, a name that is none, a link that leads out.
            _ = try known(parts[0], reference)
            throw PharosError(.notFound, "there is no pod '\(parts[0])' in \(folder.path)", resource: reference.path)
        }
        return (entry, parts.count == 2 ? parts[1] : nil)
    }

    private func known(_ name: String, _ reference: ResourceReference) throws -> PodSource {
        do {
            return try folder.pod(name)
        } catch {
            throw PharosError(pod: error, resource: reference.path)
        }
    }

    // MARK: Watches

    /// Notes a watch, so that it ends when the function is there no more.
    func watch(_ path: String, _ sink: SampleSink) -> Int {
        state.withLockedValue { state in
            state.lastWatch += 1
            state.watches[state.lastWatch] = (path, sink)
            return state.lastWatch
        }
    }

    func unwatch(_ number: Int) { state.withLockedValue { state in state.watches[number] = nil } }

    private func endWatches(except paths: Set<String>) {
        let ended = state.withLockedValue { state in
            let ended = state.watches.filter { !paths.contains($0.value.path) }
            for number in ended.keys { state.watches[number] = nil }
            return ended.values.map { $0 }
        }
        for (path, sink) in ended {
            sink.fail(PharosError(.notFound, "the pod has this function no more", resource: path))
        }
    }

    /// Ends all pods and waits for them.
    func close() async {
        let entries = state.withLockedValue { state in
            state.isClosed = true
            defer { state.entries = [:] }
            return Array(state.entries.values)
        }
        await withTaskGroup { group in
            for entry in entries { group.addTask { await entry.close() } }
        }
    }
}

extension PodSource {
    /// What the pod's files are: another text when one of them was changed.
    var stamp: String { (files ?? []).joined(separator: "\n") }
}
