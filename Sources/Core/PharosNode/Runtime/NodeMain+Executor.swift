// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPharosSystem
import NIOCore
import NIOPosix

extension NodeMain {
    /// The executor of the process's one event loop, as the hook below needs it.
    private static let loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()

    /// Freed memory that the process keeps for the next buffers: 16 MiB.
    private static let keptMemory: Int32 = 16 << 20

    /// Makes SwiftNIO's event loop the executor of all Swift tasks of this process, with one loop: no thread hops
    /// between a socket and the code that serves it. For processes of our own only, first thing in `main`; a program
    /// that is somebody else's keeps its executors (Docs/Decisions/0003-executors.md).
    public static func installEventLoopExecutor() {
        pharos_keep_memory(NodeMain.keptMemory)
        NIOSingletons.groupLoopCountSuggestion = 1
        _ = loop
        _ = pharos_take_over_global_executor { job in
            guard let job else { return }
            let address = UInt(bitPattern: job)
            NodeMain.loop.execute { pharos_run_global_job(UnsafeMutableRawPointer(bitPattern: address)) }
        }
    }
}
