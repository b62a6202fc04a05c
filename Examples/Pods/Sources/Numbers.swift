// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos

/// What a row of the result looks like in Swift.
struct Everything: Decodable {
    var values: [Int]
    var named: [String: String]
}

/// Calls the pod in `pods/numbers`, typed and untyped; run it in the folder `Examples/Pods`.
@main
struct Numbers {
    static func main() async throws {
        try await withPharos { pharos in
            // Typed, by what `pharos generate pod numbers` wrote.
            let numbers = NumbersPod(try await pharos.pod("numbers"))
            print("mean:", try await numbers.mean([1, 2, 3, 100], trim: 1))
            print(try await numbers.table([["x": 1, "y": 2]]))
            for try await value in numbers.countdown { print("countdown:", value) }

            // Untyped: labels are arguments by name, results anything `Decodable`.
            let pod = numbers.pod
            let everything: Everything = try await pod.anything(1, 2, colour: "red")
            print("anything:", everything.values, everything.named)
            do {
                try await pod.mean([Double]())
            } catch let error as PharosError {
                print("raised:", error.details["exception"] ?? "nothing")
            }
        }
    }
}
