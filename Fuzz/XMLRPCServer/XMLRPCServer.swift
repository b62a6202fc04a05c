// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import NIOCore
import NIOPosix
import XMLRPC

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What comes over HTTP to a server that echoes its parameters: any bytes, and it is still there afterwards.
/// Input: whole requests or a body for a right head, the bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzXMLRPCServer(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let isBody = input.byte() & 1 == 1
        let rest = input.all()
        guard let socket = FuzzSocket(port: port) else { return check(false, "the server is gone") }
        if isBody { socket.send(Array("POST /RPC2 HTTP/1.1\r\nContent-Length: \(rest.count)\r\n\r\n".utf8)) }
        socket.send(rest)
        if isBody {
            let answer = String(decoding: socket.receive(), as: UTF8.self)
            check(answer.hasPrefix("HTTP/1.1 200"), "a request is answered with '\(answer.prefix(80))'")
        }
        socket.endSending()
        while !socket.receive().isEmpty {}
    }
}

private let port: Int = {
    signal(SIGPIPE, SIG_IGN)
    let started = NIOSingletons.posixEventLoopGroup.next().makePromise(of: Int.self)
    started.completeWithTask {
        try await XMLRPCServer.start(host: "127.0.0.1", port: 0, group: NIOSingletons.posixEventLoopGroup) { call, loop in
            call.method == "unknown" ? nil : loop.makeSucceededFuture(.array(call.parameters))
        }.port
    }
    return must("the server does not start") { try started.futureResult.wait() }
}()
