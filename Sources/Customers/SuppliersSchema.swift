package import Database

/// Suppliers and their people. What they offer stands in the room of that name.
package enum SupplierPeopleSchema {
    package static let statements: [SQL] = [
        """
        CREATE TABLE suppliers (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, name \(.text) NOT NULL, name_folded \(.text) NOT NULL, inn \(.text), note \(.text),
            blocked \(.integer) NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1)), revision \(.integer) NOT NULL DEFAULT 1, updated_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        "CREATE INDEX suppliers_by_name ON suppliers (name_folded, id)",
        "ALTER TABLE people ADD COLUMN supplier_id \(.integer) REFERENCES suppliers (id)",
        // Whoever works for a supplier is not of the house. That he belongs to no client is seen to where people are invited: he is a supplier's from his beginning.
        """
        ALTER TABLE people ADD COLUMN supplier_role \(.text) CHECK (
            (supplier_id IS NULL) = (supplier_role IS NULL) AND (supplier_id IS NULL OR staff_role IS NULL)
            AND (supplier_role IS NULL OR supplier_role IN ('administrator', 'employee')))
        """,
        "CREATE INDEX people_by_supplier ON people (supplier_id, id) WHERE supplier_id IS NOT NULL",
        // A viewer is read from them too (`RightsVersion`).
        "\(.count(.insert, in: "suppliers", of: "rights_version"))", "\(.count(.delete, in: "suppliers", of: "rights_version"))",
        "\(.count(.update, in: "suppliers", columns: "external_id, name, blocked", of: "rights_version"))",
        "\(.count(.update, in: "people", columns: "supplier_id, supplier_role", of: "rights_version", named: "people_of_suppliers"))",
    ]
}
