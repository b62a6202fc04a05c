// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPodProcess
import SystemPackage

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Sees that a program and all that it started end with this one, also when this one is killed and can do nothing more.
///
/// The program is run by a shell whose standard input is a pipe that only this program holds open: when that ends, so does
/// the whole group. `PR_SET_PDEATHSIG` would reach the program alone, and it hangs on the thread that started it.
enum Guardian {
    static let shell = "/bin/sh"

    /// The arguments with which the shell runs a program, on its own standard input nothing.
    static func arguments(_ program: String, _ arguments: [String]) -> [String] {
        ["-c", script, "guard", program] + arguments
    }

    /// The end of a pipe that the shell reads, and the one that is kept open while it runs.
    static func pipe() throws(PodEnvironmentError) -> (read: FileDescriptor, held: FileDescriptor) {
        var pair: (Int32, Int32) = (-1, -1)
        let failure = withUnsafeMutableBytes(of: &pair) { pod_pipe($0.assumingMemoryBound(to: Int32.self).baseAddress) }
        guard failure == 0 else {
            throw PodEnvironmentError(.toolFailed, "no pipe can be made: \(String(cString: strerror(failure)))")
        }
        return (FileDescriptor(rawValue: pair.0), FileDescriptor(rawValue: pair.1))
    }

    /// A friendly signal goes to the whole group: the shell waits on, so that the program's end is seen as it is.
    private static let script = """
        trap : TERM
        exec 3<&0 0</dev/null
        "$@" 3<&- &
        program=$!
        { trap - TERM; read -r nothing <&3; kill -KILL 0; } >/dev/null 2>&1 &
        guard=$!
        exec 3<&-
        while
            wait $program
            status=$?
            kill -0 $program 2>/dev/null
        do :; done
        kill -KILL $guard 2>/dev/null
        trap - TERM
        [ $status -le 128 ] || kill -$((status - 128)) $$
        exit $status
        """
}
