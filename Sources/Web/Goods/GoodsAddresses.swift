import Kernel

/// Where the catalogue is kept.
///
/// | address | sends | then |
/// |---|---|---|
/// | `GET /goods` | `query`, `lack` (`no_image`, `no_text`, `edited`, `shared_barcode`), `cursor` | who edits the catalogue, as all of these |
/// | `GET`, `POST /goods/{article}` | `token`, `ru`, `en`, `code-N` and `parameter-N`, `return` (several: `ru`, `parameter.{code}`) | the form; refused: 422 with it as typed |
/// | `GET`, `POST /goods/{article}/images` | files (`file`, several), as `multipart/form-data` | the pictures |
/// | `POST /goods/{article}/images/arrangement` | `token`; one of `up`, `down`, `remove`, `show` (a picture's key), or none of them and `title-{key}` for each: what it shows | the pictures |
/// | `GET`, `POST /goods/{article}/relations` | `kind`, `article`, `ratio`, `note` | the relations |
/// | `POST /goods/{article}/relations/removal` | `remove` or `return` (`{kind}.{number}`) | the relations |
/// | `GET /bulk-changes` | | what was done to many products |
/// | `GET /bulk-changes/new` | `product` (several) or `all` (`1`) with `query`, `lack`; `kind` and the action's fields: what it would do | the form |
/// | `POST /bulk-changes` | the same | `/bulk-changes/{id}` |
/// | `GET /bulk-changes/{id}`, `POST …/undoing` | | the change |
/// | `GET`, `POST /synonyms` | `word`, `other`, `direction` (`both`, `one`); refused: 422 with the form again | the words |
/// | `POST /synonyms/removal` | `remove` (a number) | the words |
/// | `POST /synonyms/file` | `file`, as `multipart/form-data` | the words with what became of the file |
extension Address {
    static let synonyms = "/synonyms"
    static let goods = "/goods"
    static let bulkChanges = "/bulk-changes"
    static let newBulkChange = "/bulk-changes/new"

    static func goods(text: String, lack: String, cursor: String? = nil) -> String {
        with(goods, [("query", text.isEmpty ? nil : text), ("lack", lack.isEmpty ? nil : lack), ("cursor", cursor)])
    }

    static func goods(_ article: String, _ tab: GoodsTab = .contents) -> String {
        // No browser asks for a segment of dots.
        if article == "." || article == ".." { return goods(text: article, lack: "") }
        return "/goods/\(encoded(article))" + (tab == .contents ? "" : "/\(tab.rawValue)")
    }

    static func bulkChange(_ id: Int64) -> String { "/bulk-changes/\(id)" }
}
