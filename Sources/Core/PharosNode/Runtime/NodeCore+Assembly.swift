// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import Logging
import NIOConcurrencyHelpers
import NIOCore
import PharosModel
import PharosWire

/// A core with its interface, and what keeps the interface at work.
extension NodeCore {
    /// Makes the interface and the core around it.
    static func assemble(
        _ key: NodeKey, configuration: NodeConfiguration, identity: String, eventLoop loop: any EventLoop,
        logger: Logger, interface: (InterfaceContext) throws -> any Interface,
        whenStopped: @escaping @Sendable (String) -> Void = { _ in }
    ) throws -> NodeCore {
        let resources = ResourceTable(exposure: configuration.exposure)
        let isWatched = resources.isWatched
        let holder = NIOLockedValueBox(Assembled())
        let hop: @Sendable (@escaping @Sendable () -> Void) -> Void = { body in
            if loop.inEventLoop { body() } else { loop.execute(body) }
        }
        let context = InterfaceContext(
            authority: key.authority, identity: identity, eventLoop: loop, logger: logger,
            environment: configuration.environment ?? RuntimeDirectory.processEnvironment(),
            resources: ResourceReporter { change in
                hop {
                    if !change.appeared.isEmpty { resources.update(change.appeared) }
                    if !change.vanished.isEmpty { resources.remove(change.vanished) }
                }
            } replace: { infos in
                hop { resources.replaceAll(infos) }
            } watched: {
                isWatched.withLockedValue { $0 }
            },
            state: StateReporter { text in hop { holder.withLockedValue { $0.core }?.setInterfaceState(text) } })
        let core = NodeCore(
            configuration: configuration, key: key, eventLoop: loop, logger: logger,
            interface: try interface(context), resources: resources, whenStopped: whenStopped)
        holder.withLockedValue { $0.core = core }
        return core
    }

    /// The core that an interface reports to; it holds the interface.
    private struct Assembled: Sendable { weak var core: NodeCore? }

    /// Runs the interface again and again: a system that is away is waited for, never a reason to end.
    func runInterface() async {
        var pause: UInt64 = 100_000_000
        while !Task.isCancelled {
            let begun = NIODeadline.now()
            do {
                try await interface.run()
                if Task.isCancelled { return }
                logger.warning("the interface returned; it is run again")
            } catch {
                if Task.isCancelled { return }
                logger.warning("the interface failed; it is run again", metadata: ["error": "\(error)"])
                onLoop { self.setInterfaceState("failed: \(error)") }
            }
            if NIODeadline.now() - begun > .seconds(60) { pause = 100_000_000 }
            try? await Task.sleep(nanoseconds: UInt64.random(in: pause / 2...pause))
            pause = min(pause * 2, 10_000_000_000)
        }
    }
}
