import Database
package import Kernel

extension RecordKind {
    /// Reads an item's fields by their forms, collecting every problem; unknown fields are problems too. References stay external ids.
    package func draft(from item: JSON) -> RecordDraft {
        guard let object = item.object else {
            var draft = RecordDraft(kind: self, label: nil)
            draft.problems = [Refusal.Problem("", .validation, "not_an_object")]
            return draft
        }
        var draft = RecordDraft(kind: self, label: label(of: object))
        for (name, value) in object.entries {
            let choices = choices(of: name)
            guard choices.isEmpty else { readChoice(of: name, choices, value, into: &draft); continue }
            guard takes(name), let position = position(of: name) else {
                draft.problems.append(Refusal.Problem("/\(name)", .unknownField, nil, ["field": .text(name)]))
                continue
            }
            if value == .null, fields[position].isCompleted || fields[position].name == moment { continue }
            switch fields[position].read(value) {
            case .success(let cell, let document):
                draft.cells[position] = cell
                if let document { draft.documents[position] = document }
            case .failure(let problem): draft.problems.append(problem)
            }
        }
        for name in key {
            if let position = position(of: name), fields[position].required, draft.cells[position] == nil,
                !draft.problems.contains(where: { $0.pointer == "/\(name)" })
            {
                draft.problems.append(Refusal.Problem("/\(name)", .validation, "field_required"))
            }
        }
        identify(&draft)
        return draft
    }

    /// Reads an object of which one member is stated: `{"client": "C1"}`, `{"all": true}`; in a CSV cell the same as JSON, or the word `all`.
    private func readChoice(of name: String, _ choices: [String], _ value: JSON, into draft: inout RecordDraft) {
        var object = value.object
        if let text = value.string?.trimmed { object = text == "all" ? ["all": true] : (try? JSON(parsing: Array(text.utf8)))?.object }
        let stated = (object?.entries ?? []).filter { $0.value != .null }
        guard stated.count == 1, let (choice, member) = stated.first, choice != "all" || member == true else {
            let allowed = (choices + ["all"]).joined(separator: ", ")
            draft.problems.append(Refusal.Problem("/\(name)", .validation, "one_of_these", ["allowed": .text(allowed)]))
            return
        }
        guard choice == "all" || choices.contains(choice) else {
            draft.problems.append(Refusal.Problem("/\(name)/\(choice)", .unknownField, nil, ["field": .text(choice)]))
            return
        }
        for each in choices {
            guard let position = position(of: "\(name)/\(each)") else { continue }
            guard each == choice else { draft.cells[position] = .value(.null); continue }
            switch fields[position].read(member) {
            case .success(let cell, _): draft.cells[position] = cell
            case .failure(let problem): draft.problems.append(problem)
            }
        }
    }

    private func label(of object: JSONObject) -> String? {
        let parts = key.prefix(2).compactMap { object[$0]?.string }
        return parts.isEmpty ? nil : parts.joined(separator: "/")
    }
}

extension RecordField {
    private struct Unreadable: Error {
        let reason: String
        var arguments: [String: Refusal.Argument] = [:]
    }

    enum Reading {
        /// With the document of a field that is one, as it was read.
        case success(RecordCell, JSON?)
        case failure(Refusal.Problem)
    }

    func read(_ value: JSON) -> Reading {
        do {
            if case .document(let reason, let clean) = form, value != .null {
                let document = try document(value, reason, clean)
                return .success(.value(.text(document.text)), document)
            }
            return .success(try cell(value), nil)
        } catch let unreadable as Unreadable {
            var arguments = unreadable.arguments
            arguments["value"] = .text(String((value.string ?? value.text).prefix(100)))
            return .failure(Refusal.Problem("/\(name)", .validation, unreadable.reason, arguments))
        } catch {
            return .failure(Refusal.Problem("/\(name)", .validation))
        }
    }

