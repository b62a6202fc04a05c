// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Notices peers that went away without a word, after the times that rospy and roscpp use: 60 s of silence, then a
/// question every 10 s, nine times.
enum KeepAlive {
    /// Failures are not reported: a connection works without.
    static func set(_ channel: any Channel) {
        _ = channel.setOption(.socketOption(.so_keepalive), value: 1)
        #if canImport(Glibc)
            _ = channel.setOption(.tcpOption(.init(rawValue: TCP_KEEPIDLE)), value: 60)
        #else
            _ = channel.setOption(.tcpOption(.init(rawValue: TCP_KEEPALIVE)), value: 60)
        #endif
        _ = channel.setOption(.tcpOption(.init(rawValue: TCP_KEEPINTVL)), value: 10)
        _ = channel.setOption(.tcpOption(.init(rawValue: TCP_KEEPCNT)), value: 9)
    }
}
