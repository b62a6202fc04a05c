// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import CPharosSystem
import PharosModel

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension ResourceLimits {
    /// Puts the limits on a running process.
    /// - Throws: ``PharosError`` with `environment` when the system refuses one, for example more open files than the
    ///   supervisor itself may have.
    func apply(to process: pid_t) throws(PharosError) {
        let all: [(String, Int32, UInt64?)] = [
            ("memory", PHAROS_LIMIT_MEMORY, memory), ("open_files", PHAROS_LIMIT_OPEN_FILES, openFiles),
            ("cpu_seconds", PHAROS_LIMIT_CPU, cpuSeconds), ("core_dump", PHAROS_LIMIT_CORE, coreDump),
        ]
        for (name, limit, value) in all {
            guard let value else { continue }
            let code = pharos_limit(process, limit, value)
            guard code == 0 else {
                throw PharosError(
                    .environment, "the limit \(name) = \(value) was refused: \(String(cString: strerror(code)))")
            }
        }
    }
}
