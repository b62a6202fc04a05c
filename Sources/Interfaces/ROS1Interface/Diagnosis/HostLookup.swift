// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOPosix

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What this machine's resolver says, asked on a thread that may block.
enum HostLookup {
    /// The addresses of a host as text; empty when it does not resolve.
    static func addresses(_ host: String) async -> [String] {
        let found = try? await NIOThreadPool.singleton.runIfActive { resolve(host) }
        return found ?? []
    }

    private static func resolve(_ host: String) -> [String] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [String] = []
        var next = list
        while let entry = next {
            if let text = text(entry.pointee.ai_addr, entry.pointee.ai_addrlen), !addresses.contains(text) {
                addresses.append(text)
            }
            next = entry.pointee.ai_next
        }
        return addresses
    }

    /// The addresses of this machine's interfaces.
    static func ownAddresses() -> Set<String> {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var addresses: Set<String> = []
        var next = list
        while let entry = next {
            if let address = entry.pointee.ifa_addr {
                let family = Int32(address.pointee.sa_family)
                let length = family == AF_INET ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
                if family == AF_INET || family == AF_INET6, let text = text(address, socklen_t(length)) {
                    addresses.insert(text)
                }
            }
            next = entry.pointee.ifa_next
        }
        return addresses
    }

    private static func text(_ address: UnsafeMutablePointer<sockaddr>, _ length: socklen_t) -> String? {
        var buffer = [CChar](repeating: 0, count: 128)
        guard getnameinfo(address, length, &buffer, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST) == 0 else {
            return nil
        }
        return buffer.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// Whether an address is reachable from this machine alone.
    static func isLoopback(_ address: String) -> Bool { address.hasPrefix("127.") || address == "::1" }
}
