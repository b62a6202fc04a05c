// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Pharos

struct Sum: Decodable { var sum: Int }

/// Reads, calls, writes and watches the robot of `make demo`, or any other that has these names.
@main
struct Talk {
    static func main() async throws {
        let system = CommandLine.arguments.dropFirst().first ?? "ros:"
        try await withPharos { pharos in
            do {
                print("chatter:", try await pharos.read("\(system)/chatter", timeout: .seconds(2)).data)
            } catch let error as PharosError where error.code == .noValue {
                print("nobody said anything in two seconds")
            }
            let reply: Sum = try await pharos.call("\(system)/add_two_ints", ["a": 1, "b": 2]).decode()
            try await pharos.write("\(system)/cmd", ["data": .string("the sum is \(reply.sum)")])
            var seen = 0
            for try await sample in pharos.watch("\(system)/temperature") {
                print(sample.timestamp, sample.data.double ?? .nan)
                seen += 1
                if seen == 5 { break }
            }
        }
    }
}
