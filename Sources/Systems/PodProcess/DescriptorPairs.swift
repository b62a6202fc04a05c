// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPodProcess

/// The descriptors of one start: the child's 0 to 3, and this side's ends; −1 for what there is not.
struct DescriptorPairs {
    var child: (Int32, Int32, Int32, Int32) = (-1, -1, -1, -1)
    /// What is written to the process; with a socket also what is read.
    var input: Int32 = -1
    /// What the process says, when that is not the socket.
    var protocolOutput: Int32 = -1
    /// Its standard output and error, for the log.
    var output: Int32 = -1
    var error: Int32 = -1
    /// The socket for descriptors.
    var descriptors: Int32 = -1

    init(_ transport: PodProcessConfiguration.Transport) throws(PodProcessError) {
        do {
            switch transport {
            case .socket: (input, child.0) = try Self.pair(pod_socket_pair)
            case .socketWithDescriptors:
                (input, child.0) = try Self.pair(pod_socket_pair)
                (descriptors, child.3) = try Self.pair(pod_socket_pair)
            case .pipes:
                (child.0, input) = try Self.pair(pod_pipe)
                (protocolOutput, child.1) = try Self.pair(pod_pipe)
            case .none: break
            }
            if transport != .pipes { (output, child.1) = try Self.pair(pod_pipe) }
            (error, child.2) = try Self.pair(pod_pipe)
        } catch {
            closeAll()
            throw error
        }
    }

    func closeChild() { SystemCalls.closeAll([child.0, child.1, child.2, child.3]) }

    func closeAll() {
        closeChild()
        SystemCalls.closeAll([input, protocolOutput, output, error, descriptors])
    }

    private static func pair(_ open: (UnsafeMutablePointer<Int32>?) -> Int32) throws(PodProcessError) -> (Int32, Int32)
    {
        var pair: [Int32] = [-1, -1]
        let failure = pair.withUnsafeMutableBufferPointer { open($0.baseAddress) }
        guard failure == 0 else {
            throw PodProcessError(.cannotStart, "no descriptors are to be had: \(SystemCalls.text(of: failure))")
        }
        return (pair[0], pair[1])
    }
}
