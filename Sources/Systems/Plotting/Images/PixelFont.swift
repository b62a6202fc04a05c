// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

/// A font of five by nine pixels, drawn for this project: ASCII, and what units and names ask for besides.
///
/// Larger sizes are not blocks: corners are rounded by doubling twice with EPX (E. Johnston, 1992), and edges are
/// anti-aliased when that is brought to size.
struct PixelFont {
    /// Pixels from one character to the next.
    static let advance = 6
    /// Pixels of a glyph: five and an empty one beside each other, nine above each other, the base line below the
    /// seventh.
    static let height = 9

    /// How much of each pixel of a glyph is inked, 0 to 255, in rows.
    struct Coverage {
        var width: Int
        var height: Int
        var values: [UInt8]
    }

    private var cache: [Character: Coverage] = [:]
    private let scale: Double

    /// The font at a size, 1 to 16.
    init(scale: Double) { self.scale = min(max(scale, 1), 16) }

    /// A character; a box for those that the font lacks.
    mutating func glyph(_ character: Character) -> Coverage {
        if let known = cache[character] { return known }
        let rows = PixelFont.glyphs[PixelFont.spelling(character)] ?? PixelFont.box
        let made = PixelFont.smooth(rows, scale, isRound: !PixelFont.angular.contains(character))
        cache[character] = made
        return made
    }

    /// One spelling for signs that look the same.
    private static func spelling(_ character: Character) -> Character {
        switch character {
        case "\u{03BC}": "\u{B5}"
        case "\u{2126}": "\u{3A9}"
        case "\u{2013}", "\u{2014}", "\u{2212}": "-"
        case "\u{A0}", "\t": " "
        default: character
        }
    }

    private static func smooth(_ rows: [UInt8], _ scale: Double, isRound: Bool) -> Coverage {
        var bits = rows.map { row in (0..<advance).map { $0 < 5 && row & (0x10 >> UInt8($0)) != 0 } }
        let factor = scale > 1 && isRound ? 4 : 1
        if factor > 1 { bits = doubled(doubled(bits)) }
        let width = Int((Double(advance) * scale).rounded())
        let height = Int((Double(PixelFont.height) * scale).rounded())
        var values = [UInt8](repeating: 0, count: width * height)
        // Four by four looks at each pixel.
        for y in 0..<height {
            for x in 0..<width {
                var inked = 0
                for part in 0..<16 {
                    let row = Int((Double(y) + (Double(part / 4) + 0.5) / 4) / scale * Double(factor))
                    let column = Int((Double(x) + (Double(part % 4) + 0.5) / 4) / scale * Double(factor))
                    if row < bits.count, column < bits[row].count, bits[row][column] { inked += 1 }
                }
                values[y * width + x] = UInt8(inked * 255 / 16)
            }
        }
        return Coverage(width: width, height: height, values: values)
    }

    /// Twice as large, corners rounded.
    private static func doubled(_ bits: [[Bool]]) -> [[Bool]] {
        func at(_ row: Int, _ column: Int) -> Bool {
            bits.indices.contains(row) && bits[row].indices.contains(column) && bits[row][column]
        }
        var result = bits.flatMap {
            [Array(repeating: false, count: $0.count * 2), Array(repeating: false, count: $0.count * 2)]
        }
        for row in bits.indices {
            for column in bits[row].indices {
                let (above, right, left, below) = (
                    at(row - 1, column), at(row, column + 1), at(row, column - 1), at(row + 1, column)
                )
                let here = at(row, column)
                result[2 * row][2 * column] = left == above && left != below && above != right ? above : here
                result[2 * row][2 * column + 1] = above == right && above != left && right != below ? right : here
                result[2 * row + 1][2 * column] = below == left && below != right && left != above ? left : here
                result[2 * row + 1][2 * column + 1] = right == below && right != above && below != left ? below : here
            }
        }
        return result
    }

