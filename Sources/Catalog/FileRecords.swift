package import Database
package import Files
package import Kernel
package import Records

extension CatalogRecords {
    /// Pictures of products, in the order in which they were first told.
    package static let images = productFiles("images", table: "product_images", key: ["product", "file", "url"], kind: "photo") { type in
        type.isImage ? nil : "not_an_image"
    }

    /// Papers of products with their validity. One of the same kind and number takes the place of the former; of those without a number one of the same title.
    package static let certificates = productFiles("certificates", table: "product_certificates", key: ["product", "kind", "number", "title"], kind: "certificate") { _ in nil }

    /// What a paper without a number is known by: its title, or where it has none the name of its file or its address. A number says enough by itself.
    @Sendable private static func entitle(_ draft: inout RecordDraft) {
        guard draft.problems.isEmpty else { return }
        if let number = draft.text("number"), !number.isEmpty { return draft.set("title", .text("")) }
        guard draft.text("title") ?? "" == "" else { return }
        let named = [draft.text("file"), draft.text("url")].compactMap(\.self).first { !$0.isEmpty } ?? ""
        draft.set("title", .text(named))
    }

    /// - Parameters:
    ///   - fallback: the kind of what is told without one.
    ///   - objection: why a file of a type cannot stand here.
    private static func productFiles(
        _ name: String, table: String, key: [String], kind fallback: String, objection: @escaping @Sendable (MediaType) -> String?
    ) -> RecordKind {
        let isTitled = key.contains("title")
        let title: [RecordField] = isTitled ? [RecordField("title", .text(limit: 2000), fallback: .text(""), isCompleted: true)] : []
        let identify: @Sendable (inout RecordDraft) -> Void = { draft in if isTitled { entitle(&draft) } }
        let fields: [RecordField] = [
            RecordField("product", .reference(table: "products", within: nil), required: true),
            RecordField("file", .checked(reason: "not_a_file_name", keptFileName), fallback: .text("")),
            RecordField("url", .checked(reason: "not_a_web_address", webAddress), fallback: .text("")),
            RecordField("kind", .text(limit: 100), fallback: .text(fallback)), RecordField("number", .text(limit: 200), fallback: .text("")), .from, .to,
            RecordField("sha256", .text(limit: 64), isCompleted: true),
        ]
        return RecordKind(
            name, table: table, fields + title, key: key, subject: (name, "product_id"), identify: identify,
            check: { record in
                let isOne = record.text("file")?.isEmpty ?? true != record.text("url")?.isEmpty ?? true
                return record.reversedPeriod + (isOne ? [] : [Refusal.Problem("/file", .validation, "file_or_url")])
            },
            complete: { drafts, reader in
                let kept = try reader.keptFiles(named: Set(drafts.compactMap { $0.text("file") }).sorted())
                for index in drafts.indices { drafts[index].name(kept, objection) }
            })
    }
}

extension RecordDraft {
    /// Puts the content in beside the file's name; of a file and an address the one told later stays.
    fileprivate mutating func name(_ kept: [String: (hash: String, type: MediaType)], _ objection: (MediaType) -> String?) {
        if let position = kind.position(of: "sha256") { cells[position] = nil }
        if let name = text("file"), !name.isEmpty {
            guard let file = kept[name] else { return problems.append(Refusal.Problem("/file", .validation, "file_unknown", ["value": .text(name)])) }
            if let reason = objection(file.type) { problems.append(Refusal.Problem("/file", .validation, reason, ["value": .text(name)])) }
            set("sha256", .text(file.hash))
            if !states("url") { set("url", .text("")) }
        } else if states("file") || text("url").map({ !$0.isEmpty }) ?? false {
            set("sha256", .null)
            set("file", .text(""))
        }
    }
}

