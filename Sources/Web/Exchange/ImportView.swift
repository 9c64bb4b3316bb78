import HTML
import Kernel
import Localization

func importPage(_ page: ImportPage, in shell: Shell) -> HTML {
    let t = shell.t
    let run = page.run
    let counts = [
        ("exchange.created", run.created), ("exchange.updated", run.updated), ("exchange.unchanged", run.unchanged), ("exchange.ignored", run.ignored),
        ("exchange.refused", run.refused),
    ]
    let figures = counts.map { "<div><dt>\(t($0.0))</dt><dd>\(t.number($0.1))</dd></div>" as HTML }
    return document(
        run.source, in: shell,
        """
        \(crumbs([(t("section.exchange"), Address.exchange)], in: shell))
        <div class="titlebar"><h1>\(run.source)</h1></div>
        <p class="codes"><span>\(importBadge(run, t))</span><span>\(timeTag(run.startedAt, in: shell))</span><span>\(run.subject)</span></p>
        \(problemSummary(page.refusal, [], in: shell))
        \(undoing(page, in: shell))
        <section class="spaced"><h2>\(t("imports.result"))</h2><dl class="figures card">\(figures)</dl></section>
        \(problems(page, in: shell))
        """)
}

func importBadge(_ run: ExchangePage.Run, _ t: Texts) -> HTML {
    run.isUndone ? badge(t("sheets.phase.undone"), .warn) : badge(t("run_state.\(run.state)"), Tone(runState: run.state))
}

/// The way back while it is open, how far it has been gone, and what it did.
private func undoing(_ page: ImportPage, in shell: Shell) -> HTML? {
    let t = shell.t
    if let moment = page.undoneAt { return undone(at: moment, back: page.putBack, kept: page.kept, page.keptRecords, in: shell) }
    if let (done, total) = page.progress {
        return """
            <section class="card narrow spaced" aria-live="polite"><p>\(t("sheets.progress", ["done": .text(t.number(done)), "total": .text(t.number(total))]))</p>
            <p><progress max="\(max(1, total))" value="\(min(done, total))" aria-label="\(t("sheets.phase.undoing"))"></progress></p>
            <div class="actions"><a class="button" href="\(Address.keptImport(page.id))">\(t("imports.refresh"))</a></div></section>
            """
    }
    if page.isTooLarge { return "<p class=\"faint\">\(t("imports.too_large"))</p>" }
    guard let until = page.undoUntil else { return nil }
    return """
        <section class="card narrow spaced"><h2>\(t("sheets.undo"))</h2><p class="faint">\(t("sheets.undo.text", ["time": .text(shell.time(until))]))</p>
        <form method="post" action="\(Address.keptImport(page.id))/undoing"><button>\(t("sheets.undo.submit"))</button></form></section>
        """
}

private func problems(_ page: ImportPage, in shell: Shell) -> HTML? {
    guard !page.run.problems.isEmpty else { return nil }
    return """
        <section class="notices"><h2>\(shell.t.plural("exchange.problems", page.run.problemCount))</h2><p>\(problemsFile(page.id, shell.t))</p>
        <ul class="plain">\(page.run.problems.map { "<li><code>\($0.place)</code> \($0.text)</li>\n" as HTML })</ul></section>
        """
}
