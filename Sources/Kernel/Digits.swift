func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

/// The values of an ASCII digit string; nil when another character is in it.
func digits(_ text: some StringProtocol) -> [Int]? {
    var values: [Int] = []
    for byte in text.utf8 {
        guard isDigit(byte) else { return nil }
        values.append(Int(byte - UInt8(ascii: "0")))
    }
    return values
}

/// The sum of digit × weight over the shorter of the two.
func weightedSum(_ digits: [Int], _ weights: [Int]) -> Int { zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 } }