/// The name of a file as its owner has it, in one spelling: a way of folders and a name, below where the rows stand. Nil for one that leads elsewhere.
package func keptFileName(_ text: String) -> String? {
    var parts = text.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
    if parts.count > 1, parts.first == "." { parts.removeFirst() }
    let isPlain = parts.allSatisfy { part in
        !part.isEmpty && part != "." && part != ".." && !part.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    guard isPlain, text.utf8.count <= 500, parts.first?.last != ":" else { return nil }
    return parts.joined(separator: "/")
}

/// An address that may stand as a link; nil for anything but `http` and `https`.
private func webAddress(_ text: String) -> String? {
    guard text.utf8.count <= 2000, ["http://", "https://"].contains(where: { text.lowercased().hasPrefix($0) && text.utf8.count > $0.utf8.count }) else { return nil }
    return text.unicodeScalars.contains { $0.properties.isWhitespace || $0.properties.generalCategory == .control || "<>\"\\".unicodeScalars.contains($0) } ? nil : text
}

/// A file that has been put into the store, under the name by which rows call it.
package struct TakenFile: Sendable {
    package let name: String
    package let file: StoredFile
    package let type: MediaType

    package init(name: String, file: StoredFile, type: MediaType) {
        self.name = name
        self.file = file
        self.type = type
    }
}

extension Writer {
    /// Notes files of the store: from now on rows may name them. A name that is told again stands for the later file; rows keep what they were told.
    package func note(_ files: [TakenFile]) throws {
        guard !files.isEmpty else { return }
        var contents = ValueTable([("hash", .text), ("size", .integer), ("media_type", .text)])
        var names = ValueTable([("name", .text), ("hash", .text)])
        let distinct = Dictionary(files.map { ($0.file.hash, $0) }) { $1 }.values.sorted { $0.file.hash < $1.file.hash }
        for file in distinct { contents.append([.text(file.file.hash), .integer(file.file.size), .text(file.type.rawValue)]) }
        for file in Dictionary(files.map { ($0.name, $0) }, uniquingKeysWith: { $1 }).values.sorted(by: { $0.name < $1.name }) {
            names.append([.text(file.name), .text(file.file.hash)])
        }
        try run("""
            INSERT INTO stored_files (hash, size, media_type) SELECT hash, size, media_type FROM \(table: contents) AS v WHERE true
            ON CONFLICT (hash) DO NOTHING
            """)
        try run("""
            INSERT INTO file_names (name, hash) SELECT name, hash FROM \(table: names) AS v WHERE true
            ON CONFLICT (name) DO UPDATE SET hash = excluded.hash
            """)
    }
}

extension Reader {
    /// What the files of these names are.
    fileprivate func keptFiles(named names: [String]) throws -> [String: (hash: String, type: MediaType)] {
        let named = names.filter { !$0.isEmpty }
        guard !named.isEmpty else { return [:] }
        var kept: [String: (hash: String, type: MediaType)] = [:]
        for row in try rows("SELECT n.name, f.hash, f.media_type FROM file_names AS n JOIN stored_files AS f ON f.hash = n.hash WHERE n.name \(in: named)") {
            kept[try row.get("name")] = (try row.get("hash"), try row.get("media_type"))
        }
        return kept
    }

    /// Which of these hashes the database knows.
    package func knownFiles(_ hashes: [String]) throws -> Set<String> {
        Set(try rows("SELECT hash FROM stored_files WHERE hash \(in: hashes)").map { try $0.get("hash") })
    }

    /// Images and certificates as they are shown, product by product: the ERP's as they were first told, images as the portal has put them.
    /// - Parameter condition: on `product_id`.
    package func productFiles(where condition: SQL, _ take: (ID<Product>, ProductFile) throws -> Void) throws {
        let orders = try portalImages(where: condition)
        var waiting: [ID<Product>: [ProductFile]] = [:]
        try erpFiles(.image, where: condition) { product, file in
            if orders[product] == nil { try take(product, file) } else { waiting[product, default: []].append(file) }
        }
        for (product, rows) in orders.sorted(by: { $0.key < $1.key }) {
            for image in arranged(waiting[product] ?? [], by: rows) where !image.isHidden { try take(product, image.file) }
        }
        try erpFiles(.certificate, where: condition, take)
    }

    /// Files of a role as the ERP tells them.
    func erpFiles(_ role: ProductFile.Role, where condition: SQL, _ take: (ID<Product>, ProductFile) throws -> Void) throws {
        let table: StaticString = role == .image ? "product_images" : "product_certificates"
        let rows = SQL(stringLiteral: """
            SELECT p.product_id, p.kind, p.number, p.from_day, p.to_day, p.file, p.url, f.hash, f.size, f.media_type
            FROM \(table) AS p LEFT JOIN stored_files AS f ON f.hash = p.sha256 WHERE
            """)
        try forEach(rows + " \(condition) ORDER BY p.product_id, p.id") { row in
            let content: ProductFile.Content
            if let hash = try row.find("hash", as: String.self) {
                content = .kept(StoredFile(hash: hash, size: try row.get("size")), try row.get("media_type"), name: try row.get("file"))
            } else { content = .elsewhere(try row.get("url")) }
            let number: String = try row.get("number")
            try take(try row.get("product_id"), ProductFile(
                role: role, kind: try row.get("kind"), number: number.isEmpty ? nil : number, from: try row.get("from_day"), to: try row.get("to_day"), content: content))
        }
    }
}
