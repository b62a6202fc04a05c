// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos

/// Descriptions.
enum DescribeChecks {
    /// More are not asked for: a system may have very many.
    private static let maximumAsked = 100

    static let all = [
        Check("describe: agrees with the list") { run in
            var described = 0
            for info in try await run.list().prefix(maximumAsked) {
                let description: ResourceDescription
                do {
                    description = try await run.pharos.describe(run.name(info.path, info.role))
                } catch let error as PharosError where error.code == .unsupported && !info.isWritable {
                    continue
                } catch let error as PharosError where error.code == .notFound {
                    // It may have vanished in between; then the list knows.
                    let isListed = try await run.list().contains { $0.identity == info.identity }
                    try expect(!isListed, "a description of \(info.path), which is listed", "\(error)")
                    continue
                }
                try agree(info, description)
                described += 1
            }
            guard described > 0 else { throw ConformanceNotExercised("the interface describes nothing") }
            return "\(described) described"
        },
        Check("describe: is of the type that is read") { run in
            var count = 0
            for resource in run.readable {
                guard let schema = try? await run.pharos.describe(run.name(resource)).schema else { continue }
                let sample = try await run.pharos.read(run.name(resource))
                let came = sample.payload.schema?.fingerprint ?? "none"
                try expect(
                    came == schema.fingerprint, "\(resource.path): a value of type \(schema.type) (\(schema.fingerprint))",
                    "\(sample.payload.schema?.type ?? "one without type") (\(came))")
                count += 1
            }
            guard count > 0 else { throw ConformanceNotExercised("no resource says its type") }
            return "\(count) resources"
        },
        Check("describe: limits and units are sound") { run in
            var count = 0
            for resource in run.readable {
                guard let configuration = try? await run.pharos.describe(run.name(resource)).configuration else { continue }
                for (word, limits) in [
                    ("range", configuration.range), ("warnings", configuration.warnings), ("alarms", configuration.alarms),
                ] {
                    if let low = limits.low, let high = limits.high {
                        try expect(low <= high, "\(resource.path): \(word) with low ≤ high", "\(low) and \(high)")
                    }
                }
                try expect(
                    configuration.precision ?? 0 >= 0, "\(resource.path): a precision from 0",
                    "\(configuration.precision ?? 0)")
                count += 1
            }
            guard count > 0 else { throw ConformanceNotExercised("the interface describes nothing") }
            return ""
        },
    ]

    private static func agree(_ info: ResourceInfo, _ description: ResourceDescription) throws {
        let told = description.info
        let place = "\(info.role) \(info.path)"
        try expect(told.path == info.path, "\(place): the path of the list", told.path)
        try expect(told.role == info.role, "\(place): the role of the list", told.role.rawValue)
        try expect(told.kind == info.kind, "\(place): the kind \(info.kind) of the list", "\(told.kind)")
        try expect(
            told.isReadable == info.isReadable && told.isWritable == info.isWritable,
            "\(place): readable \(info.isReadable), writable \(info.isWritable), as listed",
            "\(told.isReadable), \(told.isWritable)")
        if !info.type.isEmpty, !told.type.isEmpty {
            try expect(told.type == info.type, "\(place): the type \(info.type) of the list", told.type)
        }
    }
}
