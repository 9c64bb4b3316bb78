package import Database

package enum PortalContentsSchema {
    /// What the distributor's people wrote over products of the ERP: no exchange reads or writes it, and what is taken away lets the ERP's be seen again.
    package static let contents = Migration(111, "portal contents", [
        """
        CREATE TABLE portal_products (
            product_id \(.integer) PRIMARY KEY REFERENCES products (id), text_ru \(.text), text_en \(.text), own_parameters \(.text) NOT NULL,
            version \(.integer) NOT NULL CHECK (version > 0), changed_at \(.integer) NOT NULL, person_id \(.integer) REFERENCES people (id)
        ) \(.strict)
        """,
        """
        CREATE TABLE portal_images (
            product_id \(.integer) NOT NULL REFERENCES products (id), image_key \(.text) NOT NULL, position \(.integer) NOT NULL,
            sha256 \(.text) REFERENCES stored_files (hash), name \(.text) NOT NULL, hidden \(.integer) NOT NULL CHECK (hidden IN (0, 1)),
            PRIMARY KEY (product_id, image_key)
        ) \(.strict)
        """,
        """
        CREATE TABLE portal_relations (
            id \(.identity), product_id \(.integer) NOT NULL REFERENCES products (id),
            kind \(.text) NOT NULL CHECK (kind IN ('analogue', 'replacement', 'accessory', 'consumable', 'compatible')),
            target_id \(.integer) NOT NULL REFERENCES products (id), ratio \(.integer) NOT NULL CHECK (ratio > 0), note \(.text),
            hidden \(.integer) NOT NULL CHECK (hidden IN (0, 1)), UNIQUE (product_id, kind, target_id), CHECK (product_id <> target_id)
        ) \(.strict)
        """,
    ])

    /// What pictures show, for those who do not see them. By the picture, whoever brought it.
    package static let imageTitles = Migration(147, "titles of pictures", expands: true, [
        """
        CREATE TABLE image_titles (
            product_id \(.integer) NOT NULL REFERENCES products (id) ON DELETE CASCADE, image_key \(.text) NOT NULL, title \(.text) NOT NULL CHECK (title <> ''),
            PRIMARY KEY (product_id, image_key)
        ) \(.strict)
        """,
    ])

    /// Changes of many products at once, with what stood before: a day long they can be taken back.
    package static let bulkChanges = Migration(112, "bulk changes", [
        """
        CREATE TABLE bulk_changes (
            id \(.identity), at \(.integer) NOT NULL, person_id \(.integer) REFERENCES people (id), action \(.text) NOT NULL, changed \(.integer) NOT NULL,
            unchanged \(.integer) NOT NULL, refused \(.integer) NOT NULL, undone_at \(.integer), put_back \(.integer) NOT NULL, kept \(.integer) NOT NULL
        ) \(.strict)
        """,
        """
        CREATE TABLE bulk_change_products (
            change_id \(.integer) NOT NULL REFERENCES bulk_changes (id), product_id \(.integer) NOT NULL REFERENCES products (id), before \(.text), after \(.text),
            fate \(.text) CHECK (fate IN ('back', 'kept')), PRIMARY KEY (change_id, product_id)
        ) \(.strict)
        """,
    ])
}
