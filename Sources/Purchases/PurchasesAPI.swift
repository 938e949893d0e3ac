import Core
import People
import Foundation
import Language
import Storage
import Web

/// Purchases for programs: a till, a web shop.
enum PurchasesAPI {
    static func operations(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(
                .get, "/purchases", scope: "purchases:read", .serve, "Purchases, the newest first, of one person or of everybody.",
                parameters: [
                    ["name": "person", "in": "query", "schema": ["type": "string"], "description": "The id of a person."],
                    ["name": "source", "in": "query", "schema": ["type": "string", "enum": ["counter", "api", "import"]]],
                    [
                        "name": "from", "in": "query", "schema": ["type": "string", "format": "date-time"],
                        "description": "Bought then or later.",
                    ],
                    [
                        "name": "until", "in": "query", "schema": ["type": "string", "format": "date-time"],
                        "description": "Bought before.",
                    ],
                    ["name": "before", "in": "query", "schema": ["type": "string"], "description": "The `next` of the page before."],
                    ["name": "limit", "in": "query", "schema": ["type": "integer", "minimum": 1, "maximum": 100]],
                ],
                response: [
                    "type": "object",
                    "properties": [
                        "items": ["type": "array", "items": PurchaseJSON.schema], "next": ["type": ["string", "null"]],
                    ],
                ]
            ) { try await list($0, shop) },
            APIOperation(
                .get, "/purchases/:id", scope: "purchases:read", .serve, "One purchase with its lines and refunds.", parameters: [key],
                response: PurchaseJSON.schema
            ) { try await show($0, shop) },
            APIOperation(
                .post, "/purchases", scope: "purchases:write", .serve,
                """
                Writes a purchase down. `person` is an id; or `who` is a name, a number or an e-mail address, and a new one makes a card; \
                neither is a sale to nobody in particular. The same `reference` again answers with the purchase that is known (200).
                """,
                request: [
                    "type": "object",
                    "properties": [
                        "amount": [
                            "type": "integer", "description": "In minor units: 1250 is 12.50. Left out, it is the sum of the items.",
                        ],
                        "currency": ["type": "string", "description": "The shop's where it is left out; another one is refused."],
                        "at": ["type": "string", "format": "date-time", "description": "Now where it is left out."],
                        "person": ["type": "string"], "who": ["type": "string"],
                        "reference": ["type": "string", "description": "The number of the receipt or order: one is written down once."],
                        "margin": ["type": "integer"],
                        "cost": ["type": "integer", "description": "In place of `margin`: amount less cost."],
                        "note": ["type": "string"], "items": ["type": "array", "items": PurchaseJSON.item],
                    ],
                ], response: PurchaseJSON.schema
            ) { try await record($0, shop) },
            APIOperation(
                .post, "/purchases/:id/refunds", scope: "purchases:write", .tend,
                "Gives money back: `amount`, or all that is left. The same `reference` for the same purchase again does nothing twice.",
                parameters: [key],
                request: [
                    "type": "object",
                    "properties": [
                        "amount": ["type": "integer"], "at": ["type": "string", "format": "date-time"], "reason": ["type": "string"],
                        "reference": ["type": "string"],
                    ],
                ], response: PurchaseJSON.schema
            ) { try await refund($0, shop) },
            APIOperation(
                .post, "/purchases/:id/void", scope: "purchases:write", .tend,
                "Takes a purchase back on the day on which it was written down: it counts nowhere. Later it is refunded.",
                parameters: [key], response: PurchaseJSON.schema
            ) { try await void($0, shop) },
        ]
    }

    private static let key: JSON = ["name": "id", "in": "path", "required": true, "schema": ["type": "string"]]

    private static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let limit = min(max(Int(visit.query["limit"]) ?? 50, 1), 100)
        let person = Customer.ID(visit.query["person"])
        if visit.query.has("person"), person == nil { throw Refused.badRequest("`person` is not an id.") }
        let source = Purchase.Source(rawValue: visit.query["source"])
        if visit.query.has("source"), source == nil { throw Refused.badRequest("`source` is counter, api or import.") }
        let before = PurchaseList.Key(visit.query["before"])
        if visit.query.has("before"), before == nil { throw Refused.badRequest("`before` is not the `next` of a page of purchases.") }
        let (from, until) = (try moment("from", visit), try moment("until", visit))
        return .json(
            try await shop.read { db in
                let standing = try person.map { try db.survivor(of: $0) ?? $0 }
                let ask = PurchaseList.Ask(customer: standing, source: source, from: from, until: until)
                let found = try db.purchases(ask, before: before, limit: limit + 1)
                let shown = found.prefix(limit)
                let items = try db.items(of: shown.map(\.id))
                let refunds = try db.refunds(of: shown.map(\.id))
                let next: JSON = found.count > limit ? .optional(shown.last) { .text("\($0.listKey)") } : .null
                let rows = shown.map { PurchaseJSON.purchase($0, items[$0.id] ?? [], refunds[$0.id] ?? []) }
                return ["items": .list(rows), "next": next] as JSON
            }.text)
    }

    private static func moment(_ name: String, _ visit: Visit) throws -> Instant? {
        guard visit.query.has(name) else { return nil }
        guard let moment = Instant(iso: visit.query[name]) else {
            throw Refused.badRequest("`\(name)` is not a time such as 2026-03-03T10:00:00Z.")
        }
        return moment
    }

    private static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try id(visit)
        return .json(try await shop.read { db in try json(id, db) }.text)
    }

    private static func id(_ visit: Visit) throws -> Purchase.ID {
        guard let id = Purchase.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        return id
    }

    private static func json(_ id: Purchase.ID, _ db: Reader) throws -> JSON {
        guard let purchase = try db.purchase(id) else { throw Refused.notFound }
        return PurchaseJSON.purchase(purchase, try db.items(of: [id])[id] ?? [], try db.refunds(of: [id])[id] ?? [])
    }

    // MARK: Writing

    private struct Body: Decodable {
        struct Item: Decodable {
            var name: String
            var quantity: Int64?
            var price: Int64
            var product: String?
        }
        var amount: Int64?
        var currency: String?
        var at: String?
        var person: String?
        var who: String?
        var reference: String?
        var margin: Int64?
        var cost: Int64?
        var note: String?
        var items: [Item]?
    }

    private static func record(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let body: Body = try decoded(
            visit, "a purchase: amount (a whole number in minor units) or items, and person or who, at, reference, note")
        let at = try moment(body.at, t)
        if body.cost != nil, body.margin != nil { throw Refused.badRequest("Send `margin` or `cost`, not both.") }
        if let cost = body.cost, !(0...MoneyReading.most).contains(cost) {
            throw Refused.badRequest("`cost` is less than zero or too large.")
        }
        let items = (body.items ?? []).map {
            PurchaseItem(name: $0.name, quantity: $0.quantity ?? 1000, price: $0.price, product: $0.product)
        }
        return try await Idempotency.answer(visit, shop) { tx in
            try refusing(t) {
                var slip = PurchaseSlip(
                    body.amount, source: .api, at: at, currency: body.currency, margin: body.margin, reference: body.reference,
                    note: body.note ?? "", items: items)
                if let cost = body.cost {
                    slip = try slip.checked(currency: tx.setting(ShopSettings.currency), now: tx.now)
                    slip.margin = (slip.amount ?? 0) - cost
                }
                if body.person?.isEmpty == false || body.who?.trimmed.isEmpty == false {
                    let caller = try tx.caller(body.who ?? "", chosen: body.person ?? "")
                    (slip.customer, slip.madePerson) = (caller.id, caller.isNew)
                }
                let (id, isNew) = try tx.recordPurchase(slip)
                return .json(try json(id, tx.db).text, status: isNew ? 201 : 200)
            }
        }
    }

    private struct RefundBody: Decodable {
        var amount: Int64?
        var at: String?
        var reason: String?
        var reference: String?
    }

    private static func refund(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let purchase = try id(visit)
        let body: RefundBody =
            visit.body.isEmpty
            ? RefundBody() : try decoded(visit, "a refund: amount (a whole number in minor units), at, reason, reference")
        let at = try moment(body.at, t)
        return try await Idempotency.answer(visit, shop) { tx in
            try refusing(t) {
                let (_, isNew) = try tx.refund(purchase, body.amount, at: at, reason: body.reason ?? "", reference: body.reference)
                return .json(try json(purchase, tx.db).text, status: isNew ? 201 : 200)
            }
        }
    }

    private static func void(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let purchase = try id(visit)
        return try await Idempotency.answer(visit, shop) { tx in
            try refusing(t) {
                try tx.void(purchase)
                return .json(try json(purchase, tx.db).text)
            }
        }
    }

    private static func decoded<Value: Decodable>(_ visit: Visit, _ what: String) throws -> Value {
        guard let body = try? JSONDecoder().decode(Value.self, from: Data(visit.body)) else {
            throw Refused.badRequest("The body is not JSON of \(what).")
        }
        return body
    }

    private static func moment(_ text: String?, _ t: Words) throws -> Instant? {
        try text.map { text in
            guard let moment = Instant(iso: text) else {
                throw Complaints("at", t("“{text}” is not a day and time.", ["text": text]))
            }
            return moment
        }
    }

    private static func refusing(_ t: Words, _ work: () throws -> Answer) throws -> Answer {
        do {
            return try work()
        } catch let problem as CallerProblem {
            throw Complaints("who", problem.sentence(t))
        } catch PurchaseRefusal.noSale {
            throw Refused.notFound
        } catch let refusal as PurchaseRefusal {
            throw Complaints(refusal.field, refusal.sentence(t))
        }
    }
}
