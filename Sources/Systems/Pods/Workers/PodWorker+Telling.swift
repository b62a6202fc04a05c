// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PodProcess

/// What a worker says that is no answer: what it logs, and what it asks of us.
extension PodWorker {
    func logged(_ frame: PodFrame) throws(PodError) {
        let parts = try PodValueReader.read(frame.body).elements ?? []
        guard parts.count == 5, let level = parts[0].int, let message = parts[2].string else {
            throw PodError(.protocolViolation, "the pod's log record has \(parts.count) parts")
        }
        owner?.worker(
            self,
            logged: PodLogRecord(
                source: .logging, level: level, logger: parts[1].string, message: message, file: parts[3].string,
                line: parts[4].int, pid: process?.pid ?? 0))
    }

    func log(_ line: PodLine) {
        owner?.worker(
            self,
            logged: PodLogRecord(
                source: line.stream == .output ? .output : .error, level: line.stream == .output ? 20 : 30, logger: nil,
                message: line.text, file: nil, line: nil, pid: process?.pid ?? 0))
    }

    func asked(_ frame: PodFrame) throws(PodError) {
        let parts = try PodValueReader.read(frame.body).elements ?? []
        guard parts.count == 3, let name = parts[0].string, let arguments = parts[1].elements,
            let keywords = parts[2].dictionary
        else { throw PodError(.protocolViolation, "a call of the pod has \(parts.count) parts") }
        guard handlers.count < 1024, handlers[frame.call] == nil else {
            throw PodError(.protocolViolation, "the pod has \(handlers.count) calls to this program open")
        }
        owner?.worker(
            self, asks: PodHostCall(name: name, arguments: arguments, keywords: keywords), number: frame.call)
    }
}
