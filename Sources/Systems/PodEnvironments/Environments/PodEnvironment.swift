// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A pod's own Python with the packages that the pod needs.
public struct PodEnvironment: Sendable, Hashable {
    /// Who made it.
    public enum Origin: String, Sendable, Hashable {
        /// This library, from the pod's lock, in the cache.
        case cache
        /// PyPods, in the folder `venv` of the pod.
        case pypods
    }

    /// The pod.
    public var pod: String
    /// Its folder.
    public var path: String
    /// Who made it.
    public var origin: Origin
    /// The version of Python, `3.11.2`; empty where PyPods made it and nobody asked.
    public var pythonVersion: String
    /// The packages as `name==version`; empty where PyPods made it.
    public var packages: [String]
    /// Whether it was made just now.
    public var isNew: Bool

    /// The interpreter to run the pod with.
    public var interpreter: String { "\(path)/bin/python" }
}

/// What is to be said of a pod's environment without making one.
public enum PodEnvironmentState: String, Sendable, Hashable {
    /// It is there and fits the requirements.
    case ready
    /// The requirements or the Python are others than those it was made for.
    case outdated
    /// There is none.
    case missing
    /// PyPods' own folder `venv` is used.
    case pypods
}
