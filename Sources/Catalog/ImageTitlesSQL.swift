package import Database
package import Kernel

/// What the pictures of a product show, by `ProductFile.imageKey`.
package func imageTitles(of product: ID<Product>) -> Question<[String: String]> {
    Question("SELECT image_key, title FROM image_titles WHERE product_id = \(product) ORDER BY image_key LIMIT 1000") { rows in
        var titles: [String: String] = [:]
        for row in rows { titles[try row.get("image_key")] = try row.get("title") }
        return titles
    }
}

extension Writer {
    /// Keeps what these pictures of a product show; an empty title takes it away.
    package func keepImageTitles(_ titles: [String: String], of product: ID<Product>) throws {
        try run("DELETE FROM image_titles WHERE product_id = \(product) AND image_key \(in: Array(titles.keys))")
        var table = ValueTable([("image", .text), ("title", .text)])
        for (key, title) in titles.sorted(by: { $0.key < $1.key }) where !title.isEmpty { table.append([.text(key), .text(title)]) }
        guard !table.rows.isEmpty else { return }
        try run("INSERT INTO image_titles (product_id, image_key, title) SELECT \(product), v.image, v.title FROM \(table: table) AS v WHERE true")
    }
}
