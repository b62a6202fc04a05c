// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import Testing

/// Agreement with Taurus on the parts of names, and on the full, the normal and the simple name.
@Suite struct TaurusNamesTests {
    /// `%202` in an expression is an encoded blank and a 2 here; Taurus decodes nothing.
    private static let decoded: Set<String> = ["eval:1%202", "eval:%41", "eval:@foo%2Fbar/1"]

    /// What Taurus says and we know under the same name.
    private func ours(_ name: ParsedName, _ group: String) -> String? {
        switch group {
        case "scheme": name.scheme
        case "authority": name.authority.map { "//\($0)" }
        case "path": name.path
        case "query": name.query
        case "fragment": name.fragment
        case "devname": name.deviceName
        // Taurus keeps the slash behind an authority.
        case "attrname": name.attributeName
        case "cfgkey": name.configurationKey
        default: name.parts[group]
        }
    }

    /// Each recorded name as each kind that we agree on.
    private func compare(_ body: (TaurusOracle.Record, TaurusOracle.Details, ParsedName) throws -> Void) throws {
        let oracle = try TaurusOracle()
        var compared = 0
        for record in oracle.records where !Self.decoded.contains(record.name) {
            for (kind, details) in record.details ?? [:] {
                let kind = try #require(ElementKind(rawValue: kind))
                guard let name = try? oracle.grammars.parse(record.explicit, as: kind, strict: false) else { continue }
                try body(record, details, name)
                compared += 1
            }
        }
        #expect(compared >= 270)
    }

    @Test func parts() throws {
        try compare { record, details, name in
            for (group, theirs) in details.groups {
                var theirs = theirs
                if group == "attrname", name.scheme != "eval", theirs.hasPrefix("/") { theirs.removeFirst() }
                // Old names are told in their modern parts, and names without scheme have one here.
                let isOld = !name.isStrict
                if isOld, ["query", "substquery", "subst", "dbname", "old_devname", "path", "scheme"].contains(group) {
                    continue
                }
                let ours = ours(name, group)
                #expect(ours == theirs, "\(group) of \(name.kind) \(record.name.debugDescription)")
            }
            #expect(name.isStrict == record.strict.contains(name.kind.rawValue), "\(record.name.debugDescription)")
        }
    }

    @Test func references() throws {
        try compare { record, details, name in
            guard name.kind == .attribute, let theirs = details.references else { return }
            #expect(name.references.map(\.text) == theirs, "\(record.name.debugDescription)")
        }
    }

    @Test func names() throws {
        try compare { record, details, name in
            let text = "\(name.kind) \(record.name.debugDescription)"
            if let full = details.full {
                // Taurus writes `None://` when the old name has no scheme.
                let full = full.hasPrefix("None:") ? "tango:" + full.dropFirst(5) : full
                #expect(name.fullName == full, "\(text)")
                #expect(!name.needsResolution, "\(text)")
            } else if details.simple != nil {
                #expect(name.needsResolution, "\(text)")
            }
            if let normal = details.normal { #expect(name.normalName == normal, "\(text)") }
            if let simple = details.simple { #expect(name.simpleName == simple, "\(text)") }
            if let fragment = details.fragment { #expect(name.fragment == fragment, "\(text)") }
        }
    }

    /// The canonical spelling is a legal URI, strict, and names the same thing.
    @Test func canonicalSpelling() throws {
        let legal = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%".utf8)
        let grammars = try TaurusOracle().grammars
        try compare { record, _, name in
            let canonical = name.canonical
            #expect(canonical.utf8.allSatisfy(legal.contains), "\(canonical)")
            let again = try grammars.parse(canonical, as: name.kind, strict: true)
            #expect(again.fullName == name.fullName, "\(record.name.debugDescription) \(canonical)")
            #expect(again.fragment == name.fragment, "\(record.name.debugDescription) \(canonical)")
            #expect(again.canonical == canonical, "\(record.name.debugDescription)")
            #expect(again == name)
            #expect(again.isStrict)
        }
    }
}
