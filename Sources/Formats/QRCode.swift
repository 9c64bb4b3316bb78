import CQRCode

/// A QR code (ISO/IEC 18004): the squares of a text, as a camera reads it. Drawn by libqrencode.
package struct QRCode: Hashable, Sendable {
    /// How many squares stand in a row, and how many rows there are.
    package let side: Int
    private let dark: [Bool]

    /// The smallest code of these bytes that is still read with an eighth of it covered. Nil when they are none, or more than a code holds.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= 2_331, let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        side = Int(code.pointee.width)
        guard side > 0, let squares = code.pointee.data else { return nil }
        // The lowest bit is the colour, the others say what the square is for.
        dark = UnsafeBufferPointer(start: squares, count: side * side).map { $0 & 1 == 1 }
    }

    /// Whether the square is dark; outside the code everything is light.
    package func isDark(row: Int, column: Int) -> Bool {
        guard 0..<side ~= row, 0..<side ~= column else { return false }
        return dark[row * side + column]
    }

    /// Runs of dark squares, row by row: where each begins and how long it is.
    package var runs: [(row: Int, column: Int, length: Int)] {
        var runs: [(row: Int, column: Int, length: Int)] = []
        for row in 0..<side {
            var column = 0
            while column < side {
                let start = column
                while isDark(row: row, column: column) { column += 1 }
                if column > start { runs.append((row, start, column - start)) } else { column += 1 }
            }
        }
        return runs
    }
}
