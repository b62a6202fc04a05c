// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FuzzSupport
import Logging
import NIOCore
import NIOPosix
import PharosModel
@testable import PharosNode
import PharosWire

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a client sends to a node: any bytes, and others are still served. Input: with or without a greeting before,
/// stream.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNodeSession(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    withInput(start, count) { bytes in
        var input = FuzzInput(bytes)
        let greets = input.byte() & 1 == 1
        let stream = input.all()
        let socket = node.connect()
        if greets { socket.send(greeting) }
        socket.send(stream)
        if greets, isWhole(stream) {
            // Everything before it has been handled when this is answered, or the connection was closed.
            socket.send(Array(Frame(.ping, stream: 0xffff_ffff).serialized().readableBytesView))
            var reader = FrameReader()
            while true {
                let answer = socket.receive()
                guard !answer.isEmpty else { return }
                reader.append(ByteBuffer(bytes: answer))
                while let frame = must("the node breaks the protocol", { try reader.next() }) {
                    if frame.kind == .pong, frame.stream == 0xffff_ffff { return }
                }
            }
        }
        socket.endSending()
        while !socket.receive().isEmpty {}
    }
}

private func isWhole(_ stream: [UInt8]) -> Bool {
    var reader = FrameReader()
    reader.append(ByteBuffer(bytes: stream))
    do {
        while try reader.next() != nil {}
    } catch {
        return false
    }
    return reader.pendingBytes == 0
}

private let greeting: [UInt8] = {
    var hello = Pharos_V1_Hello()
    hello.lowestVersion = ProtocolVersion.lowest
    hello.highestVersion = ProtocolVersion.highest
    let frame = must("a greeting") { try Frame(.hello, message: hello) }
    return ProtocolVersion.preface + Array(frame.serialized().readableBytesView)
}()

nonisolated(unsafe) private var node = RunningNode()

/// A node in this process; a client may stop it, then it is started again.
private struct RunningNode {
    private let directory = scratchDirectory()
    private let path: String

    init() {
        signal(SIGPIPE, SIG_IGN)
        let directory = directory
        path = must("the directory") {
            try RuntimeDirectory(path: directory).socket(NodeKey(scheme: EchoInterface.scheme, authority: ""))
        }
        start()
    }

    private func start() {
        var configuration = NodeConfiguration()
        configuration.runtimeDirectory = directory
        configuration.isKept = true
        configuration.maximumFrame = 1 << 20
        let runtime = NodeRuntime<EchoInterface>(
            configuration: configuration, logger: Logger(label: "fuzz", factory: { _ in SwiftLogNoOpLogHandler() }),
            group: NIOSingletons.posixEventLoopGroup)
        Task { while true { _ = try await runtime.run() } }
    }

    func connect() -> FuzzSocket {
        for _ in 0..<4000 {
            if let socket = FuzzSocket(path: path) { return socket }
            usleep(1000)
        }
        fatalError("the node is gone")
    }
}

/// A system that has what it is asked for and keeps nothing.
private final class EchoInterface: Interface {
    static let scheme = "fuzz"
    private let context: InterfaceContext
    private let schema: Schema

    init(context: InterfaceContext) throws {
        self.context = context
        schema = try Schema(encoding: .packed, type: "fuzz/Text", definition: "string data\n")
    }

    func run() async throws {
        context.resources.replaceAll([
            ResourceInfo(path: "/value", role: .parameter, kind: .attribute, isWritable: true),
            ResourceInfo(path: "/stream", role: .topic, kind: .attribute),
            ResourceInfo(path: "/echo", role: .service, kind: .command, isReadable: false),
        ])
        while true { try await Task.sleep(for: .seconds(3600)) }
    }

    func describe(_ reference: ResourceReference, deadline: NIODeadline) async throws -> ResourceDescription {
        ResourceDescription(
            info: ResourceInfo(path: reference.path, role: .parameter, kind: .attribute), schema: schema)
    }

    func read(_ reference: ResourceReference, deadline: NIODeadline) async throws -> SourceSample {
        SourceSample(try Payload.encode(["data": "x"], as: schema))
    }

    func write(_ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline) async throws {
        _ = try payload.value()
    }

    func call(_ reference: ResourceReference, _ payload: Payload, deadline: NIODeadline) async throws -> Payload {
        payload
    }

    func subscribe(_ reference: ResourceReference, sink: SampleSink) async throws -> any InterfaceSubscription {
        for _ in 0..<3 { sink.send(try await read(reference, deadline: .distantFuture)) }
        return Watch()
    }

    func configure(verb: String, arguments: Value) async throws -> Value { arguments }

    func serve(_ offer: ServeOffer, handler: @escaping ServedHandler) async throws -> any ServedResource {
        Served(schema: schema, replySchema: schema)
    }

    private struct Watch: InterfaceSubscription { func cancel() async {} }

    private struct Served: ServedResource {
        let schema: Schema?
        let replySchema: Schema?
        func publish(_ payload: Payload) async throws { _ = try payload.value() }
        func withdraw() async {}
    }
}
