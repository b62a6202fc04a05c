// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import ROS1
import ROS1Reconfigure
import ROSMessages

extension Peer {
    /// Sees and sets /tunable: `describe`, `get`, `set` with `changes`, `groups` and `clamps`; tells of each update.
    static func reconfigure(_ node: Node, _ lines: Lines) async throws {
        let client = try await node.reconfigureClient("/tunable")
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                for await update in client.updates { tell("update", ["values": .record(update.values)]) }
            }
            for await line in lines {
                let deadline = NIODeadline.now() + .milliseconds(Int64(line.milliseconds.int ?? 10_000))
                do {
                    switch line.do.string {
                    case "describe":
                        let description = try await client.description(deadline: deadline)
                        tell(
                            "description",
                            [
                                "parameters": .array(description.parameters.map(value)),
                                "groups": .array(description.groups.map { .string($0.name) }),
                            ])
                    case "get": tell("configuration", value(try await client.configuration(deadline: deadline)))
                    case "set":
                        let groups = (line.groups.record?.entries ?? []).map { ($0.name, $0.value.bool ?? false) }
                        let after = try await client.set(
                            line.changes.record ?? [:], groups: Dictionary(groups) { $1 }, clamps: line.clamps == true,
                            deadline: deadline)
                        tell("configuration", value(after))
                    default: tell("error", ["code": "unknown command"])
                    }
                } catch let error as ReconfigureError {
                    tell("error", ["code": .string(error.code.description), "text": .string(error.message)])
                } catch let error as ROS1Error {
                    tell("error", ["code": .string(error.code.description), "text": .string(error.message)])
                }
            }
            await client.close()
        }
    }

    private static func value(_ parameter: ReconfigurableParameter) -> Value {
        [
            "name": .string(parameter.name), "kind": .string(parameter.kind.rawValue), "text": .string(parameter.text),
            "minimum": parameter.minimum ?? .null, "maximum": parameter.maximum ?? .null,
            "initial": parameter.initial ?? .null, "level": Value(parameter.level), "group": Value(parameter.group),
        ]
    }

    private static func value(_ configuration: Configuration) -> Record {
        [
            "values": .record(configuration.values),
            "groups": .record(
                Record(configuration.groups.sorted { $0.key < $1.key }.map { ($0.key, .bool($0.value)) })),
        ]
    }
}
