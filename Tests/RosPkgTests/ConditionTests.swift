// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import RosPkg
import Testing

@Suite struct ConditionTests {
    @Test func recordedExpressions() throws {
        let recorded = try Support.json("conditions.json")
        let contexts = try #require(recorded["contexts"] as? [[String: String]])
        let cases = try #require(recorded["cases"] as? [[Any]])
        #expect(cases.count >= 75)
        for row in cases {
            let text = try #require(row[0] as? String)
            let answers = try #require(row[1] as? [Any])
            let condition = try? Condition(parsing: text)
            for (context, answer) in zip(contexts, answers) {
                #expect(condition?.evaluate(context) == answer as? Bool, "\(text) in \(context)")
            }
        }
    }

    @Test func errorsSayWhereAndWhat() {
        let error = #expect(throws: RosPkgError.self) { try Condition(parsing: "$ROS_VERSION = 1") }
        #expect(error?.code == .invalidCondition)
        #expect(error?.message.contains("character 14") == true)
    }

    @Test func depthAndLengthAreBounded() {
        let deep = String(repeating: "(", count: 2000) + "a == a" + String(repeating: ")", count: 2000)
        #expect(throws: RosPkgError.self) { try Condition(parsing: deep) }
        #expect(throws: RosPkgError.self) { try Condition(parsing: String(repeating: "a", count: 5000) + " == a") }
    }

    @Test func randomTextNeverTraps() {
        var random = SeededGenerator(state: 5)
        let pieces = ["$A", "==", "'", "\"", "(", ")", "and", "or", " ", "x", "<=", "é", "$", "-"]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &random)]
            }.joined()
            _ = try? Condition(parsing: text).evaluate(["A": "1"])
        }
    }
}
