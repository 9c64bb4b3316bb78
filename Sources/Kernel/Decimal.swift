/// Reads and writes decimal fractions as whole numbers of their smallest unit, without binary floating point.
package enum DecimalText {
    /// Parses `"1 234,50"`-free machine text: an optional sign, digits and at most one point, with no more than `scale` digits after it.
    ///
    /// Zeros beyond `scale` are accepted, other digits there are not: nothing is rounded on the way in.
    /// - Returns: the number in units of 10^-`scale`, or nil when the text is no such number or exceeds `limit` in size.
    package static func parse(_ text: some StringProtocol, scale: Int, limit: Int64) -> Int64? {
        var digits: Int64 = 0
        var fraction: Int?
        var count = 0
        var negative = false
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where index == 0: negative = true
            case UInt8(ascii: "."):
                guard fraction == nil, count > 0 else { return nil }
                fraction = 0
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                count += 1
                let digit = Int64(byte - UInt8(ascii: "0"))
                if let places = fraction {
                    fraction = places + 1
                    if places >= scale {
                        guard digit == 0 else { return nil }
                        continue
                    }
                }
                let (tenfold, tooBig) = digits.multipliedReportingOverflow(by: 10)
                let (sum, tooBigStill) = tenfold.addingReportingOverflow(digit)
                guard !tooBig, !tooBigStill, sum <= limit else { return nil }
                digits = sum
            default: return nil
            }
        }
        guard count > 0, fraction != 0 else { return nil }
        for _ in 0..<max(0, scale - (fraction ?? 0)) {
            let (tenfold, tooBig) = digits.multipliedReportingOverflow(by: 10)
            guard !tooBig, tenfold <= limit else { return nil }
            digits = tenfold
        }
        return negative ? -digits : digits
    }

    /// Writes `value` units of 10^-`scale` with at least `places` digits after the point.
    package static func write(_ value: Int64, scale: Int, places: Int) -> String {
        var digits = String(value.magnitude)
        if digits.utf8.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits }
        let whole = digits.prefix(digits.utf8.count - scale)
        var fraction = digits.suffix(scale)
        while fraction.utf8.count > places, fraction.last == "0" { fraction.removeLast() }
        return (value < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }
}

/// Division with rounding half away from zero, the way 1C and the tax forms round (`HALF_UP`; banker's rounding gives kopeck differences).
package enum Rounding {
    /// `numerator / denominator`, half up. The denominator is positive.
    /// - Returns: nil when the quotient does not fit 64 bits.
    package static func halfUp(_ numerator: Int128, over denominator: Int128) -> Int64? {
        guard denominator > 0 else { return nil }
        let size = numerator.magnitude
        let rounded = (size &+ denominator.magnitude / 2) / denominator.magnitude
        guard let value = Int64(exactly: rounded) else { return nil }
        return numerator < 0 ? -value : value
    }
}
