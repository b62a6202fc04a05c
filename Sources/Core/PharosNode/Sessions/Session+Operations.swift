// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Deadlines
import NIOCore
import PharosModel
import PharosWire

/// Calls, reads and writes: the frames without protobuf.
extension Session {
    func operate(_ frame: Frame) throws(PharosError) {
        var payload = frame.payload
        let header = try CallHeader(reading: &payload)
        let stream = frame.stream
        guard operations[stream] == nil else {
            throw PharosError(.protocolViolation, "request \(stream) is already in flight")
        }
        guard operations.count < core.configuration.maximumCalls else {
            return fail(
                stream: stream,
                PharosError(
                    .busy, "\(core.configuration.maximumCalls) operations of this client are in flight already",
                    resource: header.path))
        }
        let reference: ResourceReference
        do {
            reference = try core.admit(
                frame.kind, ResourceReference(path: header.path, role: Role(query: header.role)))
        } catch {
            return fail(stream: stream, error)
        }
        let schema = core.schemas.schema(header.schema)
        guard header.schema == 0 || schema != nil else {
            return fail(
                stream: stream,
                PharosError(.invalidValue, "the node never announced schema \(header.schema)", resource: header.path))
        }
        let value = Payload(encoding: frame.encoding, schema: schema, bytes: payload)
        let timeout =
            header.timeoutMilliseconds == 0
            ? core.configuration.defaultTimeout : TimeAmount.milliseconds(Int64(header.timeoutMilliseconds))
        start(frame.kind, reference, value, stream: stream, deadline: .now() + timeout)
    }

    private func start(
        _ kind: FrameKind, _ reference: ResourceReference, _ value: Payload, stream: UInt32, deadline: NIODeadline
    ) {
        let operation = SessionOperation(kind, reference)
        operations[stream] = operation
        deadlines.set(UInt64(stream), deadline + .milliseconds(20))
        core.calls += 1
        let interface = core.interface
        let core = core
        // Runs on this turn of the loop up to its first wait: what needs none is answered at once.
        operation.run(
            Task.immediate {
                let outcome: Result<Outcome, PharosError>
                do {
                    switch kind {
                    case .call:
                        let reply = try await interface.call(reference, value, deadline: deadline)
                        outcome = .success(.value(SourceSample(reply)))
                    case .write:
                        try await interface.write(reference, value, deadline: deadline)
                        outcome = .success(.done)
                    default:
                        outcome = .success(.value(try await interface.read(reference, deadline: deadline)))
                    }
                } catch let error as PharosError where kind == .read && error.code == .unsupported {
                    outcome = .success(.watch)
                } catch {
                    outcome = .failure(PharosError.wrap(error, resource: reference.path))
                }
                core.onLoop { self.finish(stream, operation, outcome, reference, deadline) }
            })
    }

    /// The operation is over: nothing of it is kept.
    func forget(_ stream: UInt32) {
        operations[stream] = nil
        deadlines.remove(UInt64(stream))
    }

    /// The interface did not keep the deadline.
    func operationExpired(_ stream: UInt32) {
        guard let operation = operations.removeValue(forKey: stream) else { return }
        operation.cancel()
        fail(stream: stream, Session.deadlineError(operation.kind, operation.reference))
    }

    private enum Outcome: Sendable {
        case value(SourceSample)
        case done
        /// The system only pushes: wait for a sample.
        case watch
    }

    private func finish(
        _ stream: UInt32, _ operation: SessionOperation, _ outcome: Result<Outcome, PharosError>,
        _ reference: ResourceReference, _ deadline: NIODeadline
    ) {
        guard operations[stream] === operation else { return }
        switch outcome {
        case .success(.watch):
            deadlines.remove(UInt64(stream))
            return waitForSample(stream, operation, reference, deadline)
        case .success(.value(let sample)):
            let queued = QueuedSample(sample, sequence: 0, schema: core.schemas.number(sample.payload.schema))
            send(queued, dropped: 0, stream: stream, kind: .result)
        case .success(.done):
            send(Frame(.result, stream: stream))
        case .failure(let error):
            fail(stream: stream, error)
        }
        forget(stream)
    }

    private func waitForSample(
        _ stream: UInt32, _ operation: SessionOperation, _ reference: ResourceReference, _ deadline: NIODeadline
    ) {
        let read = PendingRead(reference, source: core.source(reference)) { [self] result in
            guard operations[stream] === operation else { return }
            self.operations[stream] = nil
            switch result {
            case .success(let sample): self.send(sample, dropped: 0, stream: stream, kind: .result)
            case .failure(let error): self.fail(stream: stream, error)
            }
        }
        operation.run(read)
        read.start(eventLoop: core.eventLoop, deadline: deadline)
    }

    static func deadlineError(_ kind: FrameKind, _ reference: ResourceReference) -> PharosError {
        PharosError(
            .deadlineExceeded,
            kind == .call
                ? "the call did not end before its deadline; it may still be running over there"
                : "the \(kind) did not end before its deadline", resource: reference.path)
    }
}
