// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where an environment is made before it gets its place.
struct BuildingSite: Sendable {
    private static let counter = NIOLockedValueBox(0)
    private static let mark = ".building-"

    let cache: String
    /// A folder of nobody else's; the tool makes it.
    let path: String

    init(cache: String) {
        self.cache = cache
        let number = BuildingSite.counter.withLockedValue { number in
            number += 1
            return number
        }
        path = "\(cache)/\(BuildingSite.mark)\(getpid())-\(number)"
    }

    /// Removes what processes left that are no more.
    func removeAbandoned() {
        for name in (try? FileAccess.names(in: cache)) ?? [] where name.hasPrefix(BuildingSite.mark) {
            let digits = name.dropFirst(BuildingSite.mark.count).prefix { $0.isNumber }
            guard let process = pid_t(digits), process > 0, kill(process, 0) != 0, errno == ESRCH else { continue }
            try? FileAccess.remove("\(cache)/\(name)")
        }
    }

    func remove() { try? FileAccess.remove(path) }

    /// Gives the environment its place. Who comes second finds the same environment there and uses it.
    /// - Returns: its place.
    func publish(as key: String, replaces: Bool) throws(PodEnvironmentError) -> String {
        let place = "\(cache)/\(key)"
        moveScripts(to: place)
        let old = "\(path)-old"
        defer { try? FileAccess.remove(old) }
        for _ in 0..<3 {
            if rename(path, place) == 0 { return place }
            guard errno == ENOTEMPTY || errno == EEXIST else { break }
            if EnvironmentBuilder.isComplete(place), !replaces { return place }
            // Programs that run from the old one keep their files.
            rename(place, old)
            try FileAccess.remove(old)
        }
        throw PodEnvironmentError(
            .fileSystem, "the environment \(path) cannot be renamed to \(place): \(String(cString: strerror(errno)))")
    }

    /// Scripts in `bin` and the files that say where the environment is have absolute paths: they are to have those of its
    /// place.
    private func moveScripts(to place: String) {
        let folder = "\(path)/bin"
        let scripts = ((try? FileAccess.names(in: folder)) ?? []).map { "\(folder)/\($0)" } + ["\(path)/pyvenv.cfg"]
        for script in scripts {
            var status = stat()
            guard lstat(script, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size < 256 << 10,
                let text = try? FileAccess.text(script), text.contains(path),
                (try? FileAccess.write(text.replacing(path, with: place), to: script)) != nil
            else { continue }
            chmod(script, status.st_mode & 0o7777)
        }
    }
}
