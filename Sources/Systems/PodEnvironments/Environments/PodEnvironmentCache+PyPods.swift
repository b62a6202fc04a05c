// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

extension PodEnvironmentCache {
    /// PyPods' own environment in the pod's folder, when it may be used: the pod has no lock, PyPods' folder has a Python that
    /// runs, and what is installed there satisfies the requirements as they are now.
    ///
    /// PyPods never installs anything a second time, so people install by hand what they need: what stands there may be more
    /// than the requirements say, and is what the pod is known to run with.
    func pypodsEnvironment(of pod: PodSource) async -> PodEnvironment? {
        let place = "\(pod.folder)/venv"
        guard options.usesPyPodsFolder, !options.rebuilds, !options.upgrades, !FileAccess.isFile(pod.lockPath),
            FileAccess.isFile("\(place)/pyvenv.cfg"), FileAccess.isExecutable("\(place)/bin/python"),
            case .list(let requirements) = pod.requirements
        else { return nil }
        let outcome = try? await Tool(
            program: "\(place)/bin/python", arguments: ["-I", "-", requirements], folder: pod.folder,
            environment: toolbox.toolEnvironment, input: PackageResources.satisfied_py, deadline: .seconds(30)
        ).run()
        guard let outcome, outcome.isSuccess else { return nil }
        return PodEnvironment(
            pod: pod.name, path: place, origin: .pypods, pythonVersion: outcome.text.trimmingLineEnd, packages: [], isNew: false)
    }
}

extension String {
    var trimmingLineEnd: String { String(prefix { !$0.isNewline }) }
}
