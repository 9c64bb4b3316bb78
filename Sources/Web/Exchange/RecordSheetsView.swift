import HTML
import Kernel
import Localization

func recordSheetsPage(_ page: RecordSheetsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.sheets.map { row -> HTML in
        """
        <tr><th scope="row" class="lead name"><a href="\(Address.recordSheet(row.id))">\(row.name)</a></th><td data-label="\(t("exchange.subject"))">\(t("sheets.subject.\(row.subject)"))</td>\
        <td data-label="\(t("price_changes.when"))">\(timeTag(row.at, in: shell))</td><td data-label="\(t("price_changes.who"))">\(row.person)</td>\
        <td data-label="\(t("exchange.state"))">\(phaseBadge(row, t))</td></tr>

        """
    }
    let file = FormField(name: "file", label: t("imports.choose"), hint: t(page.takesPictures ? "sheets.choose.hint.pictures" : "sheets.choose.hint"),
        control: .input(type: "file", [("accept", page.takesPictures ? ".csv,.txt,.xlsx,.zip" : ".csv,.txt,.xlsx"), ("required", "")]))
    return document(
        t("sheets.title"), in: shell,
        """
        \(crumbs([(t("section.exchange"), Address.exchange)], in: shell))
        <div class="titlebar"><h1>\(t("sheets.title"))</h1></div>
        \(problemSummary(nil, page.problems, in: shell))
        <section class="card narrow"><h2>\(t("imports.bring"))</h2><p class="faint">\(t("sheets.explanation"))</p>\(page.takesPictures ? "<p class=\"faint\">\(t("sheets.explanation.pictures"))</p>" as HTML : nil)
        <form method="post" enctype="multipart/form-data" action="\(Address.recordSheets)">\(file.html(page.problems))<button class="primary">\(t("imports.bring.submit"))</button></form></section>
        \(page.sheets.isEmpty ? emptyState(t("imports.empty"), t("imports.empty.text")) : """
            <section><h2>\(t("imports.files"))</h2><table class="lines stacked"><caption class="unseen">\(t("imports.files"))</caption><thead><tr><th scope="col">\(t("imports.file"))</th>\
            <th scope="col">\(t("exchange.subject"))</th><th scope="col">\(t("price_changes.when"))</th><th scope="col">\(t("price_changes.who"))</th><th scope="col">\(t("exchange.state"))</th></tr></thead><tbody>
            \(rows)
            </tbody></table></section>
            """ as HTML)
        """)
}

private func phaseBadge(_ row: RecordSheetsPage.Row, _ t: Texts) -> HTML {
    let tone: Tone =
        switch row.phase {
        case "taken": .good
        case "checked": .active
        case "undone": .warn
        default: .quiet
        }
    return badge(t("sheets.phase.\(row.phase)"), tone)
}

func recordSheetPage(_ page: RecordSheetPage, in shell: Shell) -> HTML {
    let t = shell.t
    let failure: HTML? = page.failure.map { "<p class=\"flash bad\">\($0)</p>" }
    return document(
        page.sheet.name, in: shell,
        """
        \(crumbs([(t("section.exchange"), Address.exchange), (t("sheets.title"), Address.recordSheets)], in: shell))
        <div class="titlebar"><h1>\(page.sheet.name)</h1></div>
        <p class="codes"><span>\(phaseBadge(page.sheet, t))</span><span>\(t("sheets.subject.\(page.sheet.subject)"))</span><span>\(timeTag(page.sheet.at, in: shell))</span><span>\(page.sheet.person)</span></p>
        \(failure)\(page.isBusy ? progress(page, in: shell) : nil)
        \(problemSummary(page.refusal, page.problems, in: shell))
        \(undoing(page, in: shell))
        \(page.isCounted ? outcome(page, in: shell) : nil)
        \(page.isOpen ? understanding(page, in: shell) : nil)
        """)
}

