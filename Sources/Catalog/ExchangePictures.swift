package import Database
package import Kernel
package import Records

package enum ExchangePicturesSchema {
    /// The pictures that the last exchange with 1C named of each product; papers without a number are told apart by their titles.
    package static let migration = Migration(134, "exchange pictures, titles of papers", [
        """
        CREATE TABLE exchange_pictures (
            id \(.identity), product_id \(.integer) NOT NULL UNIQUE REFERENCES products (id), names \(.text) NOT NULL, updated_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        """
        CREATE TABLE titled_certificates (
            id \(.identity), product_id \(.integer) NOT NULL REFERENCES products (id), file \(.text) NOT NULL, url \(.text) NOT NULL,
            sha256 \(.text) REFERENCES stored_files (hash), kind \(.text) NOT NULL, number \(.text) NOT NULL, title \(.text) NOT NULL,
            from_day \(.integer) NOT NULL, to_day \(.integer) NOT NULL, updated_at \(.integer) NOT NULL,
            CHECK ((file = '') <> (url = '')), CHECK ((file = '') = (sha256 IS NULL)), CHECK (number = '' OR title = ''), UNIQUE (product_id, kind, number, title)
        ) \(.strict)
        """,
        """
        INSERT INTO titled_certificates (product_id, file, url, sha256, kind, number, title, from_day, to_day, updated_at)
        SELECT product_id, file, url, sha256, kind, number, CASE WHEN number = '' THEN file || url ELSE '' END, from_day, to_day, updated_at FROM product_certificates ORDER BY id
        """,
        "DROP TABLE product_certificates",
        "ALTER TABLE titled_certificates RENAME TO product_certificates",
    ])
}

extension CatalogRecords {
    /// Which pictures an exchange with 1C names of a product: a picture that it named before and names no longer leaves the product. What came by other doors, and the
    /// portal's own pictures, stay.
    package static let exchangePictures = RecordKind(
        "exchange-pictures", table: "exchange_pictures",
        [
            RecordField("product", .reference(table: "products", within: nil), required: true),
            RecordField("names", .document(reason: "not_a_list") { $0.array == nil ? nil : $0 }, fallback: .text("[]")),
        ], key: ["product"], subject: ("images", "product_id"), replacing: { rows, _, writer in try writer.removePictures(noLongerIn: rows.map { ($0.id, $0.record.text("names") ?? "[]") }) })
}

extension Reader {
    /// Those of these products of which an exchange has named pictures.
    package func productsWithExchangePictures(_ externalIDs: [String]) throws -> Set<String> {
        Set(try rows("""
            SELECT p.external_id FROM exchange_pictures AS e JOIN products AS p ON p.id = e.product_id WHERE p.external_id \(in: externalIDs) AND e.names <> '[]'
            """).map { try $0.get("external_id") })
    }
}

extension Writer {
    /// Notes that an exchange has just told of the pictures of these products, though it may name the same as before.
    package func noteExchangePictures(ofProducts externalIDs: [String], at now: Instant) throws {
        guard !externalIDs.isEmpty else { return }
        try run("""
            UPDATE exchange_pictures SET updated_at = \(now) WHERE updated_at < \(now) AND product_id IN (SELECT id FROM products WHERE external_id \(in: externalIDs))
            """)
    }

    /// What somebody else has told under such a name since the exchange last told of the product is his.
    fileprivate func removePictures(noLongerIn told: [(id: Int64, names: String)]) throws {
        let now = Dictionary(told) { $1 }
        var gone = ValueTable([("product", .integer), ("file", .text)])
        for row in try rows("SELECT id, product_id, names FROM exchange_pictures WHERE id \(in: now.keys.sorted()) ORDER BY id") {
            let kept = Set(pictureNames(now[try row.get("id")] ?? "[]"))
            for name in pictureNames(try row.get("names")) where !kept.contains(name) { gone.append([.integer(try row.get("product_id")), .text(name)]) }
        }
        guard !gone.rows.isEmpty else { return }
        try run("""
            DELETE FROM product_images WHERE (product_id, file) IN (SELECT v.product, v.file FROM \(table: gone) AS v)
            AND updated_at <= (SELECT e.updated_at FROM exchange_pictures AS e WHERE e.product_id = product_images.product_id)
            """)
    }
}

private func pictureNames(_ json: String) -> [String] { ((try? JSON(parsing: Array(json.utf8)))?.array ?? []).compactMap(\.string) }
