// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// Finds the answer in what a PyPods pod wrote: one BSON document among whatever the pod's code printed.
///
/// PyPods puts the document on the same stream as `print`; its own client then fails. Python writes text through a buffer that
/// is emptied when the process ends, and PyPods writes the document around it: text stands before the document, behind it, or
/// on both sides. A document says how long it is and has to be read without a fault, so that text is never taken for one.
enum PyPodsReply {
    /// How many places that look like the beginning of an answer are read.
    private static let maximumTries = 256

    /// The first document with the given single name, and what stands around it.
    ///
    /// - Parameters:
    ///   - bytes: what came on a stream.
    ///   - name: `response` or `error`.
    static func find(_ name: String, in bytes: [UInt8]) -> (value: BSONValue, around: [UInt8])? {
        let reader = BSONReader()
        // Length, type, name and its end: all that a place must have to be looked at.
        let mark = Array(name.utf8) + [0]
        guard bytes.count >= 5 + mark.count else { return nil }
        var tries = 0
        for start in 0...(bytes.count - 5 - mark.count) {
            let name = bytes[(start + 5)..<(start + 5 + mark.count)]
            guard name.first == mark.first, tries < maximumTries, name.elementsEqual(mark) else { continue }
            tries += 1
            guard let (document, end) = try? reader.document(bytes, at: start), document.entries.count == 1,
                let value = document.entries.first?.value
            else { continue }
            return (value, Array(bytes[..<start] + bytes[end...]))
        }
        return nil
    }
}
