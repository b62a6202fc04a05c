// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// How messages of a topic come to a subscriber.
public struct TopicTransport: Sendable, Hashable {
    let datagramSize: Int?

    /// By TCP, all of them, in order; what every publisher offers.
    public static let stream = TopicTransport(datagramSize: nil)

    /// By UDP from publishers that offer it (roscpp does, rospy does not), by TCP from others. A message of which a
    /// part is lost is lost; none waits for an earlier one.
    /// - Parameter size: bytes of a datagram at most, 64 to 65 507. Default: 1500, as in roscpp.
    public static func datagrams(of size: Int = 1500) -> TopicTransport {
        TopicTransport(datagramSize: min(65_507, max(64, size)))
    }
}
