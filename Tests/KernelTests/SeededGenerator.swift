/// SplitMix64 (Steele, Lea, Flood 2014): the same run for the same seed. A failed property prints `note`.
struct SeededGenerator: RandomNumberGenerator {
    let seed: UInt64
    private var state: UInt64

    init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    var note: String { "seed \(seed)" }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Letters, marks and control characters that texts stumble over.
    mutating func text(upTo length: Int) -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "Z", "0", " ", "ё", "Ж", "\u{A0}", "\"", "\\", "/", "\n", "\r", "\t", "\u{0}", "\u{1F}", "\u{7F}", "€", "😀", "\u{301}", ",", ";",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...length, using: &self) {
            if let scalar = scalars.randomElement(using: &self) { text.append(scalar) }
        }
        return String(text)
    }

    /// Numbers of all sizes: the limits of 64 bits, powers of ten and their neighbours, and anything else.
    mutating func extremeInt64() -> Int64 {
        switch Int.random(in: 0..<6, using: &self) {
        case 0: return [.min, .min + 1, .max, .max - 1, 0, 1, -1].randomElement(using: &self) ?? 0
        case 1, 2:
            let power = (0..<Int.random(in: 0...18, using: &self)).reduce(Int64(1)) { value, _ in value * 10 }
            return (Bool.random(using: &self) ? power : -power) + Int64.random(in: -1...1, using: &self)
        case 3: return Int64.random(in: -1000...1000, using: &self)
        default: return Int64.random(in: .min...(.max), using: &self)
        }
    }
}
