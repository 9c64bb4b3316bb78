import HTML
import Kernel
import Localization
import Receivables

/// The table of rules: a row per measure, a column per state. Its fields belong to the form around it.
func rulesTable(_ form: RulesForm, isOpen: Bool, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = CreditRule.Measure.allCases.map { measure -> HTML in
        let cells = RulesForm.states.map { state -> HTML in
            let key = RulesForm.key(measure, state)
            let field = Field.rule + key
            let label = t("credit_state.\(state.rawValue)")
            let wrong = form.problems.filter { $0.field == field }
            let text = form.values[key] ?? ""
            guard isOpen else { return "<td class=\"figure\" data-label=\"\(label)\">\(text)</td>" }
            let problem: HTML? = wrong.isEmpty ? nil : "<small class=\"wrong\" id=\"\(field)-problem\">\(wrong.map(\.text).joined(separator: " "))</small>"
            return """
                <td class="figure" data-label="\(label)"><span><input id="\(field)" name="\(field)" value="\(text)" inputmode="decimal" autocomplete="off" maxlength="20" \
                aria-label="\(t("credit_measure.\(measure.rawValue)")): \(label)"\(attributes: [("aria-invalid", wrong.isEmpty ? nil : "true"), ("aria-describedby", wrong.isEmpty ? nil : "\(field)-problem")])>\
                \(problem)</span></td>
                """
        }
        return "<tr><th scope=\"row\" class=\"name\">\(t("credit_measure.\(measure.rawValue)"))<small>\(t("credit_measure.\(measure.rawValue).unit"))</small></th>\(cells)</tr>\n"
    }
    return """
        <table class="lines stacked rules"><caption class="unseen">\(t("credit.rules"))</caption><thead><tr><th scope="col">\(t("credit.measure"))</th>\
        \(RulesForm.states.map { "<th scope=\"col\" class=\"figure\">\(t("credit_state.\($0.rawValue)"))</th>" as HTML })</tr></thead><tbody>
        \(rows)</tbody></table>
        """
}

/// A form that opens on demand.
func foldedForm(_ part: CreditContractPage.Part, _ title: String, isOpen: Bool, _ body: HTML) -> HTML {
    "<details class=\"card fold\" id=\"\(part.rawValue)\"\(attributes: [("open", isOpen ? "" : nil)])><summary>\(title)</summary>\(body)</details>\n"
}

/// The forms of a contract's page. Only one of them can have been refused at a time.
func contractForms(_ page: CreditContractPage, in shell: Shell) -> HTML {
    let t = shell.t
    let key = page.statement.contract.key
    func form(_ part: CreditContractPage.Part, _ title: String, to address: String, _ problems: [FieldProblem], _ fields: HTML, _ buttons: HTML) -> HTML {
        let isOpen = page.open == part
        return foldedForm(part, title, isOpen: isOpen, """
            \(isOpen ? problemSummary(page.refusal, problems, in: shell) : "")
            <form method="post" action="\(address)"><input type="hidden" name="nonce" value="\(page.nonce)">
            \(fields)<div class="tablebar">\(buttons)</div></form>
            """)
    }
    return """
        <div class="folds">
        \(form(.entry, t("credit.add_entry"), to: Address.entries(ofContract: key), page.entry.problems, entryFields(page, in: shell), "<button class=\"primary\">\(t("credit.add_entry.do"))</button>"))\
        \(form(.block, t("credit.block"), to: Address.blocks(onContract: key), page.block.problems, blockFields(page.block, in: shell), "<button class=\"primary\">\(t("credit.block.do"))</button>"))\
        \(form(.override, t("credit.override"), to: Address.overrides(onContract: key), page.override.problems, overrideFields(page, in: shell), "<button class=\"primary\">\(t("credit.override.do"))</button>"))\
        \(form(
            .rules, t(page.hasOwnRules ? "credit.contract_rules.own" : "credit.contract_rules.common"), to: Address.rules(ofContract: key), page.rules.problems,
            "<p class=\"faint\">\(t("credit.contract_rules.hint"))</p>\(rulesTable(page.rules, isOpen: true, in: shell))",
            "\(page.hasOwnRules ? "<button name=\"common\" value=\"1\" class=\"quiet\">\(t("credit.use_common"))</button>" : "" as HTML)<button class=\"primary\">\(t("credit.save_rules"))</button>"))
        </div>
        """
}

