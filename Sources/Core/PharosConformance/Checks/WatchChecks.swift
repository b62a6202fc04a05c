// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos

/// Watches, with events or polled.
enum WatchChecks {
    static let all = [
        Check("watch: gives a first value") { run in
            _ = try run.first(run.readable, "resource that can be read")
            for resource in run.readable { try await withWatch(run, run.name(resource)) { _ in } }
            return "\(run.readable.count) resources"
        },
        Check("watch: every written value comes, in order") { run in
            let resource = try run.first(run.writable, "resource that can be written")
            let values = (0..<5).flatMap { _ in resource.values }
            try await withWatch(run, run.name(resource), policy: .all(limit: 1000)) { seen in
                let before = seen.samples.count
                let isPolled = seen.last?.isPolled ?? false
                for value in values { try await run.pharos.write(run.name(resource), value) }
                guard let last = values.last else { return }
                if isPolled {
                    // What is asked for now and then may miss what came and went.
                    try await Limited.wait(.seconds(5), "\(last) to be seen") {
                        try seen.last.map { run.fixture.isSame(last, try $0.value()) } ?? false
                    }
                } else {
                    try await Limited.wait(.seconds(5), "\(values.count) samples; \(seen.samples.count - before) came") {
                        seen.samples.count - before >= values.count
                    }
                    for (value, sample) in zip(values, seen.samples.dropFirst(before)) {
                        let got = try sample.value()
                        try expect(run.fixture.isSame(value, got), "\(resource.path): \(value) in its turn", "\(got)")
                    }
                }
                try inOrder(seen.samples, resource.path)
            }
            return "\(values.count) values"
        },
        Check("watch: what the system changes comes") { run in
            let resource = try run.first(run.readable, "resource that can be read")
            try await withWatch(run, run.name(resource)) { seen in
                for _ in 0..<3 {
                    guard let before = try seen.last?.value() else { return }
                    try await run.fixture.stir(resource.path, run.system)
                    try await Limited.wait(.seconds(5), "another value than \(before)") {
                        try seen.last.map { try $0.value() != before } ?? false
                    }
                }
                try inOrder(seen.samples, resource.path)
            }
            return resource.path
        },
        Check("watch: two watchers share one subscription") { run in
            let resource = try run.first(run.readable, "resource that can be read")
            let name = run.name(resource)
            // What an earlier check subscribed to is let go of first.
            if let probe = run.probe {
                try await Limited.wait(.seconds(5), "the end of earlier subscriptions") { probe.openSubscriptions == 0 }
            }
            let before = run.probe?.subscriptions(to: resource.path) ?? 0
            try await withWatch(run, name, policy: .all(limit: 1000)) { first in
                try await withWatch(run, name, policy: .all(limit: 1000), waits: first.last?.isPolled ?? false) { second in
                    for value in resource.values { try await run.pharos.write(name, value) }
                    try await Task.sleep(for: .milliseconds(200))
                    let numbers = Dictionary(first.samples.map { ($0.sequence, $0.timestamp) }) { $1 }
                    for sample in second.samples {
                        guard let time = numbers[sample.sequence] else { continue }
                        try expect(
                            time == sample.timestamp, "sample \(sample.sequence) to be one sample for both",
                            "\(time) and \(sample.timestamp)")
                    }
                }
            }
            guard let probe = run.probe else { return "the same samples" }
            let made = probe.subscriptions(to: resource.path) - before
            try expect(made <= 1, "one subscription towards the system", "\(made)")
            return "the same samples, \(made) subscription"
        },
        Check("watch: what has no events is polled") { run in
            for resource in run.readable {
                let name = run.name(resource)
                var isPolled = false
                try await withWatch(run, name, policy: .all(limit: 1000)) { seen in
                    isPolled = seen.last?.isPolled ?? false
                    guard isPolled else { return }
                    try await Limited.wait(.seconds(5), "five samples of \(resource.path)") { seen.samples.count >= 5 }
                    try inOrder(seen.samples, resource.path)
                }
                guard isPolled else { continue }
                guard let probe = run.probe else { return resource.path }
                // One read may be under way.
                try await Task.sleep(for: .milliseconds(100))
                let reads = probe.reads(of: resource.path)
                try await Task.sleep(for: .milliseconds(200))
                let more = probe.reads(of: resource.path) - reads
                try expect(more == 0, "no reads when nobody watches", "\(more) in 0.2 s")
                return resource.path
            }
            throw ConformanceNotExercised("every resource has events")
        },
        Check("watch: ends its subscription when nobody is left") { run in
            guard let probe = run.probe else {
                throw ConformanceNotExercised("seen only when the interface runs in this process")
            }
            for resource in run.readable { try await withWatch(run, run.name(resource)) { _ in } }
            try await Limited.wait(.seconds(5), "subscriptions to end; \(probe.openSubscriptions) are left") {
                probe.openSubscriptions == 0
            }
            return ""
        },
        Check("watch: many come and go") { run in
            let name = run.name(try run.first(run.readable, "resource that can be read"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<50 {
                    group.addTask {
                        try await withWatch(run, name, waits: index % 2 == 0) { _ in }
                    }
                }
                try await group.waitForAll()
            }
            try await run.works()
            return "50 watchers"
        },
    ]

    /// Sequence numbers rise, times do not fall.
    private static func inOrder(_ samples: [Sample], _ path: String) throws {
        for (first, second) in zip(samples, samples.dropFirst()) {
            try expect(
                first.sequence < second.sequence, "\(path): rising sequence numbers",
                "\(second.sequence) behind \(first.sequence)")
            try expect(
                first.timestamp <= second.timestamp, "\(path): times in order", "\(second.timestamp) behind \(first.timestamp)")
        }
    }
}