    /// Characters of straight lines only, whose corners stay.
    private static let angular: Set<Character> = ["E", "F", "H", "I", "L", "T", "[", "]", "+", "-", "_", "=", "|", "#"]
    private static let box: [UInt8] = [0x1F, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1F, 0, 0]

    /// Nine rows of five bits for each character.
    private static let glyphs: [Character: [UInt8]] = {
        var glyphs: [Character: [UInt8]] = [:]
        var words = table.split { $0 == " " || $0.isNewline }[...]
        while let name = words.popFirst(), let digits = words.popFirst() {
            let values = Array(digits.utf8).map { $0 >= 65 ? $0 - 55 : $0 - 48 }
            let rows = stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
            if let character = name == "SP" ? " " : name.first { glyphs[character] = rows }
        }
        return glyphs
    }()

    private static let table = """
        SP 000000000000000000  ! 040404040400040000  " 0A0A0A000000000000  # 0A0A1F0A1F0A0A0000  $ 040F140E051E040000
        % 191902040813130000  & 0C12140815120D0000  ' 040404000000000000  ( 020408080804020000  ) 080402020204080000
        * 0004150E1504000000  + 0004041F0404000000  , 000000000006060204  - 0000001F0000000000  . 000000000006060000
        / 010102040810100000  0 0E11131519110E0000  1 040C040404040E0000  2 0E11010204081F0000  3 0E11010601110E0000
        4 02060A121F02020000  5 1F101E0101110E0000  6 0608101E11110E0000  7 1F0102040408080000  8 0E11110E11110E0000
        9 0E11110F01020C0000  : 000006060006060000  ; 000006060006060204  < 020408100804020000  = 00001F001F00000000
        > 080402010204080000  ? 0E1101020400040000  @ 0E11171517100E0000  A 0E11111F1111110000  B 1E11111E11111E0000
        C 0E11101010110E0000  D 1E11111111111E0000  E 1F10101E10101F0000  F 1F10101E1010100000  G 0E11101711110E0000
        H 1111111F1111110000  I 0E04040404040E0000  J 0702020202120C0000  K 111214181412110000  L 1010101010101F0000
        M 111B15151111110000  N 111919151313110000  O 0E11111111110E0000  P 1E11111E1010100000  Q 0E11111115120D0000
        R 1E11111E1412110000  S 0F10100E01011E0000  T 1F0404040404040000  U 1111111111110E0000  V 111111110A0A040000
        W 11111115151B110000  X 11110A040A11110000  Y 11110A040404040000  Z 1F01020408101F0000  [ 0E08080808080E0000
        \\ 101008040201010000  ] 0E02020202020E0000  ^ 040A11000000000000  _ 000000000000001F00  ` 080400000000000000
        a 00000E010F110F0000  b 10101E1111111E0000  c 00000E1110110E0000  d 01010F1111110F0000  e 00000E111F100E0000
        f 06081E080808080000  g 00000F1111110F010E  h 10101E111111110000  i 04000C0404040E0000  j 02000602020202120C
        k 101012141814120000  l 0C04040404040E0000  m 00001A151515150000  n 00001E111111110000  o 00000E1111110E0000
        p 00001E1111111E1010  q 00000F1111110F0101  r 000016191010100000  s 00000F100E011E0000  t 08081E080808060000
        u 0000111111110F0000  v 000011110A0A040000  w 0000111115150A0000  x 0000110A040A110000  y 0000111111110F010E
        z 00001F0204081F0000  { 020404080404020000  | 040404040404040000  } 080404020404080000  ~ 00000D160000000000
        ° 0C12120C0000000000  µ 00001111111B151010  ² 0C0204080E00000000  ³ 0C020C020C00000000  ± 04041F0404001F0000
        × 00110A040A11000000  · 000000060600000000  … 000000000000150000  Ω 0E1111110A0A1B0000  ä 0A000E010F110F0000
        ö 0A000E1111110E0000  ü 0A00111111110F0000  ß 0C1212161111160000  é 02040E111F100E0000
        """
}
