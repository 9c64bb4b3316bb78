import Customers
import Database
import HTTPTypes
import Integrations
import Kernel
import Localization
import Records

extension Endpoint {
    static let putRecords = Endpoint(
        .put, "/erp/{kind}", id: "putRecords", tag: .erp, "Bring records of one kind",
        details: """
            Upsert by `external_id`, or by the kind's own key. What an item leaves out stays as it is, `null` clears. A wrong item is refused and harms no \
            neighbour; the same item twice changes nothing.
            """, scope: .erpWrite, parameters: [.path("kind", .choice(recordKinds.map(\.name)), "The kind of record.")],
        body: Body(.input(["items": .list(.anyRecord, 0...recordBatchLimit)]), limit: 32 << 20),
        answer: Answer("An outcome for each item, in their order.", .object(["items": .list(.recordOutcome)])),
        handle: { api, request in
            let kind = try request.pathValue("kind")
            _ = try recordKind(kind)
            let items = try Fields.read(request.body) { try $0.required("items", .list(of: .any, 0...recordBatchLimit)) }
            let outcomes = try await Integrations.putRecords(items, kind: kind, for: request.viewer, at: request.now, in: api.database)
            await api.publish()
            return APIAnswer(["items": .array(zip(items, outcomes).map { $1.json(of: $0, request.texts) })])
        })

    static let deleteRecords = Endpoint(
        .post, "/erp/{kind}/deletions", id: "deleteRecords", tag: .erp, "Take records of one kind away",
        details: """
            `external_ids`, or `items` with the key of the kind where it has another one (prices, stock). What is not there is `unchanged`, so the same request \
            may be sent again. What something still refers to is `refused` with the names of what does. Products are withdrawn: they are neither shown nor sold, \
            stay in orders, and come back with the next `PUT`. Entries of the ledger and price agreements are never taken away.
            """, scope: .erpWrite, parameters: [.path("kind", .choice(recordKinds.map(\.name)), "The kind of record.")],
        body: Body(.input([
            "external_ids": Schema.list(.text, 0...recordBatchLimit).optional, "items": Schema.list(.recordKey, 0...recordBatchLimit).optional,
        ])),
        answer: Answer("An outcome for each, in their order.", .object(["items": .list(.recordOutcome)])),
        handle: { api, request in
            let kind = try request.pathValue("kind")
            _ = try recordKind(kind)
            let items = try Fields.read(request.body) { fields in
                let named = fields.optional("external_ids", .list(of: .any, 0...recordBatchLimit))
                let keyed = fields.optional("items", .list(of: .any, 0...recordBatchLimit))
                if (named == nil) == (keyed == nil) { fields.refuse(named == nil ? "external_ids" : "items", named == nil ? "field_required" : "external_ids_or_items") }
                return named ?? keyed ?? []
            }
            let outcomes = try await Integrations.deleteRecords(items, kind: kind, for: request.viewer, at: request.now, in: api.database)
            await api.publish()
            return APIAnswer(["items": .array(zip(items, outcomes).map { $1.json(of: $0, request.texts) })])
        })
}

extension Endpoint {
    static let listRecords = Endpoint(
        .get, "/erp/{kind}", id: "listRecords", tag: .erp, "Records of one kind as they stand",
        details: "In the fields that `PUT` takes, in the order of their making. For the next round take the moment at which this one began as `updated_since`.",
        scope: .erpRead, parameters: [.path("kind", .choice(recordKinds.map(\.name)), "The kind of record."), .updatedSince, .limit, .cursor],
        answer: Answer("A page of records.", .page(of: .anyRecord)),
        handle: { api, request in
            let kind = try request.pathValue("kind")
            _ = try recordKind(kind)
            let since = try request.query { $0.optional("updated_since", .instant) }
            let page = try request.page(api.cursors)
            let after = try page.position.map { parts in
                guard let number = parts.first.flatMap({ Int64($0) }) else { throw Paging.unreadable }
                return number
            }
            let viewer = request.viewer
            let (items, last) = try await api.database.read { try records(kind: kind, updatedSince: since, after: after ?? 0, limit: page.limit, for: viewer, in: $0) }
            return APIAnswer(["items": .array(items), "next_cursor": page.next(items.count == page.limit ? last.map { [String($0)] } : nil)])
        })
}

extension RecordOutcome {
    fileprivate func json(of item: JSON, _ texts: Texts) -> JSON {
        var json = JSONObject()
        if let externalID = item["external_id"]?.string ?? item.string { json["external_id"] = .string(externalID) } else { json["key"] = .text(label) }
        json["status"] = .string(status.rawValue)
        if !problems.isEmpty {
            json["problems"] = .array(
                problems.map {
                    ["pointer": .string($0.pointer), "code": .string($0.code.rawValue), "detail": .string(texts.text($0))]
                })
        }
        return .object(json)
    }
}

extension Schema {
    static let recordOutcome = Schema.object([
        "external_id": .text.optional, "key": Schema.text.orNull.optional.described("For kinds without an external id."),
        "status": .choice(["created", "updated", "unchanged", "deleted", "refused"]),
        "problems": .list(.object(["pointer": .text, "code": .text, "detail": .text])).optional,
    ]).called("RecordOutcome")

    /// What names a record: its external id, or an object with the fields of its kind's key.
    static let recordKey = Schema(["anyOf": [["type": "string"], ["type": "object", "description": "The fields that identify a record of the kind, such as `external_id`."]]])

    /// An item of any kind; each is a component of its own, made from the kind's description.
    static let anyRecord = Schema(
        ["anyOf": .array(recordKinds.map { ["$ref": .string("#/components/schemas/\(name(of: $0))")] })],
        named: Dictionary(recordKinds.map { (name(of: $0), record($0)) }) { first, _ in first })

    private static func name(of kind: RecordKind) -> String {
        "Erp" + kind.name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    private static func record(_ kind: RecordKind) -> JSON {
        var properties = JSONObject()
        for field in kind.fields {
            if let slash = field.name.firstIndex(of: "/") {
                let group = String(field.name[..<slash])
                let members = kind.choices(of: group).map { ($0, Schema.text) } + [("all", Schema.flag)]
                properties[group] = [
                    "type": "object", "description": "Exactly one of its members.", "additionalProperties": false,
                    "properties": .object(JSONObject(members.map { ($0.0, $0.1.orNull.json) })),
                ]
                continue
            }
            let schema = field.required ? field.form.schema : field.form.schema.orNull
            properties[field.name] = schema.json
            if let alias = field.alias { properties[alias] = schema.described("The same as `\(field.name)`.").json }
        }
        return [
            "type": "object", "description": .string("An item of `\(kind.name)`."), "properties": .object(properties),
            "required": .array(kind.fields.filter { kind.key.contains($0.name) && $0.required }.map { .string($0.name) }),
            "additionalProperties": false,
        ]
    }
}

extension RecordField.Form {
    fileprivate var schema: Schema {
        switch self {
        case .text(let limit): Schema(["type": "string", "maxLength": .number(String(limit))])
        case .choice(let words): .choice(words)
        case .flag: .flag
        case .integer: .integer()
        case .quantity: .decimal(places: 3, example: "12.5", signed: true)
        case .unitPrice: .unitPrice
        case .decimal(let scale, _): .decimal(places: scale, example: "12.5")
        case .money: .money
        case .day: .day
        case .instant: .instant
        case .checked, .reference: .text
        case .document: .anything
        case .references, .texts: .list(.text)
        }
    }
}
