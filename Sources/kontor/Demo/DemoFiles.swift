import Catalog
import Database
import Files
import Foundation
import Kernel
import Pictures

/// Pixels of a side of the demo's pictures.
private let side = 320

/// Draws the demo's pictures and puts them where pictures of products lie.
/// - Returns: the records that show them; none where no folder for files is set up.
func keepDemoPictures(of world: DemoWorld, in portal: Portal) async throws -> [JSON] {
    guard portal.productFiles.originals.isSetUp else { return [] }
    let shown = world.products.compactMap { product in product.pictureName.map { (name: $0, product: product) } }
    let distinct = Dictionary(shown.map { ($0.name, $0.product) }) { first, _ in first }
    let drawn = await withTaskGroup(of: (String, [UInt8]).self) { group in
        for (name, product) in distinct { group.addTask { (name, product.drawing.png(side: side)) } }
        return await group.reduce(into: [(String, [UInt8])]()) { $0.append($1) }
    }
    try await keep(drawn.sorted { $0.0 < $1.0 }, as: .png, in: portal)
    return shown.map { ["product": .string($0.product.id), "file": .string($0.name)] }
}

/// Writes certificates of the demo's families and puts them beside the pictures: most in force, some soon at their end, a few past it.
func keepDemoPapers(of world: DemoWorld, in portal: Portal) async throws -> [JSON] {
    guard portal.productFiles.originals.isSetUp else { return [] }
    let certified = world.products.filter { demoChance("certificate of \($0.family.article)") < 0.7 }
    var papers: [String: (name: String, number: String, from: Day, to: Day)] = [:]
    for product in certified where papers[product.family.article] == nil {
        let chance = demoChance("term of \(product.family.article)")
        let end = world.today.adding(days: Int(chance * 1200) - 40)
        papers[product.family.article] = (
            "certificate-\(product.family.article).pdf", "ЕАЭС RU С-RU.НА46.В.\(10_000 + Int(chance * 80_000))/\(24 + Int(chance * 2))", end.adding(days: -1825), end
        )
    }
    let files = papers.sorted { $0.key < $1.key }.map { article, paper in
        (paper.name, demoPaper(["DEMO CERTIFICATE OF CONFORMITY", "Series \(article)", "Valid from \(paper.from) to \(paper.to)", "Made up for the demo: not a document."]))
    }
    try await keep(files, as: .pdf, in: portal)
    return certified.compactMap { product in
        papers[product.family.article].map { paper in
            [
                "product": .string(product.id), "file": .string(paper.name), "kind": "certificate", "number": .string(paper.number), "from": .string(paper.from.description),
                "to": .string(paper.to.description),
            ]
        }
    }
}

private func keep(_ files: [(String, [UInt8])], as type: MediaType, in portal: Portal) async throws {
    let taken = try await portal.productFiles.originals.aside { store in try files.map { TakenFile(name: $0.0, file: try store.keep($0.1), type: type) } }
    try await portal.database.write { try $0.note(taken) }
}

/// A page of Latin text as a PDF 1.4 (ISO 32000-1) with one of the fonts that every reader has.
private func demoPaper(_ lines: [String]) -> [UInt8] {
    let text = lines.enumerated().map { number, line in
        "BT /F1 \(number == 0 ? 20 : 12) Tf 60 \(760 - number * 30) Td (\(line)) Tj ET"
    }.joined(separator: "\n")
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        "<< /Length \(text.utf8.count) >>\nstream\n\(text)\nendstream", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    var file = "%PDF-1.4\n"
    var places: [Int] = []
    for (number, object) in objects.enumerated() {
        places.append(file.utf8.count)
        file += "\(number + 1) 0 obj\n\(object)\nendobj\n"
    }
    let table = file.utf8.count
    file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
    for place in places { file += String(repeating: "0", count: 10 - String(place).count) + "\(place) 00000 n \n" }
    file += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n"
    return Array(file.utf8)
}
