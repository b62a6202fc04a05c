// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A directory that ROS packages are installed or built into, and what kind it is.
public struct InstallPrefix: Hashable, Sendable {
    /// How its environment is described.
    public enum Kind: String, Hashable, Sendable {
        /// catkin, packages run from their sources: `.catkin` lists source spaces.
        case catkinDevel
        /// catkin, installed: an empty `.catkin`.
        case catkinInstall
        /// colcon, each package in a directory of its own.
        case colconIsolated
        /// colcon, all packages in one tree.
        case colconMerged
        /// An ament prefix that colcon did not make, such as `/opt/ros/jazzy`.
        case ament
        /// A directory of catkin prefixes, one for each package (`devel_isolated`).
        case catkinIsolated
        /// The operating system's own packages in `/usr`.
        case system
    }

    public var path: String
    public var kind: Kind
    /// Why it was considered.
    public var reason: String

    /// What kind of prefix a directory is; nil if it is none.
    public static func classify(_ path: String, reason: String) -> InstallPrefix? {
        let path = Files.absolute(path)
        func has(_ name: String) -> Bool { Files.entryExists(path + "/" + name) }
        if has(".catkin") {
            let sources = Files.text(path + "/.catkin")?.trimmed ?? ""
            return InstallPrefix(path: path, kind: sources.isEmpty ? .catkinInstall : .catkinDevel, reason: reason)
        }
        if has(".colcon_install_layout") {
            let layout = Files.text(path + "/.colcon_install_layout")?.trimmed
            return InstallPrefix(
                path: path, kind: layout == "merged" ? .colconMerged : .colconIsolated, reason: reason)
        }
        if has("share/colcon-core/packages") {
            return InstallPrefix(path: path, kind: .colconMerged, reason: reason)
        }
        if has("share/ament_index/resource_index") {
            return InstallPrefix(path: path, kind: .ament, reason: reason)
        }
        let inner = Files.list(path) ?? []
        if inner.contains(where: { Files.entryExists(path + "/" + $0 + "/share/colcon-core/packages/" + $0) }) {
            return InstallPrefix(path: path, kind: .colconIsolated, reason: reason)
        }
        // By its name only: a workspace and /opt/ros hold catkin prefixes, too.
        if path.hasSuffix("_isolated"), inner.contains(where: { Files.entryExists(path + "/" + $0 + "/.catkin") }) {
            return InstallPrefix(path: path, kind: .catkinIsolated, reason: reason)
        }
        return nil
    }

    /// The operating system's own ROS packages in `/usr`, if it has any.
    ///
    /// - Parameter root: Put before `/usr`.
    public static func system(below root: String = "") -> InstallPrefix? {
        let share = root + "/usr/share"
        // Any directory with a package.xml could be another ecosystem's; these belong to every ROS.
        guard
            ["roscpp", "rospy", "catkin", "std_msgs", "ros_environment"].contains(where: {
                Files.isFile(share + "/" + $0 + "/package.xml")
            })
        else { return nil }
        return InstallPrefix(path: root + "/usr", kind: .system, reason: "packages of the operating system")
    }

    /// The distribution that it says it is, from its path below `/opt/ros` or its environment hooks.
    public var distro: String? {
        if let name = hookVariables["ROS_DISTRO"] { return name }
        let parent = Files.parent(path)
        return parent.hasSuffix("/opt/ros") ? Files.lastComponent(path) : nil
    }

    /// Plain `export NAME=value` lines of catkin's environment hooks.
    var hookVariables: [String: String] {
        let directory = path + "/etc/catkin/profile.d"
        var found: [String: String] = [:]
        for file in Files.list(directory) ?? [] where file.hasSuffix(".sh") {
            for line in (Files.text(directory + "/" + file, limit: 1 << 16) ?? "").split(separator: "\n") {
                let words = String(line).trimmed
                guard words.hasPrefix("export "), let equals = words.firstIndex(of: "=") else { continue }
                let name = String(words[..<equals].dropFirst(7)).trimmed
                let value = words[words.index(after: equals)...].filter { $0 != "\"" && $0 != "'" }
                // Anything that a shell would expand is not ours to guess.
                guard name.hasPrefix("ROS_"), !value.contains("$"), !value.contains("`") else { continue }
                found[name] = String(value)
            }
        }
        return found
    }

    /// The prefixes below it that were there when it was built, underlay first.
    var chain: [String] {
        switch kind {
        case .catkinDevel, .catkinInstall: return catkinChain
        case .colconIsolated, .colconMerged: return colconChain
        case .ament, .system, .catkinIsolated: return []
        }
    }

    /// `CMAKE_PREFIX_PATH = r'/ws/devel;/opt/ros/noetic'.split(';')` in `_setup_util.py`.
    private var catkinChain: [String] {
        for line in (Files.text(path + "/_setup_util.py", limit: 1 << 20) ?? "").split(separator: "\n")
        where line.contains("CMAKE_PREFIX_PATH = ") {
            let quoted = line.split(omittingEmptySubsequences: false) { $0 == "'" || $0 == "\"" }
            guard quoted.count > 1 else { continue }
            return quoted[1].split(separator: ";").map { Files.normalize(String($0)) }.filter { $0 != path }.reversed()
        }
        return []
    }

    /// `COLCON_CURRENT_PREFIX="/opt/ros/jazzy"` in `setup.sh`, one line for each, underlay first.
    private var colconChain: [String] {
        var found: [String] = []
        for line in (Files.text(path + "/setup.sh", limit: 1 << 20) ?? "").split(separator: "\n") {
            let line = String(line).trimmed
            guard line.hasPrefix("COLCON_CURRENT_PREFIX=\"/"), line.hasSuffix("\"") else { continue }
            let prefix = Files.normalize(String(line.dropFirst(23).dropLast()))
            if prefix != path, !found.contains(prefix) { found.append(prefix) }
        }
        return found
    }
}
