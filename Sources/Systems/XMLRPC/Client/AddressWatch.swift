// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Which addresses the name of a host has, looked up again while somebody calls it: hosts move, and a connection that is
/// kept would never notice. Confined to its event loop, which is what makes it `Sendable`.
final class AddressWatch: @unchecked Sendable {
    /// A name is looked up no oftener.
    static let pause = TimeAmount.seconds(1)

    private let host: String
    private let eventLoop: any EventLoop
    private let lookup: @Sendable (String) -> Set<String>
    private var last = NIODeadline.now()
    private var isLooking = false
    /// What the last look gave; empty before.
    private(set) var known: Set<String> = []

    /// A watch of a name.
    /// - Parameter lookup: gives a name's addresses, on a thread that may wait. Default: `getaddrinfo`.
    init(
        host: String, eventLoop: any EventLoop,
        lookup: @escaping @Sendable (String) -> Set<String> = AddressWatch.addresses
    ) {
        self.host = host
        self.eventLoop = eventLoop
        self.lookup = lookup
    }

    /// Whether a host is a name that may come to mean another one: neither an address nor this machine.
    static func isName(_ host: String) -> Bool {
        host != "localhost" && (try? SocketAddress(ipAddress: host, port: 0)) == nil
    }

    /// Looks, if it is time to, and calls `then` with the addresses on the loop; not at all when there are none: a name
    /// that cannot be looked up just now has not moved.
    func look(_ then: @escaping (_ before: Set<String>, _ now: Set<String>) -> Void) {
        guard !isLooking, .now() - last >= AddressWatch.pause else { return }
        isLooking = true
        NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { [host, lookup] in lookup(host) }
            .assumeIsolated().whenComplete { result in
                self.isLooking = false
                self.last = .now()
                guard let found = try? result.get(), !found.isEmpty else { return }
                let before = self.known
                self.known = found
                then(before, found)
            }
    }

    /// The addresses of a name, as text without zones.
    @Sendable static func addresses(of host: String) -> Set<String> {
        var hints = addrinfo()
        #if canImport(Glibc)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        var found: Set<String> = []
        var next = first
        while let entry = next?.pointee {
            next = entry.ai_next
            var text = [CChar](repeating: 0, count: 128)
            let code = getnameinfo(
                entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            guard code == 0 else { continue }
            let address = text.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            found.insert(String(address.prefix { $0 != "%" }))
        }
        return found
    }
}
