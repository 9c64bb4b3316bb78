import HTML
import Kernel
import Localization

/// Downloads of the own prices, and the links by which programs fetch them.
func priceFilesPage(_ page: PriceFilesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let downloads = PriceFilesView.formats.map { format -> HTML in
        "<a class=\"button\" href=\"\(Address.priceFile(format))\" download>\(t("price_files.format.\(format)"))</a> "
    }
    let fresh: HTML? = page.fresh.map { address in
        """
        <div class="flash good" role="status"><b>\(t("price_files.fresh"))</b> \(t("price_files.fresh.text"))
        <p><label class="unseen" for="fresh">\(t("price_files.link"))</label><input id="fresh" class="wide" readonly value="\(address)"></p></div>
        """
    }
    return document(
        t("price_files.title"), in: shell,
        """
        \(pricesHead(t("price_files.title"), tabs: page.tabs, current: .files, in: shell))
        \(fresh)\(problemSummary(page.refusal, page.problems, in: shell))
        <section class="card"><h2>\(t("price_files.now"))</h2><p class="faint">\(t("price_files.now.text", ["client": .text(page.client)]))</p><p>\(downloads)</p></section>
        \(page.links.isEmpty ? nil : table(page, in: shell))
        \(page.canMakeLinks ? form(page, in: shell) : nil)
        """)
}

enum PriceFilesView {
    static let formats = ["xlsx", "csv", "yml", "json"]
    static let schedules = ["live", "day", "week"]
}

private func table(_ page: PriceFilesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.links.map { link -> HTML in
        let prepared: HTML? = link.preparedAt.map { "<small>\(t("price_files.prepared")) \(timeTag($0, in: shell))</small>" }
        return """
            <tr><th scope="row" class="lead name">\(link.name)<small>\(link.person), \(timeTag(link.createdAt, in: shell))</small></th>
            <td data-label="\(t("price_files.format"))">\(t("price_files.format.\(link.format)"))</td>
            <td data-label="\(t("price_files.schedule"))"><span>\(t("price_files.schedule.\(link.schedule)"))\(prepared)</span></td>
            <td data-label="\(t("price_files.used"))">\(link.usedAt.map { timeTag($0, in: shell) } ?? "—")</td><td class="figure" data-label="\(t("price_files.uses"))">\(t.number(link.uses))</td>
            <td class="act"><form method="post" action="\(Address.revocation(ofLink: link.id))"><button class="danger">\(t("price_files.revoke"))<span class="unseen"> \(link.name)</span></button></form></td></tr>

            """
    }
    return """
        <section><h2>\(t("price_files.links")) <span class="count">\(t.number(page.links.count))</span></h2>
        <table class="lines stacked"><caption class="unseen">\(t("price_files.links"))</caption><thead><tr><th scope="col">\(t("price_files.name"))</th><th scope="col">\(t("price_files.format"))</th>\
        <th scope="col">\(t("price_files.schedule"))</th><th scope="col">\(t("price_files.used"))</th><th scope="col" class="figure">\(t("price_files.uses"))</th>\
        <th scope="col"><span class="unseen">\(t("price_files.revoke"))</span></th></tr></thead><tbody>
        \(rows)
        </tbody></table></section>
        """
}

private func form(_ page: PriceFilesPage, in shell: Shell) -> HTML {
    let t = shell.t
    return """
        <section class="card"><h2>\(t("price_files.new"))</h2><p class="faint">\(t("price_files.new.text"))</p>
        <form method="post" action="\(Address.priceFileLinks)">
        \(FormField(name: "name", label: t("price_files.name"), value: page.name, hint: t("price_files.name.hint"), control: .input(type: "text", [("maxlength", "100"), ("required", ""), ("autocomplete", "off")])).html(page.problems))
        \(FormField(name: "format", label: t("price_files.format"), control: .select(PriceFilesView.formats.map { Choice(key: $0, title: t("price_files.format.\($0)"), isChosen: $0 == page.format) })).html(page.problems))
        \(FormField(name: "schedule", label: t("price_files.schedule"), control: .select(PriceFilesView.schedules.map { Choice(key: $0, title: t("price_files.schedule.\($0)"), isChosen: $0 == page.schedule) })).html(page.problems))
        <button class="primary">\(t("price_files.make"))</button></form></section>
        """
}
