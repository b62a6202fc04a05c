// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

package import NIOCore
package import PharosModel
package import PharosNode

/// How expressions come by the attributes they refer to; the client library is one.
package protocol ReferenceReader: Sendable {
    /// The value of a name of any scheme now; a fragment in it selects.
    func read(reference name: String, deadline: NIODeadline) async throws(PharosError) -> Sample

    /// Begins to deliver the values of a name on a loop; of an attribute on that loop, at once as they come. A failure
    /// that ends the subscription is the last that is delivered.
    func watch(
        reference name: String, on eventLoop: any EventLoop,
        deliver: @escaping @Sendable (Result<Sample, PharosError>) -> Void
    ) async throws(PharosError) -> any InterfaceSubscription
}
