// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOCore
import PharosNode
import PodEnvironments

/// One pod of the folder as its files are: what it has, and its processes once somebody has called it. Functions are named
/// as in the resource's path behind the pod's name.
protocol PodEntry: AnyObject, Sendable {
    /// Whether the files are what they were when they were read.
    var isCurrent: Bool { get }

    /// The pod and what is known of its functions, for the list.
    var infos: [ResourceInfo] { get }

    /// All there is to say of a function, or of the pod as a whole.
    func describe(_ function: String?, deadline: NIODeadline) async throws -> ResourceDescription

    /// Calls a function.
    func call(_ function: String, _ request: Value, deadline: NIODeadline) async throws -> Value

    /// The first value of a stream; `nil` when it ends without one.
    func first(_ function: String, deadline: NIODeadline) async throws -> Value?

    /// Hands on the values of a stream until it ends or the task is cancelled.
    /// - Returns: how many there were.
    func follow(_ function: String, _ value: @Sendable (Value) -> Void) async throws -> Int

    /// Whether a function can be read and watched.
    func isAttribute(_ function: String) async throws -> Bool

    /// Ends its processes and returns when they have ended; calls in flight are told.
    func close() async
}

extension PodEntry {
    /// Ends its processes without waiting for them.
    func retire() { Task { await close() } }
}

/// The roles of what pods have.
extension Role {
    /// A pod as a whole.
    static let pod = Role(rawValue: "pod")
    /// What is called.
    static let function = Role(rawValue: "function")
    /// What is watched.
    static let stream = Role(rawValue: "stream")
}

extension ResourceInfo {
    /// A pod as a whole.
    init(pod name: String) {
        self.init(path: name, role: .pod, kind: .device, isReadable: false)
    }

    /// A function of a pod; `revision` tells another when the signature or the documentation is another.
    init(pod name: String, function: String, isAttribute: Bool, signature: String, documentation: String?) {
        var revision: UInt32 = 0
        for byte in "\(signature)\(documentation ?? "")".utf8 { revision = revision &* 31 &+ UInt32(byte) }
        self.init(
            path: "\(name)/\(function)", role: isAttribute ? .stream : .function, kind: isAttribute ? .attribute : .command,
            type: signature, isReadable: isAttribute, revision: revision)
    }
}

/// When files of a pod were last seen to be what they were. Calls come faster than anybody edits: files are looked at every
/// 10 ms at most.
struct LastLook {
    private var time = NIODeadline.uptimeNanoseconds(0)

    var isRecent: Bool { time + .milliseconds(10) > .now() }

    mutating func note() { time = .now() }
}
