import HTML
import Kernel
import Localization

/// One field of a form with its label, its hint and what is wrong with it, tied together for everybody.
struct FormField {
    enum Control {
        /// An input of a type, with further attributes.
        case input(type: String, [(StaticString, String?)])
        case area(rows: Int, limit: Int)
        case select([Choice])
    }

    var name: String
    /// What ties label and hints to it; the name, unless several forms of a page have the field.
    var id: String?
    var label: String
    var value = ""
    var hint: String?
    var control = Control.input(type: "text", [])

    func html(_ problems: [FieldProblem]) -> HTML {
        let id = id ?? name
        let wrong = problems.filter { $0.field == name }
        let described = [hint == nil ? nil : "\(id)-hint", wrong.isEmpty ? nil : "\(id)-problem"].compactMap(\.self).joined(separator: " ")
        let common: [(StaticString, String?)] = [
            ("id", id), ("name", name), ("aria-invalid", wrong.isEmpty ? nil : "true"), ("aria-describedby", described.isEmpty ? nil : described),
        ]
        let body: HTML =
            switch control {
            case .input(let type, let further):
                "<input type=\"\(type)\"\(attributes: common)\(attributes: further)\(attributes: [("value", value.isEmpty ? nil : value)])>"
            case .area(let rows, let limit): "<textarea rows=\"\(rows)\" maxlength=\"\(limit)\"\(attributes: common)>\n\(value)</textarea>"
            case .select(let choices):
                """
                <select\(attributes: common)>\(choices.map { choice -> HTML in
                    "<option value=\"\(choice.key)\"\(attributes: [("selected", choice.isChosen ? "" : nil)])>\(choice.title)</option>"
                })</select>
                """
            }
        let hintLine: HTML? = hint.map { "<small id=\"\(id)-hint\">\($0)</small>" }
        let wrongLine: HTML? =
            wrong.isEmpty ? nil : "<small class=\"wrong\" id=\"\(id)-problem\">\(wrong.map(\.text).joined(separator: " "))</small>"
        return "<div class=\"field\"><label for=\"\(id)\">\(label)</label>\(body)\(hintLine)\(wrongLine)</div>"
    }
}

/// Everything that is wrong with a form, on top of it, with links to the fields.
func problemSummary(_ refusal: String?, _ problems: [FieldProblem], in shell: Shell) -> HTML {
    guard refusal != nil || !problems.isEmpty else { return "" }
    let list: HTML? = problems.isEmpty ? nil : "<ul>\(problems.map { "<li><a href=\"#\($0.field)\">\($0.text)</a></li>" as HTML })</ul>"
    return "<div class=\"problems\" role=\"alert\" id=\"problems\"><p><b>\(refusal ?? shell.t("form.problems"))</b></p>\(list)</div>"
}

/// The first button of a form is the one that Enter presses; this one is there for that alone.
func enterButton() -> HTML { "<button class=\"unseen\" tabindex=\"-1\" aria-hidden=\"true\"></button>" }

/// The order of a list, kept by the form that narrows it.
func keptSort(_ sort: String?) -> HTML? { sort.map { "<input type=\"hidden\" name=\"sort\" value=\"\($0)\">" } }
