// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import PharosModel

/// Globs and exact names, against a plain and slow matcher. Input: pattern, zero byte, name.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNamePattern(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let text = String(decoding: input.part(), as: UTF8.self)
        let name = String(decoding: input.all(), as: UTF8.self)
        guard !text.hasPrefix("~"), let pattern = try? NamePattern(text) else { return }
        check(pattern.description == text, "a pattern is not what was written")
        let matches = pattern.matches(name)
        guard !text.hasPrefix("="), text.utf8.count <= 24, name.utf8.count <= 24 else { return }
        if text.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
            check(matches == isMatch(Array(text.utf8)[...], Array(name.utf8)[...]), "'\(text)' and '\(name)'")
        }
    }
}

private func isMatch(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    switch first {
    case UInt8(ascii: "*"):
        let rest = pattern.drop { $0 == UInt8(ascii: "*") }
        let crossesSlash = pattern.count - rest.count > 1
        var tail = name
        while true {
            if isMatch(rest, tail) { return true }
            guard let byte = tail.popFirst(), crossesSlash || byte != UInt8(ascii: "/") else { return false }
        }
    case UInt8(ascii: "?"):
        guard let byte = name.first, byte != UInt8(ascii: "/") else { return false }
        return isMatch(pattern.dropFirst(), name.dropFirst())
    default: return name.first == first && isMatch(pattern.dropFirst(), name.dropFirst())
    }
}
