import HTML
import Kernel
import Localization

func problemPage(_ page: ProblemPage, in shell: Shell) -> HTML {
    let t = shell.t
    let kind: String
    switch page.status {
    case 401, 403: kind = "forbidden"
    case 404: kind = "not_found"
    case 429: kind = "too_many"
    case 400..<500: kind = "refused"
    case 503: kind = "unavailable"
    default: kind = "fault"
    }
    let title = t("problem.\(kind)")
    let text = page.refusal.map(t.text) ?? t("problem.\(kind).text")
    let list: HTML? = page.refusal.flatMap {
        $0.problems.isEmpty ? nil : "<ul>\($0.problems.prefix(20).map { "<li>\(t.text($0))</li>" as HTML })</ul>"
    }
    return document(
        title, in: shell,
        """
        <div class="empty problem">
        <p class="eyebrow">\(page.status)</p>
        <h1>\(title)</h1>
        <p>\(text)</p>
        \(list)
        <p><a class="button" href="\(Address.start)">\(t("problem.home"))</a></p>
        <p class="faint">\(t("problem.request")) <code>\(page.requestID)</code></p>
        </div>
        """)
}
