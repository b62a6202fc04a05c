// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// The rule for names of Python pods: an identifier, because the pod's modules are imported as `pods.NAME.module`.
public enum PodName {
    /// The longest name that is accepted, in bytes: a file system's limit is 255.
    public static let maximumLength = 128

    /// Words of the language, which are identifiers and cannot stand in an `import`.
    static let keywords: Set<String> = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
        "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or",
        "pass", "raise", "return", "try", "while", "with", "yield",
    ]

    /// Whether a text is an identifier as `str.isidentifier` has it (ASCII and other scripts), and no keyword.
    public static func isValid(_ name: String) -> Bool {
        let scalars = name.unicodeScalars
        guard let first = scalars.first, name.utf8.count <= maximumLength, !keywords.contains(name) else { return false }
        guard first == "_" || first.properties.isXIDStart else { return false }
        return scalars.dropFirst().allSatisfy { $0.properties.isXIDContinue }
    }

    /// Refuses what is no name.
    /// - Throws: ``PodEnvironmentError`` with `invalidName`.
    static func check(_ name: String) throws(PodEnvironmentError) {
        guard !isValid(name) else { return }
        let shown = name.unicodeScalars.prefix(60).map { $0.properties.generalCategory == .control ? "?" : String($0) }
        throw PodEnvironmentError(
            .invalidName,
            "'\(shown.joined())' is no name for a pod: a Python identifier of at most \(maximumLength) bytes is expected "
                + "(letters, digits and '_', no keyword), for pod.py imports its neighbours as pods.NAME.module")
    }
}
