// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosWire

/// A subscription's place on a connection.
struct NodeSampleStream: SampleOrigin {
    let connection: NodeConnection
    let stream: UInt32

    func grant(_ credit: Credit) { connection.onLoop { connection.grant(credit, stream: stream) } }
    func confirm() { connection.onLoop { connection.ping(stream: stream) } }
    func detach() { connection.onLoop { connection.detach(stream: stream) } }
}

/// A resource list's place on a connection.
struct NodeChangeStream: ChangeOrigin {
    let connection: NodeConnection
    let stream: UInt32

    func detach() { connection.onLoop { connection.detachWatch(stream: stream) } }
}
