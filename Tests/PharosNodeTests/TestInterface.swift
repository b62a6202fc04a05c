// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Pharos
import PharosModel
import PharosWire
import Testing

@testable import PharosNode

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A small system inside the test: one value, one stream, some commands.
final class TestInterface: Interface {
    static let scheme = "test"
    private let context: InterfaceContext
    private let value = NIOLockedValueBox<Value>(["data": 0])
    private let sinks = NIOLockedValueBox<[SampleSink]>([])
    private let cancelled = NIOLockedValueBox(0)
    private let served = NIOLockedValueBox<[String: ServedHandler]>([:])

    struct Subscription: InterfaceSubscription { func cancel() async {} }

    init(context: InterfaceContext) { self.context = context }

    func run() async throws {
        context.resources.replaceAll([
            ResourceInfo(path: "/value", role: .parameter, kind: .attribute, isWritable: true),
            ResourceInfo(path: "/stream", role: .topic, kind: .attribute),
            ResourceInfo(path: "/both", role: .topic, kind: .attribute),
            ResourceInfo(path: "/both", role: .service, kind: .command, isReadable: false),
            ResourceInfo(path: "/echo", role: .service, kind: .command, isReadable: false),
        ])
        while true { try await Task.sleep(for: .seconds(3600)) }
    }

    func describe(_ reference: ResourceReference, deadline: NIODeadline) async throws -> ResourceDescription {
        ResourceDescription(info: ResourceInfo(path: reference.path, role: .parameter, kind: .attribute))
    }

    func read(_ reference: ResourceReference, deadline: NIODeadline) async throws -> SourceSample {
        switch reference.path {
        case "/value": return SourceSample(Payload(value.withLockedValue { $0 }))
        case "/stream": throw PharosError(.unsupported, "it only pushes")
        default: throw PharosError(.notFound, "there is no \(reference.path)")
        }
    }

    func write(_ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline) async throws {
        let new = try payload.value()
        value.withLockedValue { $0 = new }
    }

    func call(_ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline) async throws -> Payload {
        switch reference.path {
        case "/echo", "/both": return payload
        case "/slow":
            do {
                try await Task.sleep(for: .seconds(60))
            } catch {
                cancelled.withLockedValue { $0 += 1 }
                throw error
            }
            return payload
        default:
            guard let handler = served.withLockedValue({ $0[reference.path] }) else {
                throw PharosError(.systemFailed, "the robot says no")
            }
            return try await handler(payload)
        }
    }

    /// Offers whose name says so take their time.
    func serve(_ offer: ServeOffer, handler: @escaping ServedHandler) async throws -> any ServedResource {
        if offer.path == "/late" { await Task.detached { try? await Task.sleep(for: .milliseconds(200)) }.value }
        served.withLockedValue { $0[offer.path] = handler }
        return Served { [served] in served.withLockedValue { $0[offer.path] = nil } }
    }

    struct Served: ServedResource {
        let end: @Sendable () -> Void
        var schema: Schema? { nil }
        var replySchema: Schema? { nil }
        func publish(_ payload: Payload) async throws {}
        func withdraw() async { end() }
    }

    func subscribe(_ reference: ResourceReference, sink: SampleSink) async throws -> any InterfaceSubscription {
        guard reference.path == "/stream" else { throw PharosError(.notFound, "there is no \(reference.path)") }
        sinks.withLockedValue { $0.append(sink) }
        return Subscription()
    }

    func configure(verb: String, arguments: Value) async throws -> Value {
        switch verb {
        case "listeners": return .int(Int64(sinks.withLockedValue { $0.count }))
        case "served": return .int(Int64(served.withLockedValue { $0.count }))
        case "cancelled": return .int(Int64(cancelled.withLockedValue { $0 }))
        case "emit":
            for number in 0..<(arguments["count"].int ?? 1) {
                for sink in sinks.withLockedValue({ $0 }) { sink.send(SourceSample(Payload(.int(Int64(number))))) }
            }
            return .null
        default: throw PharosError(.unsupported, "no '\(verb)'")
        }
    }
}

/// Runs a node of ``TestInterface`` in this process and gives `body` a client and the socket's path.
func withTestNode(
    exposure: Exposure = .everything, _ body: @escaping @Sendable (Pharos, String) async throws -> Void
) async throws {
    var template = Array("/tmp/pharos-test-XXXXXX".utf8CString)
    let path = String(cString: try #require(mkdtemp(&template)))
    var node = NodeConfiguration()
    node.runtimeDirectory = path
    node.exposure = exposure
    // Long enough that it is still there when a slow machine comes to its first client.
    node.graceTime = .seconds(1)
    let runtime = NodeRuntime<TestInterface>(
        configuration: node, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
        group: MultiThreadedEventLoopGroup.singleton)
    let running = Task { try await runtime.run() }
    let directory = try RuntimeDirectory(path: path)
    let key = NodeKey(scheme: "test", authority: "")
    let socket = directory.socket(key)
    // The socket is there a moment before anybody listens on it; the record comes after.
    let record = directory.record(key)
    for _ in 0..<5000 where access(record, F_OK) != 0 { try await Task.sleep(for: .milliseconds(2)) }
    var client = PharosConfiguration()
    client.runtimeDirectory = path
    client.startsNodes = false
    client.timeout = .seconds(5)
    try await withPharos(client) { pharos in
        _ = try await pharos.list("test:")
        try await body(pharos, socket)
    }
    // The node leaves on its own when its last client has.
    #expect(try await running.value != nil)
    #expect(access(socket, F_OK) != 0)
    for file in try RuntimeDirectory(path: path).files() { unlink("\(path)/\(file)") }
    rmdir(path)
}

/// A peer that writes whatever it likes: a blocking socket with a receive time-out.
final class RawPeer {
    private let descriptor: Int32
    private var reader = FrameReader()

    init(_ path: String) throws {
        #if canImport(Glibc)
            descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
            descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) throws { try #require(write(descriptor, bytes, bytes.count) == bytes.count) }

    func send(_ frame: Frame) throws { try send(Array(frame.serialized().readableBytesView)) }

    func greet(lowest: UInt32 = ProtocolVersion.lowest, highest: UInt32 = ProtocolVersion.highest) throws {
        var hello = Pharos_V1_Hello()
        hello.lowestVersion = lowest
        hello.highestVersion = highest
        try send(ProtocolVersion.preface)
        try send(try Frame(.hello, message: hello))
    }

    /// The next frame; `nil` when the node closed the connection.
    func next() throws -> Frame? {
        var bytes = [UInt8](repeating: 0, count: 65536)
        while true {
            if let frame = try reader.next() { return frame }
            let count = read(descriptor, &bytes, bytes.count)
            if count == 0 || (count < 0 && errno == ECONNRESET) { return nil }
            try #require(count > 0, "nothing came in five seconds")
            reader.append(ByteBuffer(bytes: bytes[..<count]))
        }
    }

    /// The next frame of that kind.
    func next(_ kind: FrameKind) throws -> Frame {
        while let frame = try next() { if frame.kind == kind { return frame } }
        throw PharosError(.nodeDied, "closed before a \(kind) came")
    }
}
