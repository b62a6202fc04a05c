// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos
import PharosWire

/// Follows the topics of an authority and records those that were selected, each in a task of its own.
struct Recording: Sendable {
    let pharos: Pharos
    let authority: String
    let selection: TopicSelection
    /// Messages of each topic that may wait.
    let buffer: Int
    let recorder: Recorder

    private enum Event: Sendable {
        case change(ResourceChange)
        /// A topic's task is over; it may appear again.
        case ended(String)
        case failed(any Error)
        /// As much is recorded as was asked for.
        case full
    }

    /// Runs until the recorder is full or the task is cancelled.
    func run() async throws {
        let (events, sink) = AsyncStream.makeStream(of: Event.self)
        // What was named exactly is watched before it appears, so that its first message is not missed.
        for topic in selection.exactNames {
            sink.yield(.change(ResourceChange(appeared: [ResourceInfo(path: topic, role: .topic, kind: .attribute)])))
        }
        let changes = pharos.resources(of: authority)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for try await change in changes { sink.yield(.change(change)) } }
            group.addTask { try await dispatch(events, sink) }
            try await group.next()
            group.cancelAll()
        }
    }

    private func dispatch(_ events: AsyncStream<Event>, _ sink: AsyncStream<Event>.Continuation) async throws {
        var running: Set<String> = []
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            for await event in events {
                switch event {
                case .full: return
                case .failed(let error): throw error
                case .ended(let topic): running.remove(topic)
                case .change(let change):
                    for resource in change.appeared + change.changed where resource.role == .topic {
                        await recorder.learn(resource.path, publishers: resource.publishers)
                        guard resource.isReadable, selection.matches(resource.path), running.insert(resource.path).inserted
                        else { continue }
                        group.addTask { await follow(resource.path, sink) }
                    }
                }
            }
        }
    }

    private func follow(_ topic: String, _ sink: AsyncStream<Event>.Continuation) async {
        defer { sink.yield(.ended(topic)) }
        let name = TopicSelection.name(authority, topic)
        var isFirst = true
        do {
            for try await sample in pharos.watch(name, policy: .all(limit: buffer)) {
                if isFirst {
                    isFirst = false
                    let description = try? await pharos.describe(name, timeout: .seconds(3))
                    await recorder.learn(topic, isLatching: description?.details["latching"] == "yes")
                }
                guard try await recorder.store(topic, sample) else { continue }
                sink.yield(.full)
                return
            }
        } catch let error as PharosError {
            // One topic that cannot be recorded does not end the others.
            StandardError.print("pharos: \(error)")
        } catch {
            sink.yield(.failed(error))
        }
    }
}
