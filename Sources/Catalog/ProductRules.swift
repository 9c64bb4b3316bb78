import Database
import Kernel
import Records

/// What is looked at in products besides their fields one by one. What is wrong here costs a value, not the product: the item is taken and told of it.
enum ProductRules {
    /// With a constant number of questions, whatever the number of items.
    static func apply(to drafts: inout [RecordDraft], _ reader: any Reader) throws {
        var documents: [Int: [(key: String, value: JSON)]] = [:]
        var codes: Set<String> = []
        for index in drafts.indices {
            guard let object = drafts[index].document("parameters")?.object, !object.entries.isEmpty else { continue }
            documents[index] = object.entries
            codes.formUnion(object.entries.lazy.map(\.key))
        }
        if !codes.isEmpty {
            let rules = try reader.parameterRules(codes)
            for (index, entries) in documents { check(entries, by: rules, of: &drafts[index]) }
        }
        for index in drafts.indices {
            guard let document = drafts[index].document("packagings"), !(document.array?.isEmpty ?? true),
                let (packagings, leftOut) = CatalogRecords.possiblePackagings(document)
            else { continue }
            drafts[index].set("packagings", .text(packagings.text))
            for (pointer, value) in leftOut { drafts[index].notices.append(Refusal.Problem(pointer, .validation, "not_valid_here", ["item": .text(String(value.prefix(100)))])) }
        }
        for index in drafts.indices where drafts[index].problems.isEmpty { tellCheckDigits(of: &drafts[index]) }
        try SharedBarcodes.tell(&drafts, reader)
    }

    /// A code of thirteen digits that no scanner reads is taken as it is printed, and told of; those that a shop gives out itself, from 2 on, follow its own rules.
    private static func tellCheckDigits(of draft: inout RecordDraft) {
        for (field, codes) in [("barcodes", draft.texts("barcodes")), ("packagings", SharedBarcodes.packagingCodes(draft))] {
            for code in codes where code.utf8.count == 13 && code.utf8.allSatisfy({ (48...57).contains($0) }) && !code.hasPrefix("2") && GTIN(code) == nil {
                draft.notices.append(Refusal.Problem("/\(field)", .validation, "barcode_check_digit", ["value": .text(code)]))
            }
        }
    }

    /// Leaves out what cannot stand in its parameter. What there is no parameter for yet is kept: it may still come.
    private static func check(_ entries: [(key: String, value: JSON)], by rules: [String: ParameterRule], of draft: inout RecordDraft) {
        // Mostly nothing changes, and nothing is written anew.
        var kept: JSONObject?
        for (place, (code, value)) in entries.enumerated() {
            var read: JSON?
            do throws(ParameterRule.Unreadable) {
                let rule = rules[code] ?? ParameterRule(name: code, type: "", unit: nil)
                read = try rule.value(sent: value)
            } catch {
                var arguments = error.arguments
                arguments["parameter"] = .text(rules[code]?.name ?? code)
                draft.notices.append(Refusal.Problem("/parameters/\(code)", .validation, "left_out_\(error.reason)", arguments))
            }
            if kept == nil, read != value { kept = JSONObject(entries[..<place].map { ($0.key, $0.value) }) }
            if let read { kept?[code] = read }
        }
        if let kept { draft.set("parameters", .text(JSON.object(kept).text)) }
    }
}

/// Barcodes that several products bear: each of them is told, so that somebody decides whose it is. Until then whoever scans it is asked which product he means.
enum SharedBarcodes {
    private struct Holder: Hashable {
        let externalID: String
        let article: String
        let isPackaging: Bool
    }

    static func tell(_ drafts: inout [RecordDraft], _ reader: any Reader) throws {
        var stated: [(index: Int, codes: [String], ofPackagings: [String])] = []
        var all: Set<String> = []
        for index in drafts.indices where drafts[index].problems.isEmpty && drafts[index].integer("withdrawn") != 1 && drafts[index].integer("has_variants") != 1 {
            let (codes, ofPackagings) = (drafts[index].texts("barcodes"), packagingCodes(drafts[index]))
            guard !codes.isEmpty || !ofPackagings.isEmpty else { continue }
            stated.append((index, codes, ofPackagings))
            all.formUnion(codes)
            all.formUnion(ofPackagings)
        }
        guard !all.isEmpty else { return }
        var holders = try reader.barcodeHolders(all).mapValues { Set($0.map { Holder(externalID: $0.externalID, article: $0.article, isPackaging: $0.isPackaging) }) }
        // What this batch says of a product goes before what stands there of it.
        let taken = drafts.filter(\.problems.isEmpty)
        let (sayBarcodes, sayPackagings) = (Set(taken.filter { $0.states("barcodes") }.compactMap(\.label)), Set(taken.filter { $0.states("packagings") }.compactMap(\.label)))
        for (code, known) in holders { holders[code] = known.filter { !($0.isPackaging ? sayPackagings : sayBarcodes).contains($0.externalID) } }
        for (index, codes, ofPackagings) in stated {
            guard let label = drafts[index].label else { continue }
            let article = drafts[index].text("article") ?? label
            for code in codes { holders[code, default: []].insert(Holder(externalID: label, article: article, isPackaging: false)) }
            for code in ofPackagings { holders[code, default: []].insert(Holder(externalID: label, article: article, isPackaging: true)) }
        }
        // Three others are named, so that of a code on everything (a placeholder) no more than a few are looked at again for each product.
        let firsts = holders.mapValues { known -> [(externalID: String, article: String)] in
            let articles = Dictionary(known.map { ($0.externalID, $0.article) }) { first, _ in first }
            return articles.map { (externalID: $0.key, article: $0.value) }.sorted { ($0.article, $0.externalID) < ($1.article, $1.externalID) }.prefix(4).map { $0 }
        }
        for (index, codes, ofPackagings) in stated {
            let own = drafts[index].label
            for (field, codes) in [("barcodes", codes), ("packagings", ofPackagings)] {
                for code in codes {
                    let others = (firsts[code] ?? []).lazy.filter { $0.externalID != own }.map(\.article)
                    guard !others.isEmpty else { continue }
                    drafts[index].notices.append(Refusal.Problem(
                        "/\(field)", .validation, "barcode_shared", ["value": .text(code), "article": .text(others.prefix(3).joined(separator: ", "))]))
                }
            }
        }
    }

    fileprivate static func packagingCodes(_ draft: RecordDraft) -> [String] {
        (draft.document("packagings")?.array ?? []).compactMap { $0["barcode"]?.string }
    }
}

extension RecordDraft {
    fileprivate func texts(_ field: String) -> [String] {
        guard let position = kind.position(of: field), case .list(let list) = cells[position] else { return [] }
        return list.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    fileprivate func integer(_ field: String) -> Int64? { number(field) }
}
