import Customers
package import Foundation
import Formats
package import Kernel
package import Localization
import Stock
package import Storefront

/// In which form a client takes its prices along.
package enum PriceFileFormat: String, Sendable, CaseIterable {
    case csv, xlsx, yml, json

    package var mediaType: String {
        switch self {
        case .csv: "text/csv; charset=utf-8"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .yml: "application/xml; charset=utf-8"
        case .json: "application/json"
        }
    }

    /// `prices-2026-11-24-0600.xlsx`, by the seller's clock. YML is XML to every program that opens it.
    package func fileName(at moment: Instant, in zone: TimeZone) -> String {
        let clock = moment.localText(in: zone)
        return "prices-\(clock.prefix(10))-\(clock.dropFirst(11).prefix(5).replacing(":", with: "")).\(self == .yml ? "xml" : rawValue)"
    }
}

/// Whose file it is and how it names things.
package struct PriceFile: Sendable {
    package let shelf: Shelf
    package let texts: Texts
    /// The distributor's name and the portal's public address.
    package let house: String
    package let baseURL: String
    package let timeZone: TimeZone
    /// Whether the base price has a column.
    package let showsBasePrice: Bool

    /// - Throws: `forbidden` without the right to see prices: there is no price file without prices.
    package init(_ shelf: Shelf, texts: Texts, house: String, baseURL: String, timeZone: TimeZone, showsBasePrice: Bool = false) throws {
        try shelf.viewer.demand(.seePrices)
        _ = try shelf.viewer.demandClient()
        self.shelf = shelf
        self.texts = texts
        self.house = house
        self.baseURL = baseURL
        self.timeZone = timeZone
        self.showsBasePrice = showsBasePrice
    }

    /// `+03:00`.
    var zoneOffset: String {
        let minutes = timeZone.secondsFromGMT(for: shelf.now.date) / 60
        func pair(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(minutes < 0 ? "-" : "+")\(pair(abs(minutes) / 60)):\(pair(abs(minutes) % 60))"
    }

    /// Hands the file over piece by piece, in memory that does not grow with the catalogue.
    ///
    /// - Parameter folder: where XLSX, whose form has its table of contents at the end, is put together before it is handed over.
    package func write(_ format: PriceFileFormat, folder: String, to sink: (consuming [UInt8]) async throws -> Void) async throws {
        switch format {
        case .csv:
            var writer = CSVWriter(separator: texts.language == .ru ? .semicolon : .comma)
            writer.append(titles.map { .text($0.title) })
            try await eachRun { rows in
                for row in rows { writer.append(cells(row).map { csv($0) }) }
                try await sink(writer.take())
            }
            try await sink(writer.take())
        case .xlsx:
            let path = "\(folder)/\(UUID().uuidString).xlsx"
            defer { try? FileManager.default.removeItem(atPath: path) }
            try await writeXLSX(to: path)
            var source = try FileSource(path: path)
            while let piece = try source.next() { try await sink(piece) }
        case .yml:
            var writer = ymlHead()
            try await eachRun { rows in
                for row in rows { if let offer = offer(row) { writer.write(offer) } }
                try await sink(writer.take())
            }
            writer.finish()
            try await sink(writer.take())
        case .json:
            try await sink(Array("{\"generated_at\":\(JSON.string(shelf.now.text).text),\"items\":[".utf8))
            var isFirst = true
            try await eachRun { rows in
                var bytes: [UInt8] = []
                for row in rows {
                    if !isFirst { bytes.append(UInt8(ascii: ",")) }
                    bytes += [0x0A]
                    bytes += JSON.object(json(row)).bytes
                    isFirst = false
                }
                try await sink(bytes)
            }
            try await sink(Array("\n]}\n".utf8))
        }
    }

    /// Numbers with the decimal mark of the reader's country.
    private func csv(_ cell: SheetCell) -> CSVWriter.Cell {
        switch cell {
        case .empty: .text("")
        case .text(let text): .text(text)
        case .number(let text): .number(texts.language == .ru ? text.replacing(".", with: ",") : text)
        }
    }

    private func writeXLSX(to path: String) async throws {
        let writer = try XLSXWriter(path: path, sheet: texts("price_file.sheet"), columns: titles)
        try await eachRun { rows in for row in rows { try writer.write(cells(row)) } }
        try writer.finish()
    }

    /// The assortment in runs of a thousand; others get their turn between them.
    private func eachRun(_ body: ([PriceFileRow]) async throws -> Void) async throws {
        var place: Int? = 0
        while let from = place {
            try Task.checkCancellation()
            let (products, next) = shelf.products(from: from, limit: 1000)
            try await body(products.compactMap { row($0) })
            await Task.yield()
            place = next
        }
    }
}
