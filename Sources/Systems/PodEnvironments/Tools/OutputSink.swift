// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import Subprocess

/// Collects what a program says on both streams, up to a limit.
final class OutputSink: Sendable {
    private struct State {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var outputLines = LastLines()
        var errorLines = LastLines()
        var lines = LastLines()
    }

    private let state = NIOLockedValueBox(State())
    private let maximum: Int
    private let said: @Sendable (String) -> Void

    init(_ maximum: Int, _ said: @escaping @Sendable (String) -> Void) {
        self.maximum = maximum
        self.said = said
    }

    /// - Throws: when more came than is taken; the program is killed then.
    func take(_ bytes: UnsafeRawBufferPointer, isError: Bool) throws {
        let complete: [String] = try state.withLockedValue { state in
            guard state.output.count + state.errors.count + bytes.count <= maximum else {
                throw PodEnvironmentError(
                    .toolFailed, "the program said more than \(maximum) bytes and was killed", lines: state.errorLines.lines)
            }
            if isError { state.errors += bytes } else { state.output += bytes }
            return isError ? state.errorLines.take(bytes) : state.outputLines.take(bytes)
        }
        for line in complete {
            state.withLockedValue { _ = $0.lines.take(Array((line + "\n").utf8)) }
            said(line)
        }
    }

    func outcome(_ status: TerminationStatus) -> Tool.Outcome {
        state.withLockedValue { state in
            state.outputLines.finish()
            state.errorLines.finish()
            let unfinished = [state.outputLines.lines.last, state.errorLines.lines.last].compactMap { $0 }
            var lines = state.lines.lines
            for line in unfinished where !lines.contains(line) { lines.append(line) }
            return Tool.Outcome(status: status, output: state.output, errors: state.errors, lines: lines)
        }
    }
}
