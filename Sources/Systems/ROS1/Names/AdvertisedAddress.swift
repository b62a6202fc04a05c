// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Under which address others shall reach this node, and on which it listens (http://wiki.ros.org/ROS/NetworkSetup).
public struct AdvertisedAddress: Sendable, Hashable {
    /// What stands in the node's URIs.
    public var host: String
    /// What its sockets are bound to.
    public var bind: String

    /// An address of one's own.
    public init(host: String, bind: String) {
        self.host = host
        self.bind = bind
    }

    /// `__hostname:=`, `__ip:=`, `ROS_HOSTNAME`, `ROS_IP`, in this order; else the address by which this machine
    /// reaches the master, which is one that works, unlike the host name that rospy and roscpp fall back to.
    public static func find(
        specials: [String: String], environment: [String: String], masterHost: String
    ) -> AdvertisedAddress {
        let isIPv6 = environment["ROS_IPV6"] == "on"
        let everywhere = isIPv6 ? "::" : "0.0.0.0"
        for candidate in [specials["hostname"], specials["ip"], environment["ROS_HOSTNAME"], environment["ROS_IP"]] {
            guard let host = candidate, !host.isEmpty else { continue }
            return AdvertisedAddress(host: host, bind: isLoopback(host) ? loopback(host) : everywhere)
        }
        if isLoopback(masterHost) {
            let own = loopback(masterHost)
            return AdvertisedAddress(host: own, bind: own)
        }
        guard let own = localAddress(towards: masterHost) else {
            return AdvertisedAddress(host: hostName(), bind: everywhere)
        }
        return AdvertisedAddress(host: own, bind: own.contains(":") ? "::" : isLoopback(own) ? own : everywhere)
    }

    /// The host as it stands in a URI: IPv6 addresses in brackets.
    public var uriHost: String { host.contains(":") ? "[\(host)]" : host }

    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host.hasPrefix("127.") || host == "::1"
    }

    private static func loopback(_ host: String) -> String { host == "localhost" ? "127.0.0.1" : host }

    private static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return buffer.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// The source address of a datagram to `host`; nothing is sent.
    private static func localAddress(towards host: String) -> String? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "11311", &hints, &found) == 0, let first = found else { return nil }
        defer { freeaddrinfo(first) }
        let descriptor = socket(first.pointee.ai_family, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard connect(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0 else { return nil }
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var text = [CChar](repeating: 0, count: 128)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(descriptor, address, &length) == 0
                    ? getnameinfo(address, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) : -1
            }
        }
        guard result == 0 else { return nil }
        return text.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
