// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

public import PharosModel

extension Pharos {
    /// The authority that a name names: `ros://robot`, `tango://dbhost:10000`, `eval://localhost`.
    /// - Throws: ``PharosError`` with `invalidName`: where in the name, and what was expected.
    public func authority(_ name: String) throws(PharosError) -> Authority {
        let parsed = try modelName(name, .authority)
        return models.model("authority \(parsed.identity)") { Authority(name: parsed, pharos: self) }
    }

    /// The device that a name names: `tango:sys/tg_test/1`, `ros:/robot`.
    /// - Throws: ``PharosError`` with `invalidName`: where in the name, and what was expected.
    public func device(_ name: String) throws(PharosError) -> Device {
        let parsed = try modelName(name, .device)
        return models.model("device \(parsed.identity)") { Device(name: parsed, pharos: self) }
    }

    /// The attribute that a name names: `ros:/chatter`, `tango:sys/tg_test/1/ampli`, `eval:{ros:/a}*2`. A fragment is not
    /// part of what it names; ``configuration(_:)`` takes names with one.
    /// - Throws: ``PharosError`` with `invalidName`: where in the name, and what was expected.
    public func attribute(_ name: String) throws(PharosError) -> Attribute {
        let parsed = try modelName(name, .attribute)
        // A circle of aliases and a name that nobody can be asked for are found here, not at the first read.
        let target = try target(parsed.withoutFragment)
        return models.model("attribute \(parsed.identity)?\(parsed.query ?? "")") {
            Attribute(name: parsed, target: target, pharos: self)
        }
    }

    /// The property of an attribute that a name with a fragment names: `tango:sys/tg_test/1/ampli#units`.
    /// - Throws: ``PharosError`` with `invalidName`: where in the name, and what was expected.
    public func configuration(_ name: String) throws(PharosError) -> Configuration {
        let parsed = try modelName(name, .configuration)
        let selector: FragmentSelector
        do {
            guard let found = try parsed.selector() else {
                throw NameError(position: name.utf8.count, expected: "'#' and a property", found: "the end of the name")
            }
            selector = found
        } catch {
            throw PharosError(.invalidName, "\(error)", resource: name, cause: error)
        }
        let attribute = try attribute(parsed.withoutFragment)
        return models.model("configuration \(parsed.identity)#\(selector)") {
            Configuration(name: parsed, attribute: attribute, selector: selector)
        }
    }

    private func modelName(_ name: String, _ kind: ElementKind) throws(PharosError) -> ParsedName {
        do {
            return try names.parse(name, as: kind, strict: false)
        } catch {
            throw PharosError(.invalidName, "\(error)", resource: name, cause: error)
        }
    }
}

extension ParsedName {
    /// The canonical spelling of what the fragment is a property of.
    var withoutFragment: String {
        let canonical = canonical
        guard fragment != nil, let hash = canonical.lastIndex(of: "#") else { return canonical }
        return String(canonical[..<hash])
    }
}
