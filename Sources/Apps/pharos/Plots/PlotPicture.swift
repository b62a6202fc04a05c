// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import FoundationEssentials
import Pharos
import Plotting

/// A picture file that a plot is written to: its ending says which kind.
struct PlotPicture: Sendable {
    private enum Kind: String, Sendable {
        case png, svg
    }

    let path: String
    private let kind: Kind
    private let size: (width: Int, height: Int)

    /// A picture file; `nil` when its ending is neither `.png` nor `.svg`, or the size is not like `1600x800`.
    init?(path: String, size: String?) {
        guard let dot = path.lastIndex(of: "."),
            let kind = Kind(rawValue: path[path.index(after: dot)...].lowercased())
        else { return nil }
        self.path = path
        self.kind = kind
        if let size {
            let parts = size.split(separator: "x", omittingEmptySubsequences: false)
            guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]),
                (100...8192).contains(width), (80...8192).contains(height)
            else { return nil }
            self.size = (width, height)
        } else {
            self.size = kind == .png ? (1600, 800) : (900, 450)
        }
    }

    /// Writes the file as a whole: who looks meanwhile sees the old one or the new one.
    func write(_ chart: Chart) throws {
        let bytes: [UInt8]
        switch kind {
        case .png:
            // Twice as large from a size on at which text would be tiny.
            bytes = try PNGImage.bytes(
                of: chart, width: size.width, height: size.height, scale: size.width >= 1200 ? 2 : 1)
        case .svg: bytes = Array(SVGDocument.text(of: chart, width: size.width, height: size.height).utf8)
        }
        do {
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw PharosError(.environment, "\(path) cannot be written (\(error))", cause: error)
        }
    }
}
