// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import Logging
import NIOCore
import NIOPosix
@testable import ROS1
import ROSMessages
import StandardMessages

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What others send to a ROS 1 node with a topic and a service: any bytes, and it still answers afterwards.
/// Input: to which of its doors, the bytes: a stream, what follows the header of a subscriber or of a caller, a call of
/// the slave API.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzROS1Node(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let door = input.number(below: 4)
        let rest = input.all()
        guard let socket = FuzzSocket(port: door == 3 ? running.slave : running.data) else {
            return check(false, "the node is gone")
        }
        switch door {
        case 1: socket.send(subscriber)
        case 2: socket.send(caller)
        case 3: socket.send(Array("POST / HTTP/1.1\r\nContent-Length: \(rest.count)\r\n\r\n".utf8))
        default: break
        }
        if door == 1 || door == 2 { check(!socket.receive().isEmpty, "a right header is not answered") }
        socket.send(rest)
        if door == 3 {
            check(socket.receive().starts(with: "HTTP/1.1 200".utf8), "the slave API does not answer")
        }
        socket.endSending()
        while !socket.receive().isEmpty {}
    }
}

private let text = must("a type") {
    try MessageSchema.parse(name: MessageName("std_msgs/String"), fullDefinition: "string data")
}
private let sum = must("a service") {
    try ServiceSchema(name: MessageName("fuzz_msgs/Sum"), text: "int64 a\nint64 b\n---\nint64 sum") {
        name throws(MessageError) in try StandardDefinitions.text(of: name)
    }
}

private let subscriber = header([
    "callerid": "/listener", "topic": "/chatter", "md5sum": text.md5, "type": "std_msgs/String",
])
private let caller = header(["callerid": "/caller", "service": "/add", "md5sum": "*", "persistent": "1"])

private func header(_ fields: [String: String]) -> [UInt8] {
    Array(ConnectionHeader(fields).serialized().readableBytesView)
}

private let running: (data: Int, slave: Int) = {
    signal(SIGPIPE, SIG_IGN)
    let loop = NIOSingletons.posixEventLoopGroup.next()
    let ports = loop.makePromise(of: (Int, Int).self)
    ports.completeWithTask {
        var configuration = NodeConfiguration(name: "fuzzed")
        // No master: the node waits for one, and is reached without.
        configuration.masterURI = "http://127.0.0.1:1/"
        configuration.masterWatchMilliseconds = 3_600_000
        configuration.isLogging = false
        let node = try await Node.start(
            configuration, eventLoop: loop, logger: Logger(label: "fuzz", factory: { _ in SwiftLogNoOpLogHandler() }))
        let publisher = try await node.advertise("/chatter", as: text)
        _ = try await node.advertiseService("/add", as: sum) { request, _ in
            let value = try MessageDecoder.value(request, as: sum.request)
            let total = (value.a.int ?? 0) &+ (value.b.int ?? 0)
            return try MessageEncoder(now: { ROSTime(secs: 0, nsecs: 0) }).bytes(["sum": Value(total)], as: sum.response)
        }
        Task {
            // Something to be sent to whoever subscribes; keeps the node, too.
            while true {
                publisher.publish(ByteBuffer(bytes: [2, 0, 0, 0, 104, 105]))
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        return try await node.onLoop { (node.port, slavePort(of: node.uri)) }
    }
    return must("the node does not start") { try ports.futureResult.wait() }
}()

/// The port in `http://host:port/`.
private func slavePort(of uri: String) -> Int {
    Int(uri.split(separator: ":").last?.dropLast() ?? "") ?? 0
}