private func progress(_ page: RecordSheetPage, in shell: Shell) -> HTML {
    let t = shell.t
    let total = page.sheet.phase == "undoing" ? page.created + page.updated : page.total
    return """
        <section class="card narrow spaced" aria-live="polite"><p>\(t("sheets.progress", ["done": .text(t.number(page.done)), "total": .text(t.number(total))]))</p>
        <p><progress max="\(max(1, total))" value="\(min(page.done, total))" aria-label="\(t("sheets.phase.\(page.sheet.phase)"))"></progress></p>
        <div class="actions"><a class="button" href="\(Address.recordSheet(page.sheet.id))">\(t("imports.refresh"))</a></div></section>
        """
}

/// The way back while it is open, and what it did.
private func undoing(_ page: RecordSheetPage, in shell: Shell) -> HTML? {
    let t = shell.t
    if let moment = page.undoneAt { return undone(at: moment, back: page.putBack, kept: page.kept, page.keptRecords, in: shell) }
    guard let until = page.undoUntil else { return nil }
    return """
        <section class="card narrow spaced"><h2>\(t("sheets.undo"))</h2><p class="faint">\(t("sheets.undo.text", ["time": .text(shell.time(until))]))</p>
        <form method="post" action="\(Address.recordSheet(page.sheet.id))/undoing"><button>\(t("sheets.undo.submit"))</button></form></section>
        """
}

/// What the rows would do, or have done, the first of them, and which were refused.
private func outcome(_ page: RecordSheetPage, in shell: Shell) -> HTML {
    let t = shell.t
    let figures = [("exchange.created", page.created), ("exchange.updated", page.updated), ("exchange.unchanged", page.unchanged), ("exchange.refused", page.refused)]
    let lines: HTML? =
        page.lines.isEmpty
        ? nil
        : """
        <section><h2>\(t("sheets.first"))</h2><table class="lines stacked"><caption class="unseen">\(t("sheets.first"))</caption><thead><tr><th scope="col" class="figure">\(t("imports.line"))</th><th scope="col">\(t("imports.record"))</th>\
        <th scope="col">\(t("exchange.state"))</th><th scope="col">\(t("sheets.what"))</th></tr></thead><tbody>
        \(page.lines.map { line -> HTML in
            """
            <tr><td class="figure" data-label="\(t("imports.line"))">\(t.number(Int(line.line)))</td><th scope="row" class="lead name">\(line.label)</th>\
            <td data-label="\(t("exchange.state"))">\(badge(t("sheets.row.\(line.status)"), Tone(row: line.status)))</td><td class="told">\(line.text)</td></tr>

            """
        })
        </tbody></table></section>
        """
    let refusals: HTML? =
        page.refusals.isEmpty
        ? nil
        : """
        <section><h2>\(t("imports.problems"))</h2><p><a href="\(Address.recordSheet(page.sheet.id))/problems.xlsx">\(t("sheets.report.xlsx"))</a><br>\
        <a href="\(Address.recordSheet(page.sheet.id))/problems.csv">\(t("sheets.report"))</a></p>
        <ul class="plain">\(page.refusals.map { "<li><code>\($0.place)</code> \($0.text)</li>\n" as HTML })</ul></section>
        """
    let notices: HTML? =
        page.notices.isEmpty
        ? nil
        : """
        <section class="notices"><h2>\(t("sheets.notices"))</h2><p class="faint">\(t("sheets.notices.text", ["count": .text(t.number(page.noticed)), "shown": .text(t.number(page.notices.count))]))</p>
        <p><a href="\(Address.recordSheet(page.sheet.id))/notices.csv">\(t("imports.problems.file"))</a></p>
        <ul class="plain">\(page.notices.map { "<li><code>\($0.place)</code> \($0.text)</li>\n" as HTML })</ul></section>
        """
    let words = page.takenAt.map { t("imports.taken_at", ["time": .text(shell.time($0))]) } ?? t("imports.would_do")
    let take: HTML? =
        page.isOpen && page.accepted > 0
        ? "<div class=\"actions\"><form method=\"post\" action=\"\(Address.recordSheet(page.sheet.id))/application\"><button class=\"primary\">\(t("imports.take"))</button></form></div>" : nil
    return """
        <section class="spaced"><h2>\(t(page.takenAt == nil ? "imports.check" : "imports.result"))</h2><p>\(words)</p>
        <dl class="figures card">\(figures.map { "<div><dt>\(t($0.0))</dt><dd>\(t.number($0.1))</dd></div>" as HTML })</dl>\(page.made.map { "<p>\($0)</p>\n" as HTML })
        \(take)</section>\(lines)\(refusals)\(notices)
        """
}

