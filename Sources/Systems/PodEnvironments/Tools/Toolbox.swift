// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The programs that build environments, as the environment names them.
struct Toolbox: Sendable {
    let environment: [String: String]

    /// The first executable of that name on `PATH`; a name with a slash is a path.
    func find(_ name: String) -> String? {
        if name.contains("/") { return FileAccess.isExecutable(name) ? name : nil }
        for place in (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":") where place.hasPrefix("/") {
            let path = "\(place)/\(name)"
            if FileAccess.isExecutable(path) { return path }
        }
        return nil
    }

    /// What a tool sees: the program's own environment without what would bend another Python.
    var toolEnvironment: [String: String] {
        var result = environment
        for name in ["PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "CONDA_PREFIX", "__PYVENV_LAUNCHER__"] {
            result[name] = nil
        }
        result["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
        result["PIP_NO_INPUT"] = "1"
        result["PIP_NO_COLOR"] = "1"
        result["UV_NO_PROGRESS"] = "1"
        result["NO_COLOR"] = "1"
        result["PYTHONUTF8"] = "1"
        return result
    }

    /// The folder of caches: `$XDG_CACHE_HOME`, else `~/.cache`.
    func cacheFolder() throws(PodEnvironmentError) -> String {
        if let place = environment["XDG_CACHE_HOME"], place.hasPrefix("/") { return place }
        if let home = environment["HOME"], home.hasPrefix("/") { return "\(home)/.cache" }
        guard let entry = getpwuid(getuid()), let home = entry.pointee.pw_dir else {
            throw PodEnvironmentError(
                .fileSystem, "there is no place for environments: neither XDG_CACHE_HOME nor HOME is set to an absolute path")
        }
        return String(cString: home) + "/.cache"
    }
}
