// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FoundationEssentials
import NIOCore
import XMLRPC

/// The registry with its notifiers, on one event loop.
final class MasterState {
    private var registry: Registry
    private let configuration: ROS1Master.Configuration
    private let loop: any EventLoop
    private var notifiers: [String: SlaveNotifier] = [:]

    init(uri: String, configuration: ROS1Master.Configuration, loop: any EventLoop) {
        registry = Registry(uri: uri, processIdentifier: ProcessInfo.processInfo.processIdentifier)
        self.configuration = configuration
        self.loop = loop
        // What roslaunch sets for a core; its texts end in a line break.
        registry.parameters.set("/run_id", .string(UUID().uuidString.lowercased()))
        registry.parameters.set("/rosdistro", .string(configuration.distribution + "\n"))
        registry.parameters.set("/rosversion", .string(configuration.version + "\n"))
    }

    func handle(_ method: String, _ parameters: [XMLRPCValue]) -> XMLRPCValue? {
        guard let outcome = registry.handle(method, parameters) else { return nil }
        for notification in outcome.notifications { notifier(notification.uri).send(notification) }
        if let onEvent = configuration.onEvent { for event in outcome.events { onEvent(event) } }
        return outcome.answer
    }

    func close() {
        for notifier in notifiers.values { notifier.close() }
        notifiers = [:]
    }

    private func notifier(_ uri: String) -> SlaveNotifier {
        if let notifier = notifiers[uri] { return notifier }
        let notifier = SlaveNotifier(
            uri: uri, loop: loop, deadline: configuration.notificationDeadline,
            answered: { [weak self] notification, answer in
                guard notification.method == "paramUpdate", answer.array?.first?.int == -1,
                    notification.parameters.count == 3, let key = notification.parameters[1].string
                else { return }
                self?.registry.forgetParameterSubscriber(uri: uri, key: key)
            },
            drained: { [weak self] in self?.drained(uri) })
        notifiers[uri] = notifier
        return notifier
    }

    /// Drops the connection to a node that no registration names any more.
    private func drained(_ uri: String) {
        guard !registry.nodes.values.contains(uri), let notifier = notifiers.removeValue(forKey: uri) else { return }
        notifier.close()
    }
}
