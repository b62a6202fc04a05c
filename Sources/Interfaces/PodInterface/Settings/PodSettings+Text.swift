// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import PharosNode
import PodProcess

/// Settings for people and programs: what differs from the standard.
extension PodSettings {
    /// What differs from the standard, as the file has it.
    package var value: Value {
        var record = Record()
        let standard = PodSettings()
        func set(_ key: String, _ value: Value?) { if let value { record[key] = value } }
        if workers != standard.workers { set("workers", Value(workers)) }
        set("requests_in_flight", requestsInFlight.map { Value($0) })
        if waitingCalls != standard.waitingCalls { set("waiting_calls", Value(waitingCalls)) }
        set("calls_per_worker", callsPerWorker.map { Value($0) })
        set("call_deadline", callDeadline.map { .double($0 / .seconds(1)) })
        if startDeadline != standard.startDeadline { set("start_deadline", .double(startDeadline / .seconds(1))) }
        set("health_period", healthPeriod.map { .double($0 / .seconds(1)) })
        set("idle_stop", idleStop.map { .double($0 / .seconds(1)) })
        if state != standard.state { set("state", .string(state.rawValue)) }
        if !passedEnvironment.isEmpty { set("pass_environment", .array(passedEnvironment.map { .string($0) })) }
        // The values may be secrets.
        if !environment.isEmpty { set("environment", .array(environment.keys.sorted().map { .string($0) })) }
        set("limits", limitsValue)
        set("sandbox", sandboxValue)
        if let babashka {
            var table: Record = ["command": .array(babashka.command.map { .string($0) })]
            if babashka.transport != .stdio { table["transport"] = .string(babashka.transport.rawValue) }
            if babashka.keys != .keywords { table["keys"] = .string(babashka.keys.rawValue) }
            set("babashka", .record(table))
        }
        return .record(record)
    }

    private var limitsValue: Value? {
        var table = Record()
        for (key, limit) in [
            ("memory", limits.memory), ("cpu_seconds", limits.processorSeconds), ("open_files", limits.openFiles),
            ("processes", limits.processes),
        ] {
            if let limit { table[key] = .uint(limit) }
        }
        return table.count == 0 ? nil : .record(table)
    }

    private var sandboxValue: Value? {
        var table = Record()
        if let paths = sandbox.readablePaths { table["readable"] = .array(paths.map { .string($0) }) }
        if let folders = sandbox.writableFolders { table["writable"] = .array(folders.map { .string($0) }) }
        if sandbox.deniesNetwork { table["network"] = false }
        if !sandbox.isRequired { table["required"] = false }
        return table.count == 0 ? nil : .record(table)
    }

    /// What differs from the standard on one line: `workers=2 limits.memory=536870912`; empty when nothing does.
    package var summary: String { PodSettings.words(value, "").joined(separator: " ") }

    private static func words(_ value: Value, _ path: String) -> [String] {
        guard case .record(let record) = value else { return ["\(path)=\(JSONWriter().text(value))"] }
        return record.entries.flatMap { words($0.value, path.isEmpty ? $0.name : "\(path).\($0.name)") }
    }
}