    private func cell(_ value: JSON) throws -> RecordCell {
        if value == .null {
            guard !required else { throw Unreadable(reason: "field_required") }
            return isList ? .list([]) : .value(fallback)
        }
        switch form {
        case .text(let limit):
            let text = try self.text(value)
            guard text.unicodeScalars.count <= limit else { throw Unreadable(reason: "text_too_long", arguments: ["limit": .integer(Int64(limit))]) }
            guard !text.isEmpty || !required else { throw Unreadable(reason: "field_required") }
            return .value(.text(text))
        case .choice(let choices):
            let text = try self.text(value)
            guard choices.contains(text) else {
                throw Unreadable(reason: "not_in_list", arguments: ["allowed": .text(choices.joined(separator: ", "))])
            }
            return .value(.text(text))
        case .flag:
            switch value {
            case .bool(let flag): return .value(.integer(flag ? 1 : 0))
            case .string("true"), .string("1"), .number("1"): return .value(.integer(1))
            case .string("false"), .string("0"), .number("0"): return .value(.integer(0))
            default: throw Unreadable(reason: "not_a_flag")
            }
        case .integer(let range):
            guard let number = DecimalText.parse(try numeral(value), scale: 0, limit: Int64.max / 10), range.contains(number) else {
                throw Unreadable(reason: "not_an_integer", arguments: ["from": .integer(range.lowerBound), "to": .integer(range.upperBound)])
            }
            return .value(.integer(number))
        case .quantity(let range):
            guard let number = DecimalText.parse(try numeral(value), scale: 3, limit: Quantity.limit), range.contains(number) else {
                throw Unreadable(reason: "not_a_quantity")
            }
            return .value(.integer(number))
        case .decimal(let scale, let range):
            guard let number = DecimalText.parse(try numeral(value), scale: scale, limit: Int64.max / 10), range.contains(number) else {
                throw Unreadable(reason: "not_in_range", arguments: [
                    "from": .text(DecimalText.write(range.lowerBound, scale: scale, places: 0)), "to": .text(DecimalText.write(range.upperBound, scale: scale, places: 0)),
                    "places": .integer(Int64(scale)),
                ])
            }
            return .value(.integer(number))
        case .unitPrice:
            guard let price = UnitPrice(try numeral(value)) else { throw Unreadable(reason: "not_a_price") }
            return .value(.integer(price.units))
        case .money(let range):
            guard let money = Money(try numeral(value), currency: .rub), range.contains(money.minorUnits) else { throw Unreadable(reason: "not_a_sum") }
            return .value(.integer(money.minorUnits))
        case .day:
            let text = try self.text(value)
            if let day = Day(text) { return .value(.integer(Int64(day.number))) }
            // Systems write 3999-12-31 or 9999-12-31 for "without an end".
            guard isFarFuture(text), case .integer(let open) = fallback, open > 0 else { throw Unreadable(reason: "not_a_day") }
            return .value(fallback)
        case .instant:
            guard let instant = Instant(try text(value)) else { throw Unreadable(reason: "not_an_instant") }
            return .value(.integer(instant.milliseconds))
        case .checked(let reason, let canonical):
            guard let text = canonical(try text(value)) else { throw Unreadable(reason: reason) }
            return .value(.text(text))
        case .document(let reason, let clean):
            return .value(.text(try document(value, reason, clean).text))
        case .reference:
            let text = try self.text(value)
            guard !text.isEmpty else { throw Unreadable(reason: "field_required") }
            return .pending(text)
        case .references:
            return .pendingList(try texts(value))
        case .texts(_, let clean):
            var list: [SQLValue] = []
            for text in try texts(value) {
                guard let cleaned = clean(text) else { throw Unreadable(reason: "not_valid_here", arguments: ["item": .text(String(text.prefix(100)))]) }
                if !list.contains(.text(cleaned)) { list.append(.text(cleaned)) }
            }
            return .list(list)
        }
    }

    /// In a CSV cell anything deeper than a list of texts is JSON.
    private func document(_ value: JSON, _ reason: String, _ clean: (JSON) -> JSON?) throws -> JSON {
        let document = if let text = value.string { (try? JSON(parsing: Array(text.utf8))) ?? .string(text) } else { value }
        guard let cleaned = clean(document) else { throw Unreadable(reason: reason) }
        return cleaned
    }

    private func isFarFuture(_ text: String) -> Bool { text.utf8.count == 10 && (Int(text.prefix(4)) ?? 0) >= 3000 && Day("2996" + text.dropFirst(4)) != nil }

    private func text(_ value: JSON) throws -> String {
        guard let text = value.string else { throw Unreadable(reason: "not_a_text") }
        guard !text.utf8.contains(0) else { throw Unreadable(reason: "not_a_text") }
        return text.trimmed
    }

    /// Numbers are decimal strings; JSON's own are taken by their letters, without binary floating point.
    private func numeral(_ value: JSON) throws -> String {
        switch value {
        case .string(let text): return text.trimmed
        case .number(let text): return text
        default: throw Unreadable(reason: "not_a_number")
        }
    }

    /// A list of plain values; in a CSV cell they are joined by `|`.
    private func texts(_ value: JSON) throws -> [String] {
        if let text = value.string { return text.split(separator: "|").map(\.trimmed).filter { !$0.isEmpty } }
        guard let items = value.array, items.count <= 10_000 else { throw Unreadable(reason: "not_a_list") }
        return try items.map { try text($0) }.filter { !$0.isEmpty }
    }
}
