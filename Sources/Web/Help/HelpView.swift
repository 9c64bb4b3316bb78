import Customers
import HTML
import HTTP
import Hummingbird
import Kernel
import Localization

extension Site {
    @Sendable func help(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedInAnywhere(request)
        let model = HelpPage(topics: HelpTopic.allCases.filter { $0.concerns(visit.viewer) }, questions: HelpTopic.questions(for: visit.viewer))
        return page(helpPage(model, in: shell(visit, request, context)), request)
    }
}

/// First steps, keys, answers.
struct HelpPage: Sendable {
    /// What concerns the person, the main thing first.
    var topics: [HelpTopic]
    var questions: [String]
}

/// The page, whose part `help` the key `?` shows in a dialog.
func helpPage(_ page: HelpPage, in shell: Shell) -> HTML {
    let t = shell.t
    let topics = page.topics.enumerated().map { place, topic -> HTML in
        let steps = topic.steps.map { step -> HTML in
            "<li>\(t("help.step.\(step.text)")) <a href=\"\(step.address)\">\(t(step.title))</a></li>"
        }
        return """
            <details class="card"\(attributes: [("open", place == 0 ? "" : nil)])><summary><h2>\(t("help.topic.\(topic.rawValue)"))</h2></summary><ol class="steps">\(steps)</ol></details>
            """
    }
    let questions = page.questions.map { name -> HTML in
        "<details class=\"card\"><summary><h3>\(t("help.question.\(name)"))</h3></summary><p>\(t("help.answer.\(name)"))</p></details>"
    }
    return document(
        t("help.title"), in: shell,
        """
        <div class="titlebar"><h1>\(t("help.title"))</h1></div>
        <div class="help" id="help">
        <section aria-label="\(t("help.first_steps"))">\(topics)</section>
        \(shell.hasCatalog ? keys(in: shell) : HTML.empty)
        <section class="questions"><h2>\(t("help.questions"))</h2>\(questions)</section>
        </div>
        """)
}

private func keys(in shell: Shell) -> HTML {
    let t = shell.t
    let single = shell.hasSingleKeys
    let all: [([String], String)] = [
        (["Ctrl+K"], "palette"), (single ? ["/"] : [], "search"), (single ? ["?"] : [], "help"), (["↑", "↓", "Enter"], "choose"), (["Ctrl+Enter"], "send"), (["Enter"], "quantity"), (["Esc"], "close"),
    ]
    let rows = all.filter { !$0.0.isEmpty }.map { keys, name -> HTML in
        "<div><dt>\(keys.map { "<kbd>\($0)</kbd> " as HTML })</dt><dd>\(t("help.key.\(name)"))</dd></div>"
    }
    return """
        <section class="card"><h2>\(t("help.keys"))</h2><dl class="keys">\(rows)</dl>
        <form method="post" action="\(Address.preferences)"><input type="hidden" name="return" value="\(Address.help)"><p class="faint">\(t(single ? "help.single_on" : "help.single_off"))</p>
        <button name="keys" value="\(single ? "off" : "on")">\(t(single ? "help.single_switch_off" : "help.single_switch_on"))</button></form></section>
        """
}
