// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PodProcess

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension Pod.Configuration {
    /// The sandbox with what every pod has to read: the project's folder, the worker, the environment of its interpreter and
    /// the Python that this was made from.
    func sandbox(worker file: String) -> PodSandbox {
        var sandbox = sandbox
        guard let own = sandbox.readablePaths else { return sandbox }
        var needed = [root, file]
        // A name without a slash is looked up where the system's programs are.
        if interpreter.contains("/") {
            needed.append(Self.prefix(of: interpreter))
            if let real = realpath(interpreter, nil) {
                needed.append(Self.prefix(of: String(cString: real)))
                free(real)
            }
        }
        sandbox.readablePaths = own + needed
        return sandbox
    }

    /// The folder that an interpreter's libraries are in: `/usr` for `/usr/bin/python3`.
    private static func prefix(of program: String) -> String {
        let parts = program.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        let prefix = parts.joined(separator: "/")
        return prefix.isEmpty ? "/" : prefix
    }
}
