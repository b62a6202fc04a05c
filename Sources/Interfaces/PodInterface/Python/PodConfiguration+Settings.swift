// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PodProcess
import Pods

extension Pod.Configuration {
    /// Takes over what a pod's files say.
    /// - Parameters:
    ///   - settings: what they say.
    ///   - environment: the node's variables, of which the pod gets those that are passed on.
    mutating func take(_ settings: PodSettings, from environment: [String: String]) {
        workers = settings.workers
        // Streams that wait for their next value let calls pass.
        callsInFlight = settings.requestsInFlight ?? 32
        waitingCalls = settings.waitingCalls
        callsPerWorker = settings.callsPerWorker
        deadline = settings.callDeadline
        startTimeout = settings.startDeadline
        healthPeriod = settings.healthPeriod
        self.environment = settings.variables(from: environment)
        limits = settings.limits
        sandbox = settings.sandbox
    }
}

extension PodSettings {
    /// What is added to a pod's environment: variables that are passed on, and those that are set.
    func variables(from environment: [String: String]) -> [String: String] {
        var variables: [String: String] = [:]
        for name in passedEnvironment { variables[name] = environment[name] }
        return variables.merging(self.environment) { $1 }
    }
}
