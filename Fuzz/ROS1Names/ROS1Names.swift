// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import ROS1
import XMLRPC

/// Graph names, command lines, addresses and parameters as YAML text. Input: parts divided by zero bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzROS1Names(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        var parts: [String] = []
        while !input.isEmpty { parts.append(String(decoding: input.part(), as: UTF8.self)) }
        guard let name = parts.first else { return }
        if let resolved = try? GraphName.resolve(name, node: "/ns/node") {
            check(resolved == GraphName.canonical(resolved), "'\(resolved)' is not canonical")
            let again = must("'\(resolved)', a resolved name, is refused") {
                try GraphName.resolve(resolved, node: "/other")
            }
            check(again == resolved, "a global name '\(resolved)' resolves to '\(again)'")
        }
        let arguments = Array(parts.dropFirst())
        if let names = try? NodeNames(name, arguments: arguments, environment: ["ROS_NAMESPACE": parts.last ?? ""]) {
            check(GraphName.isLegal(names.node) && names.node.hasPrefix("/"), "'\(names.node)' is no node's name")
            for part in parts { _ = try? names.resolve(part) }
        }
        for part in parts {
            let value = ParameterValue.parse(part)
            if let encoded = try? ParameterValue.encode(value) {
                let message = must("a parameter cannot be written") {
                    try XMLRPCDecoder(maximumDepth: 200).message(XMLRPCEncoder.response(encoded))
                }
                if case .response(let read) = message { _ = ParameterValue.decode(read) }
            }
            if let address = XMLRPCClient.address(part) {
                check((1...65535).contains(address.port), "port \(address.port)")
            }
        }
    }
}
