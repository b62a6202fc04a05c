// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import ArrowTables
import Pods

/// Tables of a genuine pyarrow there and back, each scenario printing one line a fact.
enum Tables {
    /// What a pod returns.
    static func read(_ pod: Pod) async throws {
        guard let table = try await pod.people().table else { return print("no table") }
        print(table)
        print("names = \(try table["name"].strings().map { $0 ?? "-" })")
        print("heights = \(try table["height"].values(as: Double.self))")
        print("born = \(try table["born"].dates().map { $0?.description ?? "-" })")
        print("seen = \(try table["seen"].moments().map { $0?.description ?? "-" })")
        print("paid = \(try table["paid"].decimals().map { $0?.description ?? "-" })")
        print("tags = \(try table["tags"].values())")
        struct People: Decodable {
            var name: [String?]
            var height: [Double]
        }
        let people = try await pod.call("people", as: People.self)
        print("decoded = \(people.name.compactMap { $0 }) \(people.height)")
        print("batch = \(try await pod.batch().table?.description ?? "")")
        print("array = \(try await pod.array().table?.description ?? "")")
        let nested = try await pod.nested()
        print("nested = \(nested.dictionary?["tables"]?.elements?.compactMap(\.table).count ?? 0)")
        for name in ["union", "view"] {
            do {
                _ = try await pod.function(name)()
                print("\(name) came")
            } catch { print("\(name): \((error as? PodError)?.code.description ?? "") \(error)") }
        }
        print("still = \(try await pod.total([1, 2]).double ?? 0)")
    }

    /// What is made here; the pod tells what it got.
    static func write(_ pod: Pod) async throws {
        let moment = ArrowMoment(secondsSince1970: 1_764_000_000, nanosecond: 250_000_000, zone: "UTC")
        let table = try ArrowTable([
            "doubles": ArrowArray([1.5, -2]), "optional": ArrowArray([1, nil] as [Int32?]),
            "flags": ArrowArray([nil, true]), "texts": ArrowArray(["é", nil]),
            "bytes": ArrowArray([[1, 2], nil] as [[UInt8]?]), "days": ArrowArray([ArrowDate(daysSince1970: 1), nil]),
            "moments": try ArrowArray([moment, nil]),
            "spans": try ArrowArray([5, nil] as [Int64?], type: .duration(.millisecond)),
            "decimals": try ArrowArray(decimals: [-1234, nil], precision: 10, scale: 2),
            "lists": try ArrowArray(listsOf: ArrowArray([1, 2, 3] as [Int64]), lengths: [3, nil]),
            "structs": try ArrowArray(structs: ["x": ArrowArray([1.0, 2.0]), "y": ArrowArray(["a", "b"])]),
            "words": try ArrowArray(dictionary: ArrowArray(["no", "yes"]), indices: [1, nil]),
        ])
        for line in try await pod.tell(PodTable(table)).elements ?? [] { print(line.string ?? "") }
        let column = try ArrowTable(["": ArrowArray([1, 2, 3] as [Int64])])
        for kind in [PodTable.Kind.table, .batch, .array] {
            print("\(kind) = \(try await pod.kind(PodTable(column, as: kind)).string ?? "")")
        }
        print("same = \(try await pod.total(PodTable(column, as: .array)).double ?? 0)")
        print("given = \(try await pod.total(pod.array()).double ?? 0)")
    }

    /// 64 MiB each way: how long a call takes, and that memory is used again.
    static func large(_ pod: Pod) async throws {
        let count = 8 << 20
        var times: [Duration] = []
        for _ in 0..<8 {
            let start = ContinuousClock.now
            guard let table = try await pod.large(count).table else { return print("no table") }
            times.append(ContinuousClock.now - start)
            let sum = try table["x"].chunks[0].withSpan(as: Double.self) { $0[0] + $0[$0.count - 1] }
            guard table.table.rowCount == count, sum == 7 else { return print("wrong") }
        }
        print("returned: \(milliseconds(times)) ms")
        let given = try PodTable(ArrowTable(["x": ArrowArray(count: count, of: Double.self) { $0[3] = 5 }]))
        times = []
        for _ in 0..<8 {
            let start = ContinuousClock.now
            guard try await pod.rows(given).int == count else { return print("wrong") }
            times.append(ContinuousClock.now - start)
        }
        print("given: \(milliseconds(times)) ms")
        print("sum = \(try await pod.table_total(given).double ?? 0)")
    }

    /// What came stays what it was: while the pod makes others, and when it is dead.
    static func held(_ pod: Pod) async throws {
        guard let first = try await pod.large(100_000).table else { return print("no table") }
        let column = try first["x"]
        for _ in 0..<5 { _ = try await pod.zeros(100_000) }
        print("kept = \(try column.values(as: Double.self)[99_999])")
        _ = try await pod.keep(PodTable(ArrowTable(["x": ArrowArray([Double](repeating: 2, count: 100_000))])))
        for _ in 0..<5 {
            _ = try await pod.rows(PodTable(ArrowTable(["x": ArrowArray([Double](repeating: 0, count: 100_000))])))
        }
        print("kept there = \(try await pod.kept_total().double ?? 0)")
        do { _ = try await pod.dies() } catch is PodError {}
        print("after its death = \(try column.values(as: Double.self)[99_999])")
    }

    /// A pod without pyarrow.
    static func without(_ pod: Pod) async throws {
        do {
            _ = try await pod.same(PodTable(ArrowTable(["x": ArrowArray([1.0])])))
            print("it came")
        } catch { print("\((error as? PodError)?.code.description ?? ""): \(error)") }
        print("still = \(try await pod.same(1).int ?? 0)")
    }

    private static func milliseconds(_ times: [Duration]) -> Double {
        let median = times.sorted()[times.count / 2] / .microseconds(1)
        return median.rounded() / 1000
    }
}
