import CStemmer

/// Snowball's stems of Russian and English words. Not to be shared between threads.
final class Stemmer {
    private let russian = sb_stemmer_new("russian", "UTF_8")
    private let english = sb_stemmer_new("english", "UTF_8")
    private var known: [String: String] = [:]

    deinit {
        sb_stemmer_delete(russian)
        sb_stemmer_delete(english)
    }

    /// The stem of a folded word; a word that is not of letters of one script is its own.
    func stem(_ word: String) -> String {
        if let stem = known[word] { return stem }
        guard let first = word.unicodeScalars.first, let stemmer = first.isCyrillic ? russian : first.isASCII ? english : nil else { return word }
        let bytes = Array(word.utf8)
        let stem: String = bytes.withUnsafeBufferPointer { buffer in
            guard let stem = sb_stemmer_stem(stemmer, buffer.baseAddress, Int32(clamping: buffer.count)) else { return word }
            return String(decoding: UnsafeBufferPointer(start: stem, count: max(0, Int(sb_stemmer_length(stemmer)))), as: UTF8.self)
        }
        if known.count < 200_000 { known[word] = stem }
        return stem
    }
}

extension Unicode.Scalar {
    var isCyrillic: Bool { (0x400...0x4FF).contains(value) }
    var isLatinLetter: Bool { ("a"..."z").contains(self) }
    var isDigit: Bool { ("0"..."9").contains(self) }
    var isLetter: Bool { isCyrillic || isLatinLetter || (!isASCII && properties.isAlphabetic) }
}