extension Tone {
    fileprivate init(row status: String) {
        self =
            switch status {
            case "created": .good
            case "updated": .active
            case "refused": .bad
            default: .quiet
            }
    }
}

/// What the rows are, and what each column tells.
private func understanding(_ page: RecordSheetPage, in shell: Shell) -> HTML {
    let t = shell.t
    func makings(_ page: RecordSheetPage, _ t: Texts) -> HTML? {
        guard !page.makings.isEmpty else { return nil }
        let ticks = page.makings.map { choice -> HTML in
            "<label class=\"check\"><input type=\"checkbox\" name=\"make\" value=\"\(choice.key)\"\(attributes: [("checked", choice.isChosen ? "" : nil)])> \(choice.title)</label>\n"
        }
        return "<fieldset class=\"checks\"><legend>\(t("sheets.make"))</legend>\(ticks)<small>\(t("sheets.make.hint"))</small></fieldset>"
    }
    if page.isNamedPictures { return "<section class=\"card narrow spaced\"><h2>\(t("sheets.named_pictures"))</h2><p class=\"faint\">\(t("sheets.named_pictures.text"))</p></section>" }
    let subject = FormField(name: "subject", label: t("sheets.rows_are"), hint: t("sheets.rows_are.hint"), control: .select(page.subjects))
    let warehouse: HTML? =
        page.warehouses.isEmpty
        ? nil
        : FormField(
            name: "list", label: t("sheets.warehouse"), hint: t("sheets.warehouse.hint"),
            control: .select([Choice(key: "", title: t("imports.list.column"), isChosen: !page.warehouses.contains(where: \.isChosen))] + page.warehouses)
        ).html(page.problems)
    return """
        <section class="card spaced"><h2>\(t("imports.columns"))</h2><p class="faint">\(t(page.sheet.subject == "pictures" ? "sheets.columns.text.pictures" : "sheets.columns.text"))</p>
        <form method="post" action="\(Address.recordSheet(page.sheet.id))/check"><input type="hidden" name="mapped" value="1"><div class="fields">\(subject.html(page.problems))\(warehouse)\
        \(columnFields(page.columns, page.fields, parameters: page.parameters, page.problems, t))</div>
        \(makings(page, t))<button>\(t("imports.check.submit"))</button></form></section>
        """
}

/// What went back, and what stays and why.
/// - Parameter records: the first of those that stay.
func undone(at moment: Instant, back: Int, kept: Int, _ records: [RecordSheetPage.Kept], in shell: Shell) -> HTML {
    let t = shell.t
    let list: HTML? =
        records.isEmpty ? nil : "<h3>\(t("sheets.kept"))</h3><ul class=\"plain\">\(records.map { "<li><code>\($0.label)</code> \($0.reason)</li>\n" as HTML })</ul>"
    let words = t("sheets.undone", ["time": .text(shell.time(moment)), "back": .text(t.number(back)), "kept": .text(t.number(kept))])
    return "<section class=\"card narrow spaced\"><h2>\(t("sheets.undone.title"))</h2><p>\(words)</p>\(list)</section>"
}
