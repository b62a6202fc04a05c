// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPharosSystem
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import PharosModel
import PharosWire

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Connects to a node, and starts it first where none is there. Among all processes of the user one starts it: who
/// gets the start lock; the others wait for its socket.
struct NodeStarter: Sendable {
    let key: NodeKey
    let directory: RuntimeDirectory
    let configuration: PharosConfiguration
    let environment: [String: String]
    let group: any EventLoopGroup
    let children: NodeChildren

    func connect(
        whenClosed: @escaping @Sendable (NodeConnection, NodeConnection.Closing) -> Void
    ) async throws -> NodeConnection {
        let deadline = ContinuousClock.now + configuration.startTimeout
        var lastRefusal: PharosError?
        while true {
            do {
                return try await NodeConnection.connect(
                    key, path: directory.socket(key), clientName: clientName, group: group, whenClosed: whenClosed)
            } catch let error as PharosError where error.code != .nodeUnavailable {
                throw naming(error)
            } catch is CancellationError {
                throw PharosError(.cancelled, "the task was cancelled while the node was being reached")
            } catch {
                lastRefusal = error as? PharosError
            }
            guard configuration.startsNodes else {
                throw PharosError(
                    .nodeUnavailable,
                    "no node \(key) is running, and this program does not start nodes (startsNodes is off)")
            }
            guard ContinuousClock.now < deadline else {
                throw startTimedOut(lastRefusal)
            }
            try await startIfFirst(deadline)
            try await pause(.milliseconds(5))
        }
    }

    private var clientName: String {
        if let name = configuration.clientName { return name }
        let path = NodeExecutable.ownPath() ?? "client"
        return path.split(separator: "/").last.map(String.init) ?? path
    }

    /// Starts the node when no other process is at it, and waits until it listens.
    private func startIfFirst(_ deadline: ContinuousClock.Instant) async throws {
        let path = directory.startLock(key)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw PharosError(.environment, "\(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        guard pharos_try_lock(descriptor) == 0 else { return }
        // While we waited for the lock somebody may have finished.
        if await listens() { return }
        let pid = try NodeProcess.start(key, in: directory, configuration: configuration, environment: environment)
        children.add(pid)
        while ContinuousClock.now < deadline {
            if await listens() { return }
            if let ending = children.ending(of: pid) {
                // 75: another node holds the lock; it is about to listen or to leave.
                if ending.details["exitCode"] == "75" { return }
                throw PharosError(
                    .nodeUnavailable, "\(subject()) did not start: it \(ending.text)\(quotedLog())",
                    details: ending.details)
            }
            try await pause(.milliseconds(2))
        }
        // It leads a session of its own, and nobody else will ever end it.
        kill(-pid, SIGKILL)
    }

    /// Whether somebody accepts connections on the node's socket. Never waits: the queue of a node that is stopped may
    /// be full.
    private func listens() async -> Bool {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(directory.socket(key).utf8)
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 || errno == EAGAIN
            }
        }
    }

    private func pause(_ time: Duration) async throws {
        do {
            try await Task.sleep(for: time)
        } catch {
            throw PharosError(.cancelled, "the task was cancelled while the node was being started", cause: error)
        }
    }

    private func startTimedOut(_ refusal: PharosError?) -> PharosError {
        PharosError(
            .nodeUnavailable,
            "\(subject()) was not ready after \(configuration.startTimeout)"
                + (refusal.map { ": \($0.message)" } ?? "") + quotedLog(), cause: refusal)
    }

    /// The node in an error message, with the plug-in that it is, if it is one.
    func subject(process: Int32? = nil) -> String {
        let parts = (process.map { ["process \($0)"] } ?? []) + (plugIn.map { ["plug-in \($0)"] } ?? [])
        return "the node \(key)" + (parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))")
    }

    private var plugIn: String? {
        let found = try? NodeExecutable.find(scheme: key.scheme, configuration: configuration, environment: environment)
        return found.flatMap { $0.isPlugIn ? $0.path : nil }
    }

    /// A node that is reached and cannot be talked to: whose it is helps.
    private func naming(_ error: PharosError) -> PharosError {
        guard let plugIn, [.versionMismatch, .protocolViolation].contains(error.code) else { return error }
        var error = error
        error.message = "the plug-in \(plugIn): \(error.message)\(quotedLog())"
        return error
    }

    /// The end of the node's log for an error message.
    func quotedLog() -> String {
        let lines = NodeProcess.lastLines(3, of: directory.log(key)).map { NodeProcess.printable($0) }
        return lines.isEmpty ? "" : "; its log ends: \(lines.joined(separator: " ⏎ "))"
    }
}

/// The node processes that this process started: their exit status is ours to collect.
final class NodeChildren: Sendable {
    private let running = NIOLockedValueBox<[pid_t: NodeProcess.Ending?]>([:])

    func add(_ pid: pid_t) { running.withLockedValue { $0[pid] = .some(nil) } }

    func isChild(_ pid: pid_t) -> Bool { running.withLockedValue { $0[pid] != nil } }

    /// How a child ended; `nil` while it runs or when it is none of ours.
    func ending(of pid: pid_t) -> NodeProcess.Ending? {
        running.withLockedValue { children in
            guard let known = children[pid] else { return nil }
            if let known { return known }
            guard let ending = NodeProcess.reap(pid) else { return nil }
            children[pid] = ending
            return ending
        }
    }
}
