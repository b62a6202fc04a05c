// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import NIOConcurrencyHelpers
import ROSMessages
import RosPkg
import StandardMessages

/// The definitions of installed packages, found without anything being sourced; where no ROS is installed, those that
/// are built in.
///
/// Packages are looked for once, when the first definition is asked for: a node that only forwards never looks.
final class InstalledDefinitions: Sendable {
    private let environment: [String: String]
    private let index = NIOLockedValueBox<PackageIndex?>(nil)

    init(environment: [String: String]) { self.environment = environment }

    /// The text of a type.
    /// - Parameter kind: `msg`, `srv` or `action`.
    /// - Throws: ``MessageError`` with `unknownType` that lists where was looked.
    func text(_ name: MessageName, _ kind: String) throws(MessageError) -> String {
        let index = packages()
        if let path = index.definitionPath(package: name.package, kind: kind, name: name.name) {
            guard let text = DefinitionDirectory.read(path) else {
                throw MessageError(.unknownType, "\(path) cannot be read")
            }
            return text
        }
        if kind != "action",
            let standard = try? (kind == "srv" ? StandardDefinitions.text(ofService: name) : StandardDefinitions.text(of: name)) {
            return standard
        }
        let places = index.shareRoots
        throw MessageError(
            .unknownType,
            "no package here defines \(name) (\(name.package)/\(kind)/\(name.name).\(kind) is not below "
                + (places.isEmpty ? "any ROS installation, for none was found)" : places.joined(separator: ", ") + ")"))
    }

    private func packages() -> PackageIndex {
        index.withLockedValue { index in
            if let index { return index }
            let discovery = EnvironmentDiscovery(variables: environment)
            let found = (try? discovery.environment())?["ROS_PACKAGE_PATH"] ?? ""
            var roots = SearchRoot.list(found)
            if let system = InstallPrefix.system() {
                let share = SearchRoot(system.path + "/share", style: .share)
                if !roots.contains(share) { roots.append(share) }
            }
            let scanned = PackageIndex.scan(roots)
            index = scanned
            return scanned
        }
    }
}
