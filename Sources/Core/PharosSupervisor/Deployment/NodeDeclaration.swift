// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel
package import PharosWire

/// One node of a deployment.
public struct NodeDeclaration: Sendable {
    /// What the deployment calls it: `robot` of `[node.robot]`.
    public var label: String
    /// The scheme and authority it is for: `ros://robot:11311`.
    public var name: String
    /// The exposure profile; empty: the ordinary one.
    public var profile: String = ""
    /// What it shows its clients. Default: everything.
    public var exposure: Exposure = .everything
    /// Labels of nodes that must be ready before it starts.
    public var after: [String] = []
    /// When it is started again. Default: always.
    public var restart: RestartPolicy = .always
    /// So many restarts within ``restartWindow`` and it is given up. Default: 10.
    public var maximumRestarts: Int = 10
    /// Default: 10 minutes.
    public var restartWindow: Duration = .seconds(600)
    /// How often it is asked whether it is well; three silences and it is started again. Default: 5 s.
    public var healthPeriod: Duration = .seconds(5)
    /// How long it may take until it accepts clients. Default: 20 s.
    public var startTimeout: Duration = .seconds(20)
    /// How long it may take to leave in order before it is killed. Default: 10 s.
    public var stopTimeout: Duration = .seconds(10)
    /// Variables added to its environment.
    public var environment: [String: String] = [:]
    /// Whether it sees the supervisor's own environment beside that. Default: yes.
    public var inheritsEnvironment: Bool = true
    /// What it may use.
    public var limits = ResourceLimits()

    package let key: NodeKey

    /// A declaration with every default.
    /// - Parameters:
    ///   - label: what the deployment calls it.
    ///   - name: scheme and authority, `ros://robot:11311` or `mock:`.
    ///   - profile: the exposure profile.
    ///   - environment: where the scheme looks when the name leaves the authority open (`ROS_MASTER_URI`).
    /// - Throws: ``PharosError`` with `invalidName`.
    public init(
        label: String, name: String, profile: String = "", environment: [String: String]
    ) throws(PharosError) {
        self.label = label
        self.name = name
        self.profile = profile
        let parsed: ResourceName
        do {
            parsed = try ResourceName(name)
        } catch {
            throw PharosError(.invalidName, "node.\(label).name: '\(name)': \(error)", cause: error)
        }
        guard parsed.path.isEmpty, parsed.query == nil, parsed.fragment == nil else {
            throw PharosError(
                .invalidName,
                "node.\(label).name is '\(name)'; a node is for a whole authority, like ros://robot:11311 or mock:")
        }
        key = NodeKey(
            scheme: parsed.scheme, authority: try Authorities.canonical(parsed, environment: environment),
            profile: profile)
    }
}

/// When a node that ended is started again.
public enum RestartPolicy: String, Sendable, CaseIterable {
    /// However it ended.
    case always
    /// When it ended by a signal or with an exit code other than 0.
    case onFailure = "on-failure"
    /// Not at all.
    case never
}
