// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The names of units and prefixes.
struct UnitTable: Sendable {
    /// The table of all definitions.
    static let shared = UnitTable(definitions: definitions)

    private(set) var atoms: [String: UnitAtom] = [:]
    /// Lines of the table that could not be read; a test sees to it that there are none.
    private(set) var unread: [String] = []
    private let prefixes: [(spelling: String, prefix: UnitPrefix)]
    /// Names that mean no unit at all.
    private static let dimensionless: Set<String> = ["dimensionless"]

    /// What a name stands for.
    enum Entry {
        /// The pure number.
        case none
        /// A unit.
        case atom(UnitAtom)
    }

    private init(definitions: String) {
        prefixes = UnitPrefix.all.flatMap { prefix in prefix.spellings.map { ($0, prefix) } }
        for line in definitions.split(separator: "\n") where !define(line) { unread.append(String(line)) }
    }

    /// The unit of that name, with prefix or in the plural; nil if there is none.
    ///
    /// Whole names win over prefixed ones and the singular over the plural, in pint's order.
    func entry(_ name: String) throws(QuantityError) -> Entry? {
        if Self.dimensionless.contains(name) { return Entry.none }
        if let atom = atoms[name] { return .atom(atom) }
        for delta in ["delta_", "Δ"] where name.hasPrefix(delta) {
            if let atom = atoms[String(name.dropFirst(delta.count))], case .offset = atom.kind {
                return .atom(atom.difference)
            }
        }
        if let atom = try prefixed(name) { return .atom(atom) }
        guard name.count > 2, name.hasSuffix("s") else { return nil }
        let singular = String(name.dropLast())
        if let atom = atoms[singular] { return .atom(atom) }
        return try prefixed(singular).map { .atom($0) }
    }

    private func prefixed(_ name: String) throws(QuantityError) -> UnitAtom? {
        for (spelling, prefix) in prefixes where name.utf8.starts(with: spelling.utf8) {
            guard let atom = atoms[String(name.unicodeScalars.dropFirst(spelling.unicodeScalars.count))] else {
                continue
            }
            guard case .linear = atom.kind else {
                throw QuantityError(
                    code: .offsetUnit, message: "'\(name)': the unit '\(atom.name)' takes no prefix, '\(spelling)' came"
                )
            }
            return atom.prefixed(prefix)
        }
        return nil
    }

    /// The known spelling nearest to `name`, if one is near.
    func nearest(to name: String) -> String? {
        guard name.utf8.count <= 40 else { return nil }
        let sought = Array(name.lowercased().utf8)
        var best: (spelling: String, distance: Int)?
        for spelling in atoms.keys where abs(spelling.utf8.count - sought.count) <= 2 {
            let distance = editDistance(sought, Array(spelling.lowercased().utf8))
            let closer = best.map { (distance, spelling) < ($0.distance, $0.spelling) } ?? true
            if distance <= max(1, sought.count / 4) && closer { best = (spelling, distance) }
        }
        return best?.spelling
    }

    // MARK: Reading the table

    /// Adds one line; says whether it could be read and none of its names was taken.
    private mutating func define(_ line: Substring) -> Bool {
        let halves = line.split(separator: "=", maxSplits: 1)
        guard halves.count == 2 else { return false }
        let names = halves[0].split(separator: " ").map(String.init)
        var words = halves[1].split(separator: " ").map(String.init)
        guard names.count >= 2, !words.isEmpty else { return false }
        var kind = UnitAtom.Kind.linear
        if words.count >= 2, words[words.count - 2] == "+", let offset = Double(words[words.count - 1]) {
            kind = .offset(offset)
            words.removeLast(2)
        } else if words.count >= 3, words[words.count - 3] == "log",
            let base = Double(words[words.count - 2]), let factor = Double(words[words.count - 1])
        {
            kind = .logarithmic(base: base, factor: factor)
            words.removeLast(3)
        }
        guard words.count <= 2, let size = DecimalScale(literal: words[0]) else { return false }
        var scale = size
        var dimension = Self.bases[names[0]] ?? .none
        if words.count == 2 {
            guard let unit = try? UnitParser.unit(words[1], in: self, opaque: false) else { return false }
            scale = size.multiplied(by: unit.storage.scale)
            dimension = unit.storage.dimension
        }
        let symbol = names[1] == "_" ? names[0] : names[1]
        let atom = UnitAtom(name: names[0], symbol: symbol, kind: kind, scale: scale, dimension: dimension)
        var isNew = true
        for name in names where name != "_" { isNew = atoms.updateValue(atom, forKey: name) == nil && isNew }
        return isNew
    }
}

extension DecimalScale {
    /// A decimal literal, exactly: its digits as the factor, its point and exponent as the decade.
    init?(literal: String) {
        let parts = literal.split(separator: "e", maxSplits: 1)
        guard let first = parts.first, let exponent = parts.count == 2 ? Int(parts[1]) : 0 else { return nil }
        let halves = first.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = halves.count == 2 ? halves[1] : ""
        guard let digits = Int(String(halves[0] + fraction)) else { return nil }
        self.init(factor: Double(digits), decade: exponent - fraction.utf8.count)
    }
}

extension Unit {
    /// Definitions of units that could not be read.
    package static var unreadDefinitions: [String] { UnitTable.shared.unread }
}

/// How many letters must be inserted, removed or changed to turn one word into the other.
package func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, b) in right.enumerated() {
            let changed = diagonal + (a == b ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(changed, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[right.count]
}
