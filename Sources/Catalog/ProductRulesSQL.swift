package import Database
import Kernel

extension Reader {
    /// The rules of parameters, by code.
    func parameterRules(_ codes: Set<String>) throws -> [String: ParameterRule] {
        var rules: [String: ParameterRule] = [:]
        for row in try rows("SELECT code, name, type, unit FROM parameters WHERE code \(in: Array(codes)) ORDER BY code") {
            rules[try row.get("code")] = ParameterRule(name: try row.get("name"), type: try row.get("type"), unit: try row.find("unit"))
        }
        return rules
    }

    /// Which products on sale bear these barcodes, themselves or by a packaging: of each code so many as are told of, and those that may speak for themselves.
    func barcodeHolders(_ codes: Set<String>) throws -> [String: [(externalID: String, article: String, isPackaging: Bool)]] {
        var holders: [String: [(externalID: String, article: String, isPackaging: Bool)]] = [:]
        // A table and no list: of a list PostgreSQL compares every element with every row as soon as it keeps a plan made while the tables were empty.
        var asked = ValueTable([("code", .text)])
        for code in codes { asked.append([.text(code)]) }
        func ranked(_ table: SQL, _ packaging: Int64) -> SQL {
            """
            SELECT b.barcode, p.external_id, p.article, \(packaging) AS packaging, ROW_NUMBER() OVER (PARTITION BY b.barcode ORDER BY p.article, p.id) AS place
            FROM \(table: asked) AS asked JOIN \(table) AS b ON b.barcode = asked.code JOIN products AS p ON p.id = b.product_id
            WHERE p.withdrawn = 0 AND p.has_variants = 0
            """
        }
        for row in try rows("""
            SELECT h.barcode, h.external_id, h.article, h.packaging FROM (\(ranked("product_barcodes", 0))) AS h WHERE h.place <= 1100
            UNION ALL SELECT h.barcode, h.external_id, h.article, h.packaging FROM (\(ranked("packaging_barcodes", 1))) AS h WHERE h.place <= 1100
            """) {
            holders[try row.get("barcode"), default: []].append((try row.get("external_id"), try row.get("article"), try row.get("packaging")))
        }
        return holders
    }
}

extension Reader {
    /// Barcodes of these products that another one on sale bears too; at most five thousand of them.
    package func sharedBarcodes(of products: [Int64]) throws -> [(product: Int64, barcode: String, other: String)] {
        let products = Array(Set(products))
        let own: SQL = """
            SELECT product_id, barcode FROM product_barcodes WHERE product_id \(in: products)
            UNION SELECT product_id, barcode FROM packaging_barcodes WHERE product_id \(in: products)
            """
        return try rows("""
            SELECT own.product_id, own.barcode, p.article FROM (\(own)) AS own JOIN product_barcodes AS held ON held.barcode = own.barcode AND held.product_id <> own.product_id
            JOIN products AS p ON p.id = held.product_id AND p.withdrawn = 0 AND p.has_variants = 0
            UNION SELECT own.product_id, own.barcode, p.article FROM (\(own)) AS own JOIN packaging_barcodes AS held ON held.barcode = own.barcode AND held.product_id <> own.product_id
            JOIN products AS p ON p.id = held.product_id AND p.withdrawn = 0 AND p.has_variants = 0
            ORDER BY 1, 2, 3 LIMIT 5000
            """).map { (try $0.get("product_id"), try $0.get("barcode"), try $0.get("article")) }
    }
}

extension Writer {
    /// Keeps beside what the packagings of these products are scanned by.
    func keepPackagingBarcodes(of products: [Int64]) throws {
        try run("DELETE FROM packaging_barcodes WHERE product_id \(in: products)")
        try run(packagingBarcodes("p.id \(in: products) AND p.packagings LIKE '%barcode%'"))
    }
}

/// Reads the barcodes out of the packagings of products.
func packagingBarcodes(_ condition: SQL) -> SQL {
    """
    INSERT INTO packaging_barcodes (product_id, barcode)
    SELECT DISTINCT p.id, \(.member("barcode")) FROM products AS p CROSS JOIN \(.elements(of: "p.packagings"))
    WHERE \(.member("barcode")) <> '' AND \(condition)
    """
}

/// For the list of those who keep the catalogue: whether the product `p` is on sale and shares a barcode with another one that is. Only those are looked at that have
/// shared one when they were last told (`barcode_sharers`), each by its own barcodes.
package let sharesBarcode: SQL = """
    p.id IN (SELECT product_id FROM barcode_sharers) AND p.withdrawn = 0 AND p.has_variants = 0 AND (\(shared("product_barcodes", "product_barcodes"))
    OR \(shared("product_barcodes", "packaging_barcodes")) OR \(shared("packaging_barcodes", "product_barcodes")) OR \(shared("packaging_barcodes", "packaging_barcodes")))
    """

private func shared(_ own: SQL, _ others: SQL) -> SQL {
    """
    EXISTS (
        SELECT 1 FROM \(own) AS own JOIN \(others) AS other ON other.barcode = own.barcode AND other.product_id <> own.product_id
        JOIN products AS o ON o.id = other.product_id AND o.withdrawn = 0 AND o.has_variants = 0 WHERE own.product_id = p.id)
    """
}

/// Notes all products that share a barcode.
let allSharers: SQL = """
    INSERT INTO barcode_sharers (product_id)
    SELECT DISTINCT held.product_id FROM (SELECT product_id, barcode FROM product_barcodes UNION SELECT product_id, barcode FROM packaging_barcodes) AS held
    WHERE held.barcode IN (
        SELECT borne.barcode FROM (SELECT product_id, barcode FROM product_barcodes UNION SELECT product_id, barcode FROM packaging_barcodes) AS borne
        GROUP BY borne.barcode HAVING COUNT(*) > 1)
    """

extension Writer {
    /// Notes which of these products share a barcode with another one, and whose it was alone until now. Whoever shared one before is noted already.
    func noteBarcodeSharers(among products: [Int64]) throws {
        try run("DELETE FROM barcode_sharers WHERE product_id \(in: products)")
        let own: SQL = """
            SELECT product_id, barcode FROM product_barcodes WHERE product_id \(in: products)
            UNION SELECT product_id, barcode FROM packaging_barcodes WHERE product_id \(in: products)
            """
        func isBorne(_ table: SQL) -> SQL { "EXISTS (SELECT 1 FROM \(table) AS other WHERE other.barcode = own.barcode AND other.product_id <> own.product_id)" }
        func former(_ table: SQL) -> SQL {
            "(SELECT other.product_id FROM \(table) AS other WHERE other.barcode = own.barcode AND NOT (other.product_id \(in: products)) LIMIT 1)"
        }
        try run("""
            WITH shared AS (SELECT own.product_id, own.barcode FROM (\(own)) AS own WHERE \(isBorne("product_barcodes")) OR \(isBorne("packaging_barcodes")))
            INSERT INTO barcode_sharers (product_id) SELECT sharer.product_id FROM (
                SELECT own.product_id FROM shared AS own UNION SELECT \(former("product_barcodes")) FROM shared AS own UNION SELECT \(former("packaging_barcodes")) FROM shared AS own
            ) AS sharer WHERE sharer.product_id IS NOT NULL ON CONFLICT (product_id) DO NOTHING
            """)
    }
}
