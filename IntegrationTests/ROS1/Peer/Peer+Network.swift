// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROS1
import ROSMessages
import StandardMessages

extension Peer {
    /// A topic and a service each way: `publish`, `subscribe`, `serve` and `call` with a `name`. What it publishes are
    /// words, or, with `bytes`, as many of them with a number in front and behind. Tells when the master is gone and back,
    /// and where the node is reached.
    static func network(_ node: Node, _ lines: Lines) async throws {
        node.onMaster = { tell("master", ["there": .bool($0), "uri": .string(node.uri)]) }
        for await line in lines {
            let name = line.name.string ?? "/name"
            switch line["do"].string {
            case "publish":
                let publisher = try await node.advertise(name, as: StdMsgs.String.self)
                let bytes = line["bytes"].int
                // Ends with the process.
                Task {
                    for number in 10_000_000... {
                        let filler = bytes.map { String(repeating: "x", count: max(0, $0 - 16)) }
                        let text = filler.map { "\(number)\($0)\(number)" } ?? "from the peer"
                        try publisher.publish(StdMsgs.String(data: text))
                        try await Task.sleep(for: .milliseconds(20))
                    }
                }
            case "subscribe":
                _ = try await node.subscribe(name, as: StdMsgs.String.self) { message in
                    guard let text = try? message.get().data else { return }
                    tell("message", ["name": .string(name), "text": .string(text)])
                }
            case "serve":
                _ = try await node.advertiseService(name, as: StdSrvs.Trigger.self) { _ in
                    StdSrvs.Trigger.Response(success: true, message: "from the peer")
                }
            case "call":
                do {
                    let answer = try await node.call(name, as: StdSrvs.Trigger.self, deadline: .now() + .seconds(5))
                    tell("answer", ["text": .string(answer.message)])
                } catch {
                    tell("answer", ["error": .string("\(error)")])
                }
                continue
            default: throw ROS1Error(.invalidName, "'\(line["do"])' is no command")
            }
            tell("done", ["uri": .string(try await node.eventLoop.submit { node.uri }.get())])
        }
    }
}
