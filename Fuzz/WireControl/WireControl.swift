// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import NIOCore
@testable import Pharos
import PharosModel
import PharosWire
import SwiftProtobuf

/// Control messages to the model and back. Input: which message, its bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWireControl(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let kind = input.number(below: 9)
        let frame = Frame(.reply, payload: ByteBuffer(bytes: input.all()))
        switch kind {
        case 0: read(frame, Pharos_V1_Hello.self) { _ = ProtocolVersion.common(lowest: $0.lowestVersion, highest: $0.highestVersion) }
        case 1: read(frame, Pharos_V1_Request.self) { request($0) }
        case 2: read(frame, Pharos_V1_Reply.self) { reply($0) }
        case 3:
            read(frame, Pharos_V1_Failure.self) { failure in
                let error = failure.model
                _ = error.description
                check(Pharos_V1_Failure(error).model.code == error.code, "an error has another code")
            }
        case 4: read(frame, Pharos_V1_Schema.self) { schema($0) }
        case 5:
            read(frame, Pharos_V1_ResourceChange.self) { change in
                let model = change.model
                let again = Pharos_V1_ResourceChange(model).model
                check(again.appeared == model.appeared && again.vanished == model.vanished, "another change")
            }
        case 6: read(frame, Pharos_V1_Exposure.self) { exposure($0) }
        case 7: read(frame, Pharos_V1_NodeStatus.self) { _ = NodeInfo($0, without: 1) }
        default: read(frame, Pharos_V1_Welcome.self) { _ in }
        }
    }
}

private func read<M: Message>(_ frame: Frame, _ type: M.Type, _ body: (M) -> Void) {
    guard let message = try? frame.message(type) else { return }
    body(message)
    let written = must("a message that was read cannot be written") { try Frame(.reply, message: message) }
    let again = must("a message that was written cannot be read") { try written.message(type) }
    let rewritten = must("a message cannot be written again") { try Frame(.reply, message: again) }
    check(rewritten.payload.readableBytes == written.payload.readableBytes, "another message")
}

private func schema(_ message: Pharos_V1_Schema) {
    guard let schema = try? message.model() else { return }
    let again = must("a schema's own definition is refused") { try Pharos_V1_Schema(schema, id: message.id).model() }
    check(again == schema, "a schema is another one when read again")
}

private func exposure(_ message: Pharos_V1_Exposure) {
    // Regular expressions have a target of their own.
    let all = [message.publishers, message.subscribers, message.services, message.parameters]
    guard !all.contains(where: { ($0.allow + $0.deny).contains { $0.hasPrefix("~") } }) else { return }
    guard let exposure = try? message.model() else { return }
    _ = exposure.allowsReading("/a/b", role: nil)
    _ = exposure.allowsWriting("/a/b", role: .parameter)
    check((try? Pharos_V1_Exposure(exposure).model()) == exposure, "an exposure is another one when read again")
}

private func request(_ request: Pharos_V1_Request) {
    switch request.kind {
    case .subscribe(let wanted): _ = QueuePolicy(wanted.policy, limit: wanted.limit)
    case .expose(let wanted): exposure(wanted.exposure)
    case .configure(let wanted): _ = try? Payload.decodeMessagePack(ByteBuffer(bytes: wanted.arguments))
    default: break
    }
}

private func reply(_ reply: Pharos_V1_Reply) {
    switch reply.kind {
    case .resources(let list): _ = list.resources.map(\.model)
    case .description_p(let text):
        _ = text.resource.model
        schema(text.value)
    case .status(let status): _ = NodeInfo(status, without: 0)
    case .exposure(let shown): exposure(shown)
    case .configured(let result): _ = try? Payload.decodeMessagePack(ByteBuffer(bytes: result.result))
    default: break
    }
}
