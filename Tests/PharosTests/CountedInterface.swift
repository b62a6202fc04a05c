// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import NIOCore
import Pharos
import PharosNode

/// A system without events that counts how often it is asked. Each attribute's value is how often.
final class CountedInterface: Interface {
    static let scheme = "counted"
    static let reads = NIOLockedValueBox<[String: Int]>([:])
    static let isBroken = NIOLockedValueBox(false)

    init(context: InterfaceContext) throws { context.resources.replaceAll([]) }

    func run() async throws { try await Task.sleep(for: .seconds(1_000_000)) }

    func read(_ reference: ResourceReference, deadline: NIODeadline) async throws -> SourceSample {
        let key = reference.path
        let count = CountedInterface.reads.withLockedValue { reads -> Int in
            reads[key, default: 0] += 1
            return reads[key] ?? 0
        }
        if key.hasPrefix("/hang") { try await Task.sleep(for: .seconds(60)) }
        if key.hasPrefix("/fail"), CountedInterface.isBroken.withLockedValue({ $0 }) {
            throw PharosError(.systemUnreachable, "unplugged")
        }
        return SourceSample(Payload(.int(key.hasPrefix("/same") ? 7 : Int64(count))))
    }

    static func count(_ path: String) -> Int { reads.withLockedValue { $0[path] ?? 0 } }
}
