import HTML
import Kernel
import Localization
import PriceFiles

/// Downloads of the own prices, and the links by which programs fetch them.
func priceFilesPage(_ page: PriceFilesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let downloads = PriceFilesView.formats.map { format -> HTML in
        "<a class=\"button\" href=\"\(Address.priceFile(format))\" download>\(t("price_files.format.\(format)"))</a> "
    }
    let fresh: HTML? = page.fresh.map { address, link in
        """
        <div class="flash good" role="status"><b>\(t("price_files.fresh"))</b> \(t("price_files.fresh.text"))
        <p><label class="unseen" for="fresh">\(t("price_files.link"))</label><input id="fresh" class="wide" readonly value="\(address)"></p>
        <p><a class="button" href="\(Address.priceFileLink(link))">\(t("price_files.to_schedule"))</a></p></div>
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
}

private func table(_ page: PriceFilesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.links.map { link -> HTML in
        let end: HTML? =
            link.canEnd
            ? "<form method=\"post\" action=\"\(Address.revocation(ofLink: link.id))\"><button class=\"danger\">\(t("price_files.revoke"))<span class=\"unseen\"> \(link.name)</span></button></form>" : nil
        return """
            <tr><th scope="row" class="lead name"><a href="\(Address.priceFileLink(link.id))">\(link.name)</a><small>\(link.person), \(timeTag(link.createdAt, in: shell))</small></th>
            <td data-label="\(t("price_files.format"))">\(t("price_files.format.\(link.format)"))</td>
            <td data-label="\(t("price_files.schedule"))">\(scheduleCell(link.schedule, in: shell))</td>
            <td data-label="\(t("price_files.used"))">\(link.usedAt.map { timeTag($0, in: shell) } ?? "—")</td><td class="figure" data-label="\(t("price_files.uses"))">\(t.number(link.uses))</td>
            <td class="act">\(end)</td></tr>

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
        <button class="primary">\(t("price_files.make"))</button></form></section>
        """
}

/// When a file is made, and how that fares.
private func scheduleCell(_ schedule: PriceFileSchedule?, in shell: Shell) -> HTML {
    let t = shell.t
    guard let schedule else { return "\(t("price_files.schedule.live"))" }
    let prepared: HTML? = schedule.preparedAt.map { "<small>\(t(schedule.gives == .prepared ? "price_files.prepared" : "price_files.mailed")) \(timeTag($0, in: shell))</small>" }
    let problem: HTML? = schedule.problem.map { "<small><b class=\"bad\">\(t("price_file_problem.\($0.what.rawValue)"))</b> \(timeTag($0.at, in: shell))</small>" }
    return "<span>\(scheduleWords(schedule.times, in: shell))\(prepared)\(problem)</span>"
}

/// «пн, ср, пт в 06:00».
func scheduleWords(_ times: PriceFileTimes, in shell: Shell) -> String {
    let t = shell.t
    let days = PriceFileTimes.Weekday.allCases.filter(times.weekdays.contains).map { t("weekday_short.\($0.rawValue)") }.joined(separator: ", ")
    return t("price_files.times", ["days": .text(times.isDaily ? t("price_files.daily") : days), "hour": .text(clockHour(times.hour))])
}

/// `06:00`.
func clockHour(_ hour: Int) -> String { (hour < 10 ? "0" : "") + "\(hour):00" }
