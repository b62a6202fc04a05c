// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Ends the run with a message when a property does not hold; libFuzzer keeps the input.
package func check(
    _ holds: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) {
    if !holds { fatalError(message(), file: file, line: line) }
}

/// The value of an expression that must not throw here.
package func must<T>(
    _ what: String, file: StaticString = #fileID, line: UInt = #line, _ body: () throws -> T
) -> T {
    do { return try body() } catch { fatalError("\(what): \(error)", file: file, line: line) }
}

/// Runs one target over the bytes that libFuzzer made.
package func withInput(_ start: UnsafePointer<UInt8>?, _ count: Int, _ body: ([UInt8]) -> Void) -> CInt {
    body(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
