// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOCore
import PharosModel
import ROS1
import ROSMessages
import XMLRPC

/// What is registered: whether nodes answer where they say they are, and whether their types are known here.
extension ROS1Diagnosis {
    func nodes(_ state: GraphView, masterIsLocal: Bool) async -> [Finding] {
        let names = state.nodes.prefix(ROS1Diagnosis.maximumAsked)
        var findings = await withTaskGroup(of: Finding?.self) { group in
            for name in names { group.addTask { await self.node(name, masterIsLocal: masterIsLocal) } }
            return await group.reduce(into: [Finding]()) { if let finding = $1 { $0.append(finding) } }
        }
        findings.sort { $0.subject < $1.subject }
        if findings.isEmpty, !names.isEmpty {
            findings.append(Finding(.fine, "nodes", "all \(names.count) answer where they are registered"))
        }
        if state.nodes.count > names.count {
            findings.append(Finding(.warning, "nodes", "only \(names.count) of \(state.nodes.count) were asked"))
        }
        return findings
    }

    private func node(_ name: String, masterIsLocal: Bool) async -> Finding? {
        let answer = try? await master.call(
            "lookupNode", [.string("/pharos_doctor"), .string(name)], timeout: .seconds(10))
        guard let parts = answer?.array, parts.count == 3, let uri = parts[2].string,
            let place = XMLRPCClient.address(uri)
        else { return Finding(.warning, name, "is registered without an address that could be used") }
        let addresses = await HostLookup.addresses(place.host)
        guard !addresses.isEmpty else {
            return Finding(
                .problem, name, "says it is at \(uri), and '\(place.host)' does not resolve here",
                advice: "set ROS_IP where it runs, or put the name into /etc/hosts here")
        }
        if !masterIsLocal, addresses.allSatisfy(HostLookup.isLoopback) {
            return Finding(
                .problem, name, "says it is at \(uri), which is this machine, though its master is on another",
                advice: "set ROS_IP where it runs to an address that others reach")
        }
        let client = XMLRPCClient(host: place.host, port: place.port, path: place.path, eventLoop: eventLoop)
        defer { client.close() }
        do {
            _ = try await client.call("getPid", [.string("/pharos_doctor")], timeout: ROS1Diagnosis.patience)
            return nil
        } catch {
            return Finding(
                .problem, name, "is registered at \(uri) and does not answer there (\(error))",
                advice: "if it is gone: rosnode cleanup; if it runs: is it stopped, or a firewall between?")
        }
    }

    func types(_ state: GraphView) async -> [Finding] {
        let definitions = Definitions(environment: environment)
        var findings = await topicTypes(state, definitions)
        var configuration = ROS1.NodeConfiguration(name: "pharos_doctor")
        configuration.masterURI = "http://\(authority)"
        configuration.environment = environment
        configuration.isLogging = false
        let logger = Logger(label: "pharos.doctor", factory: { _ in SwiftLogNoOpLogHandler() })
        guard let node = try? await Node.start(configuration, eventLoop: eventLoop, logger: logger) else { return findings }
        let services = state.services.prefix(ROS1Diagnosis.maximumAsked).map(\.name)
        // A few at a time: each is a connection of its own.
        for start in stride(from: 0, to: services.count, by: 32) {
            let part = services[start..<min(start + 32, services.count)]
            findings += await withTaskGroup(of: Finding?.self) { group in
                for name in part { group.addTask { await self.service(name, node, definitions) } }
                return await group.reduce(into: [Finding]()) { if let finding = $1 { $0.append(finding) } }
            }
        }
        await node.shutdown()
        if findings.isEmpty {
            findings.append(
                Finding(.fine, "types", "all service types and the types of unpublished topics are known here"))
        }
        return findings.sorted { ($0.severity.rawValue, $0.subject) < ($1.severity.rawValue, $1.subject) }
    }

    private func service(_ name: String, _ node: Node, _ definitions: Definitions) async -> Finding? {
        let probe: ServiceProbe
        do {
            probe = try await node.probe(name, timeout: ROS1Diagnosis.patience)
        } catch {
            return Finding(
                .problem, name, "its provider does not answer (\(error))",
                advice: "if the provider is gone: rosnode cleanup")
        }
        do {
            let known = try definitions.service(type: probe.type)
            guard known.md5 != probe.md5, probe.md5 != "*" else { return nil }
            return Finding(
                .problem, name, "its type \(probe.type) [\(probe.md5)] differs from the one installed here [\(known.md5)]",
                advice: "install the provider's version of the package; until then it cannot be called")
        } catch {
            return Finding(
                .problem, name, "its type \(probe.type) is not known here: no header carries a service's definition",
                advice: "install the package that has \(probe.type), or name its workspace in ROS_PACKAGE_PATH")
        }
    }

    /// A topic that somebody publishes brings its definition along; one that is only listened to does not.
    private func topicTypes(_ state: GraphView, _ definitions: Definitions) async -> [Finding] {
        let answer = try? await master.call(
            "getTopicTypes", [.string("/pharos_doctor")], timeout: ROS1Diagnosis.patience)
        guard let parts = answer?.array, parts.count == 3 else { return [] }
        return (parts[2].array ?? []).compactMap { entry in
            guard let pair = entry.array, pair.count == 2, let topic = pair[0].string, let type = pair[1].string,
                type != "*", !state.isPublished(topic), (try? definitions.message(type: type)) == nil
            else { return nil }
            return Finding(
                .warning, topic, "its type \(type) is not known here, and nobody publishes it who would tell",
                advice: "install the package that has \(type) before writing to it")
        }
    }
}
