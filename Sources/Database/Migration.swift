/// One forward-only step of the schema: numbered, run once, never changed after it has landed.
package struct Migration: Sendable {
    package let number: Int
    package let name: String
    package let statements: [SQL]
    /// Whether programs that do not know it may go on beside it. It only adds what they do not look at (tables, columns that may be left out, indexes that refuse nothing), and
    /// what newer programs write into places that there were before is what older ones can read and keep.
    package let expands: Bool

    package init(_ number: Int, _ name: String, expands: Bool = false, _ statements: [SQL]) {
        self.number = number
        self.name = name
        self.expands = expands
        self.statements = statements
    }
}
