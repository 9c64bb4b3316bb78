/// Which of the first numbers belong to a set, a bit for each; knows how many come before, so that the n-th is found without counting.
struct BitSet: Sendable {
    private var words: [UInt64]
    /// Members before each word.
    private var before: [Int32] = []
    private(set) var total = 0

    /// - Parameter count: numbers from 0 on.
    init(count: Int, _ contains: (Int) -> Bool) {
        words = Array(repeating: 0, count: (max(0, count) + 63) / 64)
        for number in 0..<max(0, count) where contains(number) { words[number >> 6] |= 1 << UInt64(number & 63) }
        before.reserveCapacity(words.count)
        for word in words {
            before.append(Int32(clamping: total))
            total += word.nonzeroBitCount
        }
    }

    subscript(number: Int) -> Bool { number >= 0 && number >> 6 < words.count && words[number >> 6] & (1 << UInt64(number & 63)) != 0 }

    /// The member that `rank` members precede.
    func member(_ rank: Int) -> Int? {
        guard rank >= 0, rank < total else { return nil }
        var (low, high) = (0, words.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(before[middle]) <= rank { low = middle } else { high = middle }
        }
        var word = words[low]
        for _ in 0..<(rank - Int(before[low])) { word &= word &- 1 }
        return low << 6 + word.trailingZeroBitCount
    }

    /// The first member from a number on.
    func next(from number: Int) -> Int? {
        let start = max(0, number)
        guard start < words.count << 6 else { return nil }
        var place = start >> 6
        var word = words[place] & (UInt64.max << UInt64(start & 63))
        while word == 0 {
            place += 1
            guard place < words.count else { return nil }
            word = words[place]
        }
        return place << 6 + word.trailingZeroBitCount
    }

    /// At most `limit` members from a number on, in order.
    func members(from number: Int, limit: Int) -> [Int] {
        var found: [Int] = []
        var step = next(from: number)
        while let member = step, found.count < limit {
            found.append(member)
            step = next(from: member + 1)
        }
        return found
    }

    /// Bytes that it takes.
    var size: Int { words.count * 12 }
}
