// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The tags of `package.xml` and which attributes each may carry, by format.
enum ManifestTags {
    static let dependencyKinds: [String: DependencyKinds] = [
        "build_depend": .build,
        "build_export_depend": .buildExport,
        "buildtool_depend": .buildtool,
        "buildtool_export_depend": .buildtoolExport,
        "exec_depend": .exec,
        "run_depend": [.buildExport, .exec],
        "depend": [.build, .buildExport, .exec],
        "test_depend": .test,
        "doc_depend": .doc,
    ]

    private static let versions = ["version_lt", "version_lte", "version_eq", "version_gte", "version_gt"]
    private static let versionsAndCondition = versions + ["condition"]
    private static let fromFormat2: Set<String> = [
        "build_export_depend", "buildtool_export_depend", "exec_depend", "depend", "doc_depend",
    ]

    /// The attributes that `tag` may have in `format`; nil if the tag itself is not allowed there.
    static func attributes(of tag: String, format: Int) -> [String]? {
        switch tag {
        case "name", "description", "export": return []
        case "version": return ["compatibility"]
        case "maintainer", "author": return ["email"]
        case "license": return format == 3 ? ["file"] : []
        case "url": return ["type"]
        case "conflict", "replace": return format == 3 ? versionsAndCondition : versions
        case "group_depend", "member_of_group": return format == 3 ? ["condition"] : nil
        case "run_depend": return format == 1 ? versions : nil
        default:
            guard dependencyKinds[tag] != nil, format > 1 || !fromFormat2.contains(tag) else { return nil }
            return format == 3 ? versionsAndCondition : versions
        }
    }
}
