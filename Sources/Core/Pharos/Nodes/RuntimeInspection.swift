// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPharosSystem
import NIOCore
public import PharosModel
import PharosWire

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension Pharos {
    /// Looks at what nodes left in the runtime directory, and at the nodes themselves.
    ///
    /// - Parameter removesStale: whether what dead nodes left is removed at once; the next node of that name would do
    ///   it too.
    /// - Returns: stale sockets, nodes that do not answer, and what is well.
    public func inspectNodes(removesStale: Bool = false) async -> [Finding] {
        var findings = [Finding(.fine, "runtime directory", "\(directory.path) is yours alone")]
        var well = 0
        for key in recordedNodes() {
            if let lock = Pharos.freeLock(directory.lock(key)) {
                defer { close(lock) }
                if removesStale {
                    unlink(directory.socket(key))
                    unlink(directory.record(key))
                }
                findings.append(
                    Finding(
                        .warning, "node \(key)", "has died and left its socket" + (removesStale ? "; it is removed" : ""),
                        advice: removesStale
                            ? "" : "nothing: the next node of that name removes it (or now: pharos doctor --fix)"))
                continue
            }
            if let silent = await silence(of: key) { findings.append(silent) } else { well += 1 }
        }
        findings.append(Finding(.fine, "nodes of Pharos", "\(well) running and answering"))
        return findings
    }

    private func silence(of key: NodeKey) async -> Finding? {
        do {
            var request = Pharos_V1_Request()
            request.status = Pharos_V1_Status()
            let connection = try await link(key, startsNodes: false).connection()
            _ = try await connection.request(request, timeout: .seconds(2))
            return nil
        } catch let error where error.code == .versionMismatch {
            return Finding(
                .problem, "node \(key)", error.message, advice: "stop it: its clients start one of their own version")
        } catch {
            return Finding(
                .problem, "node \(key)", "runs and does not answer (\(error.message))",
                advice: "see its log (pharos node logs); kill its process, and its clients start a new one")
        }
    }

    /// The lock of a node that is no more, taken; `nil` while the node lives.
    private static func freeLock(_ path: String) -> Int32? {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard pharos_try_lock(descriptor) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}
