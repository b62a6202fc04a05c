// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Tango's names before TEP3: `tango://a/b/c/d`, `tango://alias`, `tango://host:10000/a/b/c/d?configuration=label`.
extension TangoGrammar {
    /// The modern spelling: no slashes without an authority, the configuration in the fragment.
    public func modernSpelling(of name: SplitName, as kind: ElementKind) -> String? {
        let bytes = name.bytes
        var path = name.path
        var isOldPath = false
        var authority = ""
        if let range = name.authority {
            if (try? NameAuthority.host(bytes, range, port: .needed)) != nil {
                authority = "//" + name.text(range)
            } else if kind == .authority || range.contains(where: { bytes[$0] == NameBytes.colon }) {
                return nil
            } else {
                path = range.lowerBound..<path.upperBound
                isOldPath = true
            }
        }
        if isOldPath, bytes[path].starts(with: "//".utf8) { return nil }
        guard let query = name.query else {
            guard isOldPath, name.fragment == nil else { return nil }
            return "\(name.scheme):\(name.text(path))"
        }
        guard kind == .attribute, name.authority != nil, name.fragment == nil, let fragment = configuration(name, query)
        else { return nil }
        return "\(name.scheme):\(authority)\(name.text(path))\(fragment)"
    }

    /// `#key` for `configuration=key`, nothing for `configuration`.
    private func configuration(_ name: SplitName, _ query: Range<Int>) -> String? {
        if name.equals(query, "configuration") { return "" }
        let prefix = "configuration=".utf8
        guard name.bytes[query].starts(with: prefix) else { return nil }
        let key = name.bytes[query].dropFirst(prefix.count)
        guard !key.isEmpty, !key.contains(NameBytes.blank) else { return nil }
        return "#" + String(decoding: key, as: UTF8.self)
    }
}
