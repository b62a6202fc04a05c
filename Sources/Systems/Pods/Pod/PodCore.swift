// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
final class PodCore: Sendable {
    init(_ configuration: Pod.Configuration, eventLoop: any EventLoop) throws(PodError) {}
    func start() async throws {}
    func abandon() {}
    var interface: PodInterfaceDescription { .init(functions: [], pythonVersion: "", codec: "") }
    func call(_ name: String, _ a: [PodValue], _ k: PodDictionary, _ o: PodCallOptions) async throws -> PodValue { .none }
    func register(_ name: String, _ handler: @escaping PodHandler) {}
    func status() async -> PodStatus { PodStatus(workers: [], waitingCalls: 0, hasGivenUp: false) }
    func close() async {}
}
