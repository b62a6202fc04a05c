// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The rule of one key: which installer and which packages, for a system.
struct RosdepRule {
    let key: String
    let systems: [YAMLValue.Pair]

    /// The installers of each system, its own first.
    static func installers(_ system: String) -> [String] {
        switch system {
        case "debian", "ubuntu", "mint", "elementary", "neon", "pop", "zorin", "linaro", "raspbian", "mx", "kali",
            "deepin":
            ["apt", "pip", "gem", "snap", "source"]
        case "fedora", "rhel", "centos", "rocky", "almalinux", "oracle", "amazon", "fedora-asahi", "euleros",
            "openeuler":
            ["yum", "dnf", "pip", "source"]
        case "alpine": ["apk", "pip", "source"]
        case "arch", "manjaro": ["pacman", "pip", "source"]
        case "nixos": ["nix"]
        case "opensuse", "sles": ["zypper", "pip", "source"]
        case "gentoo", "funtoo": ["portage", "pip", "source"]
        case "freebsd": ["pkg", "pip", "source"]
        case "osx": ["homebrew", "macports", "pip", "source"]
        case "openembedded": ["opkg"]
        case "slackware": ["slackpkg", "sbotools", "pip"]
        case "clearlinux": ["swupd", "pip"]
        case "cygwin": ["apt-cyg", "pip"]
        case "windows": ["winget", "choco", "pip"]
        default: ["pip", "source"]
        }
    }

    func resolve(_ system: OperatingSystem) throws -> RosdepDatabase.Resolution {
        let installers = RosdepRule.installers(system.name)
        guard var installer = installers.first else { throw undefined(system) }
        let own = systems.first { $0.key == system.name }
        guard let found = own ?? systems.first(where: { $0.key == "*" }) else { throw undefined(system) }
        var value = found.value
        if case .map = value {
            if let named = installers.first(where: { value[$0] != nil }) {
                installer = named
                value = value[named] ?? .null
            } else {
                value = try release(value, system)
                if case .map = value {
                    guard let named = installers.first(where: { value[$0] != nil }) else { throw undefined(system) }
                    installer = named
                    value = value[named] ?? .null
                }
            }
        } else if own == nil {
            throw error("rosdep value under OS wildcard for [\(key)] must specify a package manager")
        }
        if value == .null { throw notAvailable(system.release) }
        return .init(installer: installer, packages: try packages(value, installer, system))
    }

    private func release(_ value: YAMLValue, _ system: OperatingSystem) throws -> YAMLValue {
        for name in [system.release, "*"] {
            guard let pair = value.pairs.last(where: { $0.key == name }) else { continue }
            if pair.value == .null { throw notAvailable(name) }
            return pair.value
        }
        throw error("No definition of [\(key)] for OS version [\(system.release)]")
    }

    private func packages(_ value: YAMLValue, _ installer: String, _ system: OperatingSystem) throws -> [String] {
        switch value {
        case .null: return []
        case .text(let text): return text.split(whereSeparator: \.isWhitespace).map(String.init)
        case .list(let values): return values.compactMap(\.text)
        case .map:
            if installer == "source" {
                throw error("[\(key)] is to be built from source (\(value["uri"]?.text ?? "no address"))")
            }
            guard let inner = value["packages"] else { return [] }
            return try packages(inner, "", system)
        }
    }

    private func undefined(_ system: OperatingSystem) -> RosPkgError {
        error("No definition of [\(key)] for OS [\(system.name)]")
    }

    private func notAvailable(_ version: String) -> RosPkgError {
        error("[\(key)] defined as \"not available\" for OS version [\(version)]")
    }

    private func error(_ message: String) -> RosPkgError { RosPkgError(.unresolvedKey, message) }
}
