// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A name cut at its delimiters `scheme:[//authority][path][?query][#fragment]` (RFC 3986, appendix B), the parts as
/// bytes and not yet judged by any grammar.
public struct SplitName: Sendable {
    /// The whole name.
    let bytes: [UInt8]
    /// The scheme as written; schemes are lower case.
    public let scheme: String
    /// Where the name goes on behind the scheme's colon.
    let body: Int
    /// What stands between `//` and the next delimiter.
    private(set) var authority: Range<Int>?
    /// The path, its leading slash included.
    private(set) var path: Range<Int>
    /// What stands behind `?`.
    private(set) var query: Range<Int>?
    /// What stands behind `#`.
    private(set) var fragment: Range<Int>?
    /// Whether `%` occurs.
    let isEncoded: Bool
    /// For names that were decoded: where each byte comes from.
    private(set) var origins: [Int]?

    /// Cuts a name whose scheme ends before the colon at `body - 1`.
    init(_ bytes: [UInt8], scheme: String, body: Int, isEncoded: Bool) {
        self.bytes = bytes
        self.scheme = scheme
        self.body = body
        self.isEncoded = isEncoded
        var end = bytes.count
        if let hash = bytes[body..<end].firstIndex(of: NameBytes.hash) {
            fragment = hash + 1..<end
            end = hash
        }
        if let question = bytes[body..<end].firstIndex(of: NameBytes.question) {
            query = question + 1..<end
            end = question
        }
        var start = body
        if end - body >= 2, bytes[body] == NameBytes.slash, bytes[body + 1] == NameBytes.slash {
            start = bytes[(body + 2)..<end].firstIndex(of: NameBytes.slash) ?? end
            authority = body + 2..<start
        }
        path = start..<end
    }

    private init(decoding name: SplitName, as part: PercentDecoding.Part) throws(NameError) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(name.bytes.count)
        var origins: [Int]? = []
        scheme = name.scheme
        bytes += name.bytes[..<name.body]
        origins?.append(contentsOf: 0..<name.body)
        body = name.body
        func decoded(_ range: Range<Int>?, _ part: PercentDecoding.Part) throws(NameError) -> Range<Int>? {
            guard let range else { return nil }
            let start = bytes.count
            try PercentDecoding.decode(name.bytes, range, as: part, into: &bytes, origins: &origins)
            return start..<bytes.count
        }
        authority = try decoded(name.authority, .authority)
        path = try decoded(name.path, part) ?? 0..<0
        query = try decoded(name.query, .text)
        fragment = try decoded(name.fragment, .text)
        origins?.append(name.bytes.count)
        self.bytes = bytes
        self.origins = origins
        isEncoded = false
    }

    /// The same name with its parts percent-decoded; itself when nothing is encoded.
    func decoded(as part: PercentDecoding.Part = .text) throws(NameError) -> SplitName {
        isEncoded ? try SplitName(decoding: self, as: part) : self
    }

    /// The same name cut at other places.
    func cut(
        authority: Range<Int>?, path: Range<Int>, query: Range<Int>?, fragment: Range<Int>?
    ) -> SplitName {
        var copy = self
        copy.authority = authority
        copy.path = path
        copy.query = query
        copy.fragment = fragment
        return copy
    }

    /// The text of a part.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The text of a part that may be missing.
    func text(_ range: Range<Int>?) -> String? { range.map { text($0) } }

    /// Whether a part is exactly `text`.
    func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
        range.count == text.utf8CodeUnitCount
            && text.withUTF8Buffer { buffer in bytes[range].elementsEqual(buffer) }
    }

    /// An error about a decoded name, its position told in the name as it was written.
    func located(_ error: NameError) -> NameError {
        guard let origins, origins.indices.contains(error.position) else { return error }
        var error = error
        error.position = origins[error.position]
        return error
    }

    // MARK: Common demands

    /// Refuses a query.
    func requireNoQuery(hint: String? = nil) throws(NameError) {
        guard let query else { return }
        throw NameError(
            position: query.lowerBound - 1, expected: "no query", found: "'?'",
            hint: hint ?? "write %3F for a question mark that belongs to the name")
    }

    /// Refuses a fragment: only attributes have properties.
    func requireNoFragment() throws(NameError) {
        guard let fragment else { return }
        throw NameError(
            position: fragment.lowerBound - 1, expected: "no fragment", found: "'#'",
            hint: "fragments select a property of an attribute")
    }

    /// Refuses blanks and a second `#` in the fragment as it is written; both can be percent-encoded.
    func requirePlainFragment() throws(NameError) {
        guard let fragment else { return }
        for index in fragment where bytes[index] == NameBytes.blank || bytes[index] == NameBytes.hash {
            throw NameBytes.unexpected(
                bytes, at: index, expected: "a fragment without blanks and '#'", hint: "write %20 for a blank")
        }
    }
}
