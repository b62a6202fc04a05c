// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The schemes that need no plug-in. What has a grammar and is not here has names, and no node yet.
enum BuiltInSchemes {
    /// Those that `pharos node <scheme>` serves.
    static let nodes: Set<String> = ["mock", "pod", "ros"]
    /// Those that involve nothing foreign: every program serves them itself.
    static let withinProgram: Set<String> = ["eval", "res"]
}

extension Pharos {
    /// The version of this library and of the command `pharos` that comes with it.
    public static let version = "0.1.0"
}