private func blockFields(_ form: BlockForm, in shell: Shell) -> HTML {
    let t = shell.t
    let states = RulesForm.states.map { Choice(key: $0.rawValue, title: t("credit_state.\($0.rawValue)"), isChosen: $0.rawValue == form.state) }
    return """
        <div class="fields">\(FormField(name: "block_state", label: t("credit.block.state"), control: .select(states)).html(form.problems))\
        \(FormField(name: "block_until", label: t("credit.block.until"), value: form.until, hint: t("credit.block.until.hint"), control: .input(type: "date", [])).html(form.problems))</div>\
        \(FormField(name: "block_reason", label: t("credit.reason"), value: form.reason, hint: t("credit.block.reason.hint"), control: .area(rows: 2, limit: 1000)).html(form.problems))
        """
}

private func overrideFields(_ page: CreditContractPage, in shell: Shell) -> HTML {
    let t = shell.t
    let form = page.override
    let orders = page.statement.orders.filter(\.isOnHold).map {
        Choice(key: $0.number, title: t("credit.override.order", ["order": .text($0.number), "amount": .money($0.gross)]), isChosen: $0.number == form.order)
    }
    return """
        <div class="fields">\(FormField(
            name: "override_order", label: t("credit.override_what"), control: .select([Choice(key: "", title: t("credit.override_of_rules"))] + orders)).html(form.problems))\
        \(FormField(name: "override_until", label: t("credit.override.until"), value: form.until, control: .input(type: "date", [("required", "")])).html(form.problems))</div>\
        \(FormField(name: "override_reason", label: t("credit.reason"), value: form.reason, hint: t("credit.override.hint"), control: .area(rows: 2, limit: 1000)).html(form.problems))
        """
}

private func entryFields(_ page: CreditContractPage, in shell: Shell) -> HTML {
    let t = shell.t
    let form = page.entry
    let problems = form.problems
    let kinds = EntryForm.kinds.map { Choice(key: $0.rawValue, title: t("ledger_kind.\($0.rawValue)"), isChosen: $0.rawValue == form.kind) }
    let pays = [Choice(key: "", title: t("credit.entry.oldest"))] + page.payable.map { Choice(key: $0.key, title: $0.title, isChosen: $0.key == form.pays) }
    func text(_ name: String, _ value: String, limit: Int, hint: String? = nil, decimal: Bool = false) -> HTML {
        FormField(
            name: "entry_\(name)", label: t("credit.entry.\(name)"), value: value, hint: hint,
            control: .input(type: "text", [("maxlength", String(limit)), ("autocomplete", "off"), ("inputmode", decimal ? "decimal" : nil)])).html(problems)
    }
    func date(_ name: String, _ value: String, hint: String? = nil) -> HTML {
        FormField(name: "entry_\(name)", label: t("credit.entry.\(name)"), value: value, hint: hint, control: .input(type: "date", [])).html(problems)
    }
    let closed = page.closedTo.map { t("credit.entry.closed", ["day": .day($0)]) }
    return """
        <div class="fields">\(FormField(name: "entry_kind", label: t("credit.entry.kind"), control: .select(kinds)).html(problems))\(text("number", form.number, limit: 100))\
        \(date("date", form.date, hint: closed))\(date("due", form.due, hint: t("credit.entry.due.hint")))\
        \(text("amount", form.amount, limit: 30, hint: t("credit.entry.amount.hint"), decimal: true))\(text("currency", form.currency.isEmpty ? page.currency : form.currency, limit: 3))\
        \(text("order", form.order, limit: 100, hint: t("credit.entry.order.hint")))\(FormField(name: "entry_pays", label: t("credit.entry.pays"), control: .select(pays)).html(problems))</div>\
        \(FormField(name: "entry_note", label: t("credit.entry.note"), value: form.note, control: .area(rows: 2, limit: 1000)).html(problems))
        """
}
