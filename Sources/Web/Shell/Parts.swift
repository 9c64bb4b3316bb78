import HTML
import Kernel
import Localization

/// How a state is meant; colour only repeats what the word says.
enum Tone: String, Sendable {
    case quiet, active, good, warn, bad

    init(orderState: String) {
        self =
            switch orderState {
            case "delivered": .good
            case "closed": .quiet
            case "on_hold", "approval": .warn
            case "refused", "cancelled": .bad
            default: .active
            }
    }

    init(creditState: String) {
        self =
            switch creditState {
            case "ok": .good
            case "warn", "prepay_only": .warn
            default: .bad
            }
    }

    init(paymentState: String) {
        self =
            switch paymentState {
            case "paid", "overpaid": .good
            case "overdue": .bad
            default: .quiet
            }
    }

    init(runState: String) {
        self =
            switch runState {
            case "done": .good
            case "done_with_problems": .warn
            case "failed": .bad
            default: .active
            }
    }
}

/// What has just been done, with the button that takes it back where there is one.
func toast(_ flash: Shell.Flash, in shell: Shell) -> HTML {
    guard let undo = flash.undo else { return "<p class=\"flash \(flash.tone.rawValue)\">\(flash.text)</p>" }
    return """
        <div class="flash \(flash.tone.rawValue) undoable"><p>\(flash.text)</p><form method="post" action="\(Address.undo)"><input type="hidden" name="undo" value="\(undo)">\
        <input type="hidden" name="return" value="\(shell.path)"><button>\(shell.t("undo.button"))</button></form></div>
        """
}

func badge(_ text: String, _ tone: Tone) -> HTML { "<span class=\"badge \(tone.rawValue)\">\(text)</span>" }

/// Drawings of a few strokes, for the eye only.
enum Icon {
    static let cart: HTML = """
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M1 2h2l1.6 8h7.6L14 4.5H4"/><circle cx="6" cy="13" r="1"/><circle cx="11.5" cy="13" r="1"/></svg>
        """
    static let person: HTML = """
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="5.2" r="2.7"/><path d="M2.7 14c.4-3 2.6-4.6 5.3-4.6s4.9 1.6 5.3 4.6"/></svg>
        """
    /// Drawn once in a page (`drawings`), for they stand in every row.
    static let star: HTML = "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#star\"></use></svg>"
    static let scales: HTML = "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#scales\"></use></svg>"
    static let drawings: HTML = """
        <svg class="unseen" aria-hidden="true"><symbol id="star" viewBox="0 0 16 16"><path d="M8 1.8l1.9 4 4.3.5-3.2 3 .9 4.3L8 11.4l-3.9 2.2.9-4.3-3.2-3 4.3-.5z"/></symbol>\
        <symbol id="scales" viewBox="0 0 16 16"><path d="M8 2v12M5 14h6M3 4h10M3 4L1 9h4zM13 4l-2 5h4z"/></symbol></svg>
        """
    static let cross: HTML = "<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M4 4l8 8M12 4l-8 8\"/></svg>"
}

/// How far something has come, as steps of which one is the present one.
/// - Parameter current: the place of the present step.
func stepper(_ steps: [String], current: Int, title: String, in shell: Shell) -> HTML {
    let items = steps.enumerated().map { place, step -> HTML in
        let done: HTML? = place < current ? "<span class=\"unseen\"> \(shell.t("steps.done"))</span>" : nil
        return "<li\(attributes: [("class", place < current ? "done" : nil), ("aria-current", place == current ? "step" : nil)])>\(step)\(done)</li>"
    }
    return "<ol class=\"stepper\" aria-label=\"\(title)\">\(items)</ol>"
}

func timeTag(_ instant: Instant, in shell: Shell) -> HTML { "<time datetime=\"\(instant.text)\">\(shell.time(instant))</time>" }

func dayTag(_ day: Day, in shell: Shell) -> HTML { "<time datetime=\"\(day.description)\">\(shell.t.day(day))</time>" }

/// The way from the root of something to this page.
func crumbs(_ links: [(title: String, address: String)], in shell: Shell) -> HTML {
    guard !links.isEmpty else { return "" }
    return """
        <nav class="crumbs" aria-label="\(shell.t("shell.crumbs"))"><ol>\(links.map { "<li><a href=\"\($0.address)\">\($0.title)</a></li>" as HTML })</ol></nav>
        """
}

/// What stands in the place of an empty list, and what to do about it.
func emptyState(_ title: String, _ text: String, action: (title: String, address: String)? = nil) -> HTML {
    let link: HTML? = action.map { "<p><a class=\"button\" href=\"\($0.address)\">\($0.title)</a></p>" }
    return "<div class=\"empty\"><h2>\(title)</h2><p>\(text)</p>\(link)</div>"
}

/// Pairs of a name and a value; those without a value are left out.
func facts(_ pairs: [(name: String, value: HTML?)]) -> HTML {
    let rows = pairs.compactMap { name, value -> HTML? in value.map { "<div><dt>\(name)</dt><dd>\($0)</dd></div>" } }
    return rows.isEmpty ? "" : "<dl class=\"facts\">\(rows)</dl>"
}

/// Text as a value of `facts`; nil and empty are left out.
func fact(_ text: String?) -> HTML? { text.flatMap { $0.isEmpty ? nil : HTML(escaping: $0) } }

/// Pages of a list by number, with the neighbours of the current one and both ends.
func pager(page: Int, of pages: Int, in shell: Shell, address: (Int) -> String) -> HTML {
    guard pages > 1 else { return "" }
    let t = shell.t
    let near = Set([1, 2, page - 1, page, page + 1, pages - 1, pages].filter { (1...pages).contains($0) }).sorted()
    var items: HTML = ""
    var last = 0
    for number in near {
        if number > last + 1 { items += "<li class=\"gap\">…</li>" }
        items += """
            <li><a href="\(address(number))"\(attributes: [("aria-current", number == page ? "page" : nil)]) aria-label="\(t("pager.page", ["page": .integer(Int64(number))]))">\
            \(t.number(number))</a></li>
            """
        last = number
    }
    let previous: HTML? = page > 1 ? "<li><a rel=\"prev\" href=\"\(address(page - 1))\">← \(t("pager.previous"))</a></li>" : nil
    let next: HTML? = page < pages ? "<li><a rel=\"next\" href=\"\(address(page + 1))\">\(t("pager.next")) →</a></li>" : nil
    return "<nav class=\"pager\" aria-label=\"\(t("pager.title"))\"><ol>\(previous)\(items)\(next)</ol></nav>"
}

/// Pages of a list by cursor: onwards, and back to the beginning.
func pager(isFirst: Bool, next: String?, in shell: Shell, address: (String?) -> String) -> HTML {
    guard !isFirst || next != nil else { return "" }
    let t = shell.t
    let first: HTML? = isFirst ? nil : "<li><a href=\"\(address(nil))\">← \(t("pager.first"))</a></li>"
    let onwards: HTML? = next.map { "<li><a rel=\"next\" href=\"\(address($0))\">\(t("pager.next")) →</a></li>" }
    return "<nav class=\"pager\" aria-label=\"\(t("pager.title"))\"><ol>\(first)\(onwards)</ol></nav>"
}
