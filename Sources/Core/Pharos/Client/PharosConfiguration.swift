// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel
public import PharosNode

/// How a program uses nodes. Every default is fit for use.
public struct PharosConfiguration: Sendable {
    /// How long calls, reads and writes may take that name no time. Default: 10 s.
    public var timeout: Duration = .seconds(10)
    /// How long a node may take to start and answer. Default: 20 s.
    public var startTimeout: Duration = .seconds(20)
    /// How long a node stays when its last client has left. Default: 10 s. The first client's wish counts.
    public var graceTime: Duration = .seconds(10)
    /// The name shown by `pharos node ps`. Default: the program's file name.
    public var clientName: String? = nil
    /// The exposure profile: clients that name different ones get nodes of their own. Default: the ordinary one.
    public var profile: String = ""
    /// What a node that this program starts shows. Default: everything.
    public var exposure: Exposure = .everything
    /// The directory of sockets, locks and logs. Default: `$PHAROS_RUNTIME_DIR`, else `$XDG_RUNTIME_DIR/pharos`, else
    /// a directory of the user's own in the temporary directory.
    public var runtimeDirectory: String? = nil
    /// The program that is started for a node: `pharos`. Default: `$PHAROS_EXECUTABLE`, this program itself when it
    /// is `pharos`, else `pharos` beside this program or on `PATH`. Plug-ins are found by name, `pharos-node-<scheme>`.
    public var executable: String? = nil
    /// Whether nodes are started on demand. Default: yes.
    public var startsNodes: Bool = true
    /// Interfaces that run within this program instead of a node of their own, for tests of interfaces. Default: none;
    /// `eval` and `res` always do.
    public var embedded: [any Interface.Type] = []
    /// The scheme of names that have none. Default: such names are refused.
    public var defaultScheme: String? = nil
    /// What the names of `res` stand for, `["temperature": "tango:lab/sensor/1/temp"]`, over what the JSON files in
    /// `$PHAROS_RESOURCES` say. Default: nothing.
    public var resources: [String: String] = [:]
    /// Grammars of schemes that are not built in, so that their names can be taken apart. Default: none.
    public var grammars: [any NameGrammar] = []
    /// The environment to look at. Default: the process's own.
    public var environment: [String: String]? = nil

    /// A configuration with every default.
    public init() {}
}
