// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import BabashkaPods
import PodProcess
import ROSMessages

extension BabashkaPodConfiguration {
    /// What a pod's files say.
    /// - Parameters:
    ///   - settings: what they say.
    ///   - folder: the pod's folder, which the program runs in.
    ///   - environment: the node's variables, of which the pod gets those that are passed on.
    init(_ settings: PodSettings, folder: String, environment: [String: String]) {
        self.init(
            command: settings.babashka?.command ?? [], transport: settings.babashka?.transport == .socket ? .socket : .stdio,
            workingDirectory: folder, environment: settings.variables(from: environment))
        requestsInFlight = settings.requestsInFlight ?? 1
        waitingCalls = settings.waitingCalls
        startDeadline = settings.startDeadline
        // Each call brings what is left of its own.
        deadline = settings.callDeadline ?? .seconds(1 << 30)
        processLimits = settings.limits
        sandbox = settings.sandbox
        if let own = sandbox.readablePaths {
            // A program that is looked up is where the system's programs are, or among what can be read.
            sandbox.readablePaths = own + [folder] + command.prefix(1).filter { $0.hasPrefix("/") }
        }
    }
}

extension CallRequest {
    /// The arguments as Clojure has them: what is given by name is a map at their end.
    func clojure(keys: BabashkaSettings.Keys) -> [ClojureValue] {
        let style: ClojureValue.KeyStyle = keys == .keywords ? .keywords : .strings
        let named: [ClojureValue] = keywords.count == 0 ? [] : [ClojureValue(.record(keywords), keys: style)]
        return places.map { ClojureValue($0, keys: style) } + named
    }
}
