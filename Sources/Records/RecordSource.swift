package import Database
package import Kernel

/// Where a record has its source of truth: who made it is the only one to change it.
package enum RecordSource: String, Sendable, CaseIterable {
    case erp, portal

    /// How the names of the portal's own records begin; the ERP gives none of these away.
    package static let portalPrefix = "portal-"
}

extension RecordKind {
    /// The same kind as the ERP or the portal brings it: what the other owns is refused with where it is changed (`owned_by_portal`, `owned_by_erp`).
    ///
    /// - Parameter reference: the field through whose target rows are owned (prices through their list); nil where the kind's own table has a `source`.
    package func brought(by source: RecordSource, through reference: String? = nil) -> RecordKind {
        let before = complete
        let isPortals = source == .portal
        let own = RecordField("source", .choice([RecordSource.portal.rawValue]), fallback: .text(RecordSource.portal.rawValue))
        let complete: @Sendable (inout [RecordDraft], any Reader) throws -> Void = { drafts, reader in
            try before(&drafts, reader)
            let reason = isPortals ? "owned_by_erp" : "owned_by_portal"
            if let reference, let position = position(of: reference), case .reference(let table, _) = fields[position].form {
                let foreign = try reader.foreignRows(of: source, in: table, ids: Set(drafts.compactMap { $0.number(reference) }).sorted())
                guard !foreign.isEmpty else { return }
                for index in drafts.indices where drafts[index].number(reference).map(foreign.contains) ?? false {
                    drafts[index].problems.append(Refusal.Problem("/\(reference)", .forbidden, reason))
                }
                return
            }
            let foreign = try reader.foreignNames(of: source, in: table, Set(drafts.lazy.filter { !$0.isNew }.compactMap(\.label)).sorted())
            for index in drafts.indices {
                guard let label = drafts[index].label else { continue }
                let isTaken = foreign.contains(label) || !isPortals && drafts[index].isNew && label.hasPrefix(RecordSource.portalPrefix)
                if isTaken { drafts[index].problems.append(Refusal.Problem("/external_id", .forbidden, reason)) }
            }
        }
        return RecordKind(
            name, table: table, fields + (isPortals && reference == nil ? [own] : []), key: key, unique: unique, acyclic: acyclic, subject: subject, within: within,
            moment: moment, isMomentNow: isMomentNow,
            listed: listed, identify: identify, check: check, complete: complete, saved: saved, claim: claim, replacing: replacing)
    }
}

// Names of tables come from `RecordKind` values of the source.
extension Reader {
    fileprivate func foreignRows(of source: RecordSource, in table: String, ids: [Int64]) throws -> Set<Int64> {
        Set(try rows(SQL(stringLiteral: "SELECT id FROM \(table) WHERE source <> ") + "\(source.rawValue) AND id \(in: ids)").map { try $0.get("id") })
    }

    fileprivate func foreignNames(of source: RecordSource, in table: String, _ names: [String]) throws -> Set<String> {
        guard !names.isEmpty else { return [] }
        return Set(try rows(SQL(stringLiteral: "SELECT external_id FROM \(table) WHERE source <> ") + "\(source.rawValue) AND external_id \(in: names)").map { try $0.get("external_id") })
    }
}
