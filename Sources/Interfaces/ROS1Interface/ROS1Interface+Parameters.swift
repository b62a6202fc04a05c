// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosModel
import PharosNode
import ROS1

/// Parameters: values that describe themselves, in MessagePack.
extension ROS1Interface {
    func readParameter(_ reference: ResourceReference, _ deadline: NIODeadline) async throws -> SourceSample {
        do {
            let node = try await connection.node()
            let value = try await node.parameter(reference.path, timeout: deadline - .now())
            return SourceSample(Payload(value), isRetained: true)
        } catch {
            throw PharosError.ros(error, reference.path)
        }
    }

    func writeParameter(_ reference: ResourceReference, _ payload: Payload, _ deadline: NIODeadline) async throws {
        let node = try await connection.node()
        let value = try payload.value()
        if value.isNull {
            try await node.deleteParameter(reference.path)
        } else {
            try await node.setParameter(reference.path, value, timeout: deadline - .now())
        }
    }

    func watchParameter(
        _ reference: ResourceReference, _ node: Node, _ sink: SampleSink
    ) async throws -> any InterfaceSubscription {
        let subscription = try await node.subscribeParameter(reference.path) { value in
            // A parameter that is not set has no value, and says so.
            sink.send(
                SourceSample(
                    Payload(value ?? .null), quality: value == nil ? .invalid : .valid, isRetained: true))
        }
        return ParameterInterfaceSubscription(subscription)
    }

    private struct ParameterInterfaceSubscription: InterfaceSubscription {
        let subscription: ParameterSubscription
        init(_ subscription: ParameterSubscription) { self.subscription = subscription }
        func cancel() async { await subscription.cancel() }
    }
}
