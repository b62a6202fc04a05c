// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A blocking socket to a server in this process. Closing resets the connection, so that ports are free again at once.
package final class FuzzSocket {
    private let descriptor: Int32

    #if canImport(Glibc)
        private static let stream = Int32(SOCK_STREAM.rawValue)
    #else
        private static let stream = SOCK_STREAM
    #endif

    /// Connects to a port of this machine; `nil` when nobody listens.
    package init?(port: Int) {
        descriptor = socket(AF_INET, FuzzSocket.stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        guard connect(&address, MemoryLayout<sockaddr_in>.size) else { return nil }
    }

    /// Connects to a Unix socket; `nil` when nobody listens.
    package init?(path: String) {
        descriptor = socket(AF_UNIX, FuzzSocket.stream, 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        guard connect(&address, MemoryLayout<sockaddr_un>.size) else { return nil }
    }

    deinit { close(descriptor) }

    private func connect<Address>(_ address: inout Address, _ size: Int) -> Bool {
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var reset = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
        return withUnsafeBytes(of: &address) { bytes in
            guard let start = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            #if canImport(Glibc)
                return Glibc.connect(descriptor, start, socklen_t(size)) == 0
            #else
                return Darwin.connect(descriptor, start, socklen_t(size)) == 0
            #endif
        }
    }

    /// Sends all, or as much as the server takes before it closes.
    package func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            // libFuzzer's clock interrupts once a second.
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Says that nothing more will come.
    package func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// What came; empty when the server has closed. Ends the run when nothing comes in five seconds.
    package func receive() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &bytes, bytes.count)
            if count > 0 { return Array(bytes[..<count]) }
            if count == 0 || errno == ECONNRESET || errno == EPIPE { return [] }
            check(errno == EINTR, "no answer in five seconds")
        }
    }
}

/// An empty directory for the files of a run, in memory where the system has such a place; removed by nobody.
package func scratchDirectory() -> String {
    let base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var template = Array("\(base)/pharos-fuzz-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no scratch directory") }
    return template.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}

/// Puts `bytes` into a file.
package func write(_ bytes: [UInt8], to path: String) {
    guard let file = fopen(path, "w") else { fatalError("\(path) cannot be written") }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
}

/// Makes a directory and all above it.
package func makeDirectory(_ path: String) {
    var made = ""
    for part in path.split(separator: "/") {
        made += "/" + part
        mkdir(made, 0o700)
    }
}
