// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
@testable import ROS1Master
import XMLRPC

/// The master's and the parameter server's calls, in any order and with any parameters. What it answers can be sent.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzROS1Master(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        var registry = Registry(uri: "http://localhost:11311/", processIdentifier: 1)
        for _ in 0..<64 where !input.isEmpty {
            let method = input.choice(methods)
            var parameters: [XMLRPCValue] = []
            for _ in 0..<input.number(below: 6) { parameters.append(value(&input, depth: 0)) }
            guard let outcome = registry.handle(method, parameters) else { continue }
            check(outcome.answer.array?.count == 3, "\(method) answers \(outcome.answer)")
            sent(outcome.answer)
            for notification in outcome.notifications { sent(.array(notification.parameters)) }
            if method == "getParam", outcome.answer.array?.first?.int == 1 {
                check(registry.handle("hasParam", parameters)?.answer.array?.last?.bool == true, "got, but not there")
            }
        }
    }
}

private let methods = Registry.methods.keys.sorted()
private let words = [
    "/a", "/b", "a/b", "~c", "/", "", "/a/b/c", "/talker", "/listener", "std_msgs/String", "*", "http://a:1/",
    "http://b:2/", "rosrpc://a:3", "/a/", "//a//b", "é", "a:b", "/a/b",
]

private func value(_ input: inout FuzzInput, depth: Int) -> XMLRPCValue {
    switch input.number(below: depth < 6 ? 12 : 10) {
    case 0: .int(Int32(truncatingIfNeeded: Int(input.byte()) << 24 | Int(input.byte())))
    case 1: .bool(input.byte() & 1 == 1)
    case 2: .double(Double(input.byte()) / 3)
    case 3: .string(input.string())
    case 4: .data(input.bytes(Int(input.byte() & 15)))
    case 10: .array((0..<input.number(below: 5)).map { _ in value(&input, depth: depth + 1) })
    case 11:
        .structure(
            (0..<input.number(below: 5)).map { _ in .init(input.choice(words), value(&input, depth: depth + 1)) })
    default: .string(input.choice(words))
    }
}

private func sent(_ value: XMLRPCValue) {
    let bytes = XMLRPCEncoder.response(value)
    _ = must("what the master says cannot be read") { try XMLRPCDecoder().message(bytes) }
}
