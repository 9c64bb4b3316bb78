import Foundation
import HTML
import Kernel
import Localization
import PriceFiles

/// One link: what it gives, when its file is made, to whom it is mailed.
func priceFileLinkPage(_ page: PriceFileLinkPage, in shell: Shell) -> HTML {
    let t = shell.t
    let link = page.link
    return document(
        link.name, in: shell,
        """
        \(crumbs([(t("price_files.title"), PricesTab.files.address)], in: shell))
        <div class="titlebar"><h1>\(link.name)</h1></div>
        \(problemSummary(page.refusal, page.problems, in: shell))
        <section class="card">\(facts([
            (t("price_files.format"), fact(t("price_files.format.\(link.format)"))), (t("price_files.person"), fact(link.person)), (t("price_files.created"), timeTag(link.createdAt, in: shell)),
            (t("price_files.used"), link.usedAt.map { timeTag($0, in: shell) }), (t("price_files.uses"), fact(t.number(link.uses))),
        ]))</section>
        \(state(page, in: shell))
        \(page.form.map { form($0, page, in: shell) })
        """)
}

private func state(_ page: PriceFileLinkPage, in shell: Shell) -> HTML {
    let t = shell.t
    guard let schedule = page.link.schedule else { return page.isOwn ? "" : "<p class=\"faint\">\(t("price_files.no_schedule"))</p>" }
    let problem: HTML? = schedule.problem.map { problem in
        """
        <div class="flash bad"><b>\(t("price_file_problem.\(problem.what.rawValue)"))</b> \(timeTag(problem.at, in: shell))<p>\(t("price_file_problem.\(problem.what.rawValue).text"))</p></div>
        """
    }
    let people = page.recipients.map { recipient -> HTML in
        let no: HTML? = recipient.isAllowed ? nil : " \(badge(t("price_files.not_mailed"), .warn))"
        return "<div>\(recipient.name) <span class=\"faint\">\(recipient.email)</span>\(no)</div>"
    }
    let mailed: HTML? = people.isEmpty ? nil : "\(people)"
    let waits: HTML? = page.hasMail || people.isEmpty ? nil : "<p class=\"flash notice\">\(t("house.no_mail"))</p>"
    let made = t(schedule.gives == .prepared ? "price_files.last_prepared" : "price_files.last_mailed")
    let end: HTML? =
        page.link.canEnd
        ? "<form method=\"post\" action=\"\(Address.end(ofPriceFileSchedule: page.link.id))\"><button class=\"danger\">\(t("price_files.end"))</button></form>" : nil
    return """
        <section class="card"><h2>\(t("price_files.schedule.title"))</h2>\(problem)\(waits)\(facts([
            (t("price_files.schedule"), fact(scheduleWords(schedule.times, in: shell))), (t("price_files.gives"), fact(t("price_files.gives.\(schedule.gives.rawValue)"))),
            (t("price_files.next"), timeTag(schedule.nextDue, in: shell)), (made, schedule.preparedAt.map { timeTag($0, in: shell) } ?? fact(t("price_files.never"))),
            (t("price_files.recipients"), mailed ?? fact(t("price_files.nobody"))),
        ]))
        \(end)</section>
        """
}

private func form(_ draft: PriceFileScheduleDraft, _ page: PriceFileLinkPage, in shell: Shell) -> HTML {
    let t = shell.t
    let wrong = page.problems.filter { $0.field == "weekday" }
    let days = PriceFileTimes.Weekday.allCases.map { day -> HTML in
        let isChosen = draft.weekdays.contains(day.rawValue)
        return "<label class=\"check\"><input type=\"checkbox\" name=\"weekday\" value=\"\(day.rawValue)\"\(attributes: [("checked", isChosen ? "" : nil)])> \(t("weekday.\(day.rawValue)"))</label>"
    }
    let wrongLine: HTML? = wrong.isEmpty ? nil : "<small class=\"wrong\" id=\"weekday-problem\">\(wrong.map(\.text).joined(separator: " "))</small>"
    let revision: HTML? = draft.revision.map { "<input type=\"hidden\" name=\"revision\" value=\"\($0)\">" }
    let hours = (0...23).map { Choice(key: String($0), title: clockHour($0), isChosen: String($0) == draft.hour) }
    let gives = PriceFileSchedule.Gives.allCases.map { Choice(key: $0.rawValue, title: t("price_files.gives.\($0.rawValue)"), isChosen: $0.rawValue == draft.gives) }
    return """
        <section class="card narrow"><h2>\(t(draft.revision == nil ? "price_files.schedule.new" : "price_files.schedule.change"))</h2><p class="faint">\(t("price_files.schedule.text"))</p>
        <form method="post" action="\(Address.priceFileSchedule(page.link.id))">\(revision)
        <fieldset class="checks" id="weekday"\(attributes: [("aria-describedby", wrong.isEmpty ? nil : "weekday-problem")])><legend>\(t("price_files.weekdays"))</legend>\(days)\
        \(wrongLine)</fieldset>
        \(FormField(name: "hour", label: t("price_files.hour"), hint: t("price_files.hour.hint", ["zone": .text(shell.timeZone.identifier)]), control: .select(hours)).html(page.problems))
        \(FormField(name: "gives", label: t("price_files.gives"), control: .select(gives)).html(page.problems))
        \(FormField(name: "recipients", label: t("price_files.recipients"), value: draft.recipients, hint: t("price_files.recipients.hint"), control: .area(rows: 3, limit: 6000)).html(page.problems))
        <button class="primary">\(t("price_files.schedule.save"))</button></form></section>
        """
}
