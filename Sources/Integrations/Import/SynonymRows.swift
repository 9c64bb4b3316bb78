package import Storefront
import Kernel

/// The pairs of a table: the word, the other, and `->` or a word for it in a third column where the pair holds one way only. A row of titles is passed over.
///
/// - Throws: a `Refusal` for a file that cannot be read.
package func synonymRows(of bytes: [UInt8], name: String) throws -> [TypedSynonym] {
    let rows = try Sheet(bytes, name: name).rows
    return rows.enumerated().compactMap { place, row in
        let cells = row.cells.map { sheetCode($0) }
        func cell(_ place: Int) -> String { cells.indices.contains(place) ? cells[place] : "" }
        if place == 0, titles.contains(sheetTitle(cell(0))) { return nil }
        return TypedSynonym(word: cell(0), other: cell(1), isMutual: !oneWay.contains(cell(2).folded), line: row.line)
    }
}

private let titles: Set<String> = ["слово", "слова", "синоним", "запрос", "word", "query", "synonym"]
private let oneWay: Set<String> = ["->", "→", ">", "=>", "в одну сторону", "одна", "односторонний", "нет", "one", "one way", "one-way", "no", "0", "false"]
