/// A JSON object as most rows of a large file are: flat, its texts in visible ASCII without escapes, its numbers without exponents.
///
/// For readers of very many small rows. Whatever is not as plain as that, or no JSON at all, is left to `JSON(parsing:)`.
package enum PlainMembers {
    /// Calls the body with the bytes of each member's name and its value, in their order.
    /// - Returns: false when the line is not plain or the body did not take a member; the members before it have been given then.
    package static func forEach(in line: [UInt8], _ body: (_ name: UnsafeBufferPointer<UInt8>, _ value: JSON) -> Bool) -> Bool {
        line.withUnsafeBufferPointer { bytes in
            var scanner = Scanner(bytes: bytes)
            return scanner.members(body)
        }
    }

    private struct Scanner {
        let bytes: UnsafeBufferPointer<UInt8>
        var place = 0

        init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

        mutating func members(_ body: (UnsafeBufferPointer<UInt8>, JSON) -> Bool) -> Bool {
            guard take(UInt8(ascii: "{")) else { return false }
            repeat {
                guard take(UInt8(ascii: "\"")), let name = text(), take(UInt8(ascii: ":")), let value = value(), body(name, value) else { return false }
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { return false }
            skipBlanks()
            return place == bytes.count
        }

        private mutating func skipBlanks() {
            while place < bytes.count, bytes[place] == 0x20 || bytes[place] == 0x09 || bytes[place] == 0x0D { place += 1 }
        }

        private mutating func take(_ mark: UInt8) -> Bool {
            skipBlanks()
            guard place < bytes.count, bytes[place] == mark else { return false }
            place += 1
            return true
        }

        /// What stands up to the closing quote.
        private mutating func text() -> UnsafeBufferPointer<UInt8>? {
            let start = place
            while place < bytes.count {
                let byte = bytes[place]
                if byte == UInt8(ascii: "\"") {
                    place += 1
                    return UnsafeBufferPointer(rebasing: bytes[start..<(place - 1)])
                }
                guard (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\") else { return nil }
                place += 1
            }
            return nil
        }

        private mutating func value() -> JSON? {
            if take(UInt8(ascii: "\"")) { return text().map { .string(String(decoding: $0, as: UTF8.self)) } }
            let start = place
            while place < bytes.count, ![UInt8(ascii: ","), UInt8(ascii: "}"), 0x20, 0x09, 0x0D].contains(bytes[place]) { place += 1 }
            let word = bytes[start..<place]
            if word.elementsEqual("null".utf8) { return .null }
            return isNumber(word) ? .number(String(decoding: word, as: UTF8.self)) : nil
        }

        /// Digits with at most one point between them and no zero before them.
        private func isNumber(_ word: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
            guard let first = word.first, let last = word.last, first != UInt8(ascii: "."), last != UInt8(ascii: ".") else { return false }
            guard word.count { $0 == UInt8(ascii: ".") } <= 1, word.allSatisfy({ $0 == UInt8(ascii: ".") || (48...57).contains($0) }) else { return false }
            return first != UInt8(ascii: "0") || word.count == 1 || word[word.startIndex + 1] == UInt8(ascii: ".")
        }
    }
}
