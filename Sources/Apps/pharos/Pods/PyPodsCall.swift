// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import Pharos
import PharosWire
import PodEnvironments

/// A call in PyPods' own way for the command line; what the pod prints besides its answer goes to standard error.
struct PyPodsCall: Sendable {
    private let pod: PodSource
    private let deadline: Duration

    init(_ pod: PodSource, _ deadline: Duration) {
        self.pod = pod
        self.deadline = deadline
    }

    func call(_ function: String, _ arguments: PodCommandArguments) async throws -> Value {
        let progress = PodProgressLine()
        let environment: PodEnvironment
        do {
            defer { progress.end() }
            let cache = try PodEnvironmentCache(environment: PodPlace.environment)
            environment = try await cache.environment(for: pod) { progress.show($0) }
        }
        let process = try PyPodsProcess(pod, environment: environment, variables: PodPlace.environment)
        let keywords = BSONDocument(arguments.keywords.entries.map { ($0.name, BSONValue($0.value)) })
        do {
            let reply = try await process.call(
                function, arguments.places.map { BSONValue($0) }, keywords: keywords, deadline: deadline)
            for text in [reply.output, reply.errors] where !text.isEmpty {
                StandardError.print(String(decoding: text.last == 0x0a ? text.dropLast() : text[...], as: UTF8.self))
            }
            return Value(reply.value)
        } catch {
            let code: PharosError.Code =
                switch error.code {
                case .deadlineExceeded: .deadlineExceeded
                case .invalidArguments: .invalidValue
                case .cancelled: .cancelled
                default: .systemFailed
                }
            throw PharosError(code, "\(error)", resource: "pod:\(pod.name)/\(function)", cause: error)
        }
    }
}

extension BSONValue {
    /// A value as BSON has it; moments and spans, which BSON has not, become milliseconds and seconds.
    init(_ value: Value) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = Int32(exactly: number).map { .int32($0) } ?? .int64(number)
        case .uint(let number): self = .uint64(number)
        case .float(let number): self = .double(Double(number))
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .bytes(let bytes): self = .binary(Array(bytes.readableBytesView), subtype: 0)
        case .time(let time): self = .datetime(Int64(time.secs) * 1000 + Int64(time.nsecs / 1_000_000))
        case .duration(let span): self = .double(Double(span.secs) + Double(span.nsecs) / 1e9)
        case .array(let elements): self = .array(elements.map { BSONValue($0) })
        case .doubles(let elements): self = .array(elements.map { .double($0) })
        case .record(let record): self = .document(BSONDocument(record.entries.map { ($0.name, BSONValue($0.value)) }))
        }
    }
}

extension Value {
    /// A value of BSON as JSON can print it: ids and decimals are their bytes, moments milliseconds since 1970.
    init(_ value: BSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int32(let number): self = .int(Int64(number))
        case .int64(let number), .datetime(let number): self = .int(number)
        case .uint64(let number): self = .uint(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .binary(let bytes, _), .objectID(let bytes), .decimal128(let bytes): self = .bytes(ByteBuffer(bytes: bytes))
        case .array(let elements): self = .array(elements.map { Value($0) })
        case .document(let document):
            self = .record(Record(document.entries.map { (name: $0.name, value: Value($0.value)) }))
        }
    }
}
