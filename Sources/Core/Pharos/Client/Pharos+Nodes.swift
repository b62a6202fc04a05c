// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FoundationEssentials
import NIOCore
public import PharosModel
import PharosWire

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension Pharos {
    /// The nodes of this user that are running.
    public func nodes() async throws(PharosError) -> [NodeInfo] {
        var nodes: [NodeInfo] = []
        for key in recordedNodes() {
            guard let connection = try? await link(key, startsNodes: false).connection() else { continue }
            var request = Pharos_V1_Request()
            request.status = Pharos_V1_Status()
            guard let reply = try? await connection.request(request, timeout: .seconds(2)) else { continue }
            nodes.append(NodeInfo(reply.status, without: UInt32(getpid())))
        }
        return nodes.sorted { ($0.scheme, $0.authority, $0.profile) < ($1.scheme, $1.authority, $1.profile) }
    }

    /// Stops the node of an authority, if one is running; programs that still use it start a new one.
    public func stopNode(_ name: String) async throws(PharosError) {
        let target = try target(name, isList: true)
        let link = link(target.key, startsNodes: false)
        let connection: NodeConnection
        do {
            connection = try await link.connection()
        } catch {
            guard error.code == .nodeUnavailable else { throw error }
            return
        }
        let process = Int32(bitPattern: connection.welcome.pid)
        var request = Pharos_V1_Request()
        request.stop = Pharos_V1_Stop()
        do {
            _ = try await connection.request(request, timeout: .seconds(5))
        } catch {
            // It may have been gone before its answer was.
            guard error.code == .nodeDied else { throw error.about(name) }
        }
        for _ in 0..<500 where NodeProcess.isAlive(process) && !NodeProcess.isZombie(process) {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    /// The last lines of a node's log, also of one that is no longer running.
    public func nodeLog(_ name: String, lines: Int) throws(PharosError) -> [String] {
        let target = try target(name, isList: true)
        return NodeProcess.lastLines(lines, of: directory.log(target.key))
    }

    /// The nodes that left a record of themselves; some may be gone.
    func recordedNodes() -> [NodeKey] {
        directory.files().filter { $0.hasSuffix(".node") }.compactMap { file in
            var fields: [String: String] = [:]
            for line in NodeProcess.lastLines(10, of: "\(directory.path)/\(file)") {
                guard let equals = line.firstIndex(of: "=") else { continue }
                fields[String(line[..<equals])] = String(line[line.index(after: equals)...])
            }
            guard let scheme = fields["scheme"] else { return nil }
            return NodeKey(scheme: scheme, authority: fields["authority"] ?? "", profile: fields["profile"] ?? "")
        }
    }

    /// What the node of an authority shows, and, with a new exposure, what it shall show from now on.
    ///
    /// The change reaches every client of the node: watchers of the list get the difference, subscriptions of what
    /// stays shown go on undisturbed, those of what is hidden end with `notExposed`.
    @discardableResult
    public func expose(_ name: String, _ exposure: Exposure? = nil) async throws(PharosError) -> Exposure {
        let target = try target(name, isList: true)
        var request = Pharos_V1_Request()
        if let exposure { request.expose.exposure = Pharos_V1_Exposure(exposure) } else { request.expose.onlyAsk = true }
        let connection = try await link(target.key).connection()
        return try await connection.request(request, timeout: .seconds(10)).exposure.model()
    }

    /// A word to the interface of a node, in the interface's own vocabulary; the mock's controls are such words.
    @discardableResult
    public func configure(
        _ name: String, verb: String, _ arguments: Value = .record([:])
    ) async throws(PharosError) -> Value {
        let target = try target(name, isList: true)
        do {
            return try await target.access.configure(
                verb: verb, arguments: arguments, timeout: TimeAmount(configuration.timeout))
        } catch {
            throw error.about(name)
        }
    }
}
