import Foundation
import Kernel

/// Pictures that are called by the articles of their products (`PictureName`), in a folder or an archive without rows: they come to the portal's pictures as those
/// of an archive do that staff bring.
struct PictureSource: ImportSource {
    let file: String
    /// As rows would name them.
    let names: [String]

    private static let endings: Set<String> = ["jpg", "jpeg", "png", "webp", "gif"]
    /// So many files are looked at.
    private static let most = 20_000
    /// So many pictures are taken at once, with the others of the last one's product.
    private static let step = 25

    /// Nil where there are no pictures.
    init?(file: String, beside: FilesBeside, single: String?) {
        let names: [String] =
            switch beside {
            case .archive(let files): files.byName.keys.filter { !$0.hasPrefix("__MACOSX/") }
            case .folder(let root): single.map { [$0] } ?? Self.names(in: root)
            }
        self.file = file
        self.names = names.filter { Self.endings.contains(URL(fileURLWithPath: $0).pathExtension.lowercased()) && !($0.split(separator: "/").last ?? ".").hasPrefix(".") }.sorted()
        if self.names.isEmpty { return nil }
    }

    private static func names(in root: String) -> [String] {
        guard let all = FileManager.default.enumerator(atPath: root) else { return [] }
        var names: [String] = []
        for case let name as String in all.prefix(most) { names.append(name) }
        return names
    }

    func read(into sink: ImportSink) throws {
        let sheet = Sheet(name: file, rows: [PictureArchive.titles] + names.map { [$0] })
        let mapping = RecordMapping(of: sheet) { SheetSubject.pictures.column(titled: $0) }
        var (waiting, last) = (0, "")
        for row in mapping.byProducts(sheet.records(mapping)) {
            let key = mapping.productKey(row)
            // The pictures of a product come to their places together.
            if waiting >= Self.step, key != last {
                try sink.flush()
                waiting = 0
            }
            (waiting, last) = (waiting + 1, key)
            let told = SheetRecordRow(row: row, mapping: mapping, subject: .pictures, parameters: [])
            try sink.push(.row(told), SheetSubject.pictures.kind, file: file, line: nil)
        }
        sink.report.excuse(Set(names.compactMap { $0.split(separator: "/").first.map(String.init) }))
    }
}
