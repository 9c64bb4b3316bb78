import HTML
import Integrations
import Kernel
import Localization

/// A column of a sheet that somebody has brought, and what it is taken for.
struct SheetColumnChoice: Sendable {
    var title: String
    /// The field it is taken for, empty for none.
    var field: String
    /// The first cells below the title.
    var sample: [String] = []

    /// The columns of a mapping as they stand in the sheet.
    static func all<Column>(of mapping: SheetMapping<Column>) -> [SheetColumnChoice] {
        mapping.shown.map { SheetColumnChoice(title: $0.title, field: $0.field?.rawValue ?? "", sample: $0.sample) }
    }
}

/// A field for each column of a sheet: what it is taken for, with the first cells as a hint.
/// - Parameters:
///   - fields: what a column may be taken for, in order.
///   - parameters: the parameters of products that it may be taken for, behind them.
func columnFields(_ columns: [SheetColumnChoice], _ fields: [String], parameters: [Choice] = [], _ problems: [FieldProblem], _ t: Texts) -> [HTML] {
    columns.enumerated().map { place, column -> HTML in
        let options = ([""] + fields).map { Choice(key: $0, title: t($0.isEmpty ? "imports.column.none" : "imports.column.\($0)"), isChosen: $0 == column.field) }
            + parameters.map { Choice(key: $0.key, title: $0.title, isChosen: $0.key == column.field) }
        let sample = column.sample.filter { !$0.isEmpty }.prefix(3).joined(separator: " · ")
        return FormField(
            name: "column-\(place)", label: column.title.isEmpty ? t("imports.column.untitled", ["number": .integer(Int64(place + 1))]) : column.title, hint: sample.isEmpty ? nil : sample,
            control: .select(options)
        ).html(problems)
    }
}
