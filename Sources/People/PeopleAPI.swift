import Core
import Foundation
import Language
import Storage
import Web

/// People for programs: the verbs of the pages.
enum PeopleAPI {
    static func operations(_ shop: Shop) -> [APIOperation] {
        let key: JSON = ["name": "id", "in": "path", "required": true, "schema": ["type": "string"]]
        return [
            APIOperation(
                .get, "/people", scope: "people:read", .look, "People by name, 50 a page; with q those whom the letters find, best first.",
                parameters: [
                    query("q", "Two or more letters of any word of the name, an address or a number."),
                    query("after", "The `next` of the page before."),
                ], response: listSchema
            ) { try await list($0, shop) },
            APIOperation(
                .get, "/people/:id", scope: "people:read", .look,
                "One person. A card that was merged answers with 308 and the id of the one it went into.",
                parameters: [key], response: personSchema
            ) { try await show($0, shop) },
            APIOperation(
                .post, "/people", scope: "people:write", .serve, "A new card: a name, or at least one address.", request: cardSchema,
                response: personSchema
            ) { try await add($0, shop) },
            APIOperation(
                .patch, "/people/:id", scope: "people:write", .serve, "Changes the fields that are given; the others stay.",
                parameters: [key],
                request: cardSchema, response: personSchema
            ) { try await change($0, shop) },
        ]
    }

    private static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let query = visit.query["q"]
        let cursor = visit.query["after"]
        let after = PeopleList.Key(cursor)
        if !cursor.isEmpty, after == nil { throw Refused.badRequest("after is not the `next` of a page of people.") }
        let (people, next) = try await shop.read { db -> ([Customer.ID], PeopleList.Key?) in
            if !query.isEmpty { return (try PeopleSearch.best(query, shop, db, limit: PeopleList.size).map(\.id), nil) }
            let list = try db.people(after: after)
            return (list.rows.map(\.id), list.after)
        }
        let bodies = try await shop.read { db in try json(people, db) }
        let body: JSON = ["items": .list(bodies), "next": .optional(next) { .text("\($0)") }]
        return .json(body.text)
    }

    private static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let asked = try person(visit)
        let (id, body) = try await shop.read { db -> (Customer.ID, JSON) in
            guard let id = try db.survivor(of: asked), let body = try json([id], db).first else { throw Refused.notFound }
            return (id, body)
        }
        guard id == asked else {
            let elsewhere: JSON = ["id": .text("\(id)"), "mergedFrom": .text("\(asked)")]
            return .json(elsewhere.text, status: 308).with(header: "location", Link("/api/v1/people/\(id)").text)
        }
        return .json(body.text)
    }

    private static func add(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let given = try CardBody(visit)
        let card = given.over(Card())
        let t = visit.t
        return try await Idempotency.answer(visit, shop) { tx in
            try complain(try tx.problems(of: card, for: nil), t)
            let id = try tx.add(card, origin: .api)
            guard let body = try json([id], tx.db).first else { throw CardGone() }
            return .json(body.text, status: 201).with(header: "location", Link("/api/v1/people/\(id)").text)
        }
    }

    private static func change(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let given = try CardBody(visit)
        let t = visit.t
        let body = try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
            guard let known = try tx.db.customer(id), let stays = try tx.db.survivor(of: id) else { throw Refused.notFound }
            guard stays == id else { throw Complaints("", try MergeWords.sentence(.merged(id, into: stays), tx.db, t)) }
            let card = given.over(Card(known, try tx.db.addresses(of: id)))
            try complain(try tx.problems(of: card, for: id), t)
            try tx.change(id, to: card, origin: .api)
            return try json([id], tx.db).first ?? .null
        }
        return .json(body.text)
    }

    private static func complain(_ problems: [CardProblem], _ t: Words) throws {
        var complaints = Complaints()
        for problem in problems { complaints.say(problem.field, problem.sentence(t)) }
        try complaints.check()
    }

    private static func person(_ visit: Visit) throws(Refused) -> Customer.ID {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }

    // MARK: JSON

    /// In the order of `ids`, in three statements.
    private static func json(_ ids: [Customer.ID], _ db: Reader) throws -> [JSON] {
        guard !ids.isEmpty else { return [] }
        let people = try db.cards(ids)
        let tags = try db.tags(of: TaggedItem.personKind, ids.map(\.number))
        return ids.compactMap { id in
            people[id].map { customer, addresses in
                func shown(_ kind: Customer.Address.Kind) -> JSON { .list(addresses.filter { $0.kind == kind }.map { .text($0.shown) }) }
                return [
                    "id": .text("\(id)"), "name": .text(customer.name), "pronunciation": .text(customer.pronunciation),
                    "language": .optional(customer.language) { .text($0) }, "note": .text(customer.note), "usual": .text(customer.usual),
                    "emails": shown(.email),
                    "phones": shown(.phone), "numbers": numbers(addresses),
                    "photo": .optional(customer.photoAt) { _ in .text("/api/v1/people/\(id)/photo") },
                    "created": .text(Words.iso(customer.createdAt.milliseconds)),
                    "lastContact": .optional(customer.lastContactAt) { .text(Words.iso($0.milliseconds)) },
                    "tags": .list((tags[id.number] ?? []).map(\.json)),
                ]
            }
        }
    }

    /// Each number as it was typed, and with its country.
    private static func numbers(_ addresses: [Customer.Address]) -> JSON {
        .list(
            addresses.filter { $0.kind == .phone }.map { number in
                ["typed": .text(number.shown), "e164": .optional(number.e164) { .text($0) }]
            })
    }

    private static func query(_ name: String, _ meaning: String) -> JSON {
        ["name": .text(name), "in": "query", "description": .text(meaning), "schema": ["type": "string"]]
    }

    private static let fields: [(String, JSON)] = [
        ("name", ["type": "string"]), ("pronunciation", ["type": "string"]), ("language", ["type": ["string", "null"]]),
        ("note", ["type": "string"]), ("usual", ["type": "string"]), ("emails", ["type": "array", "items": ["type": "string"]]),
        ("phones", ["type": "array", "items": ["type": "string"]]),
    ]
    private static let cardSchema: JSON = ["type": "object", "properties": .object(fields)]
    private static let personSchema: JSON = [
        "type": "object",
        "properties": .object(
            [("id", ["type": "string"])] + fields + [
                (
                    "numbers",
                    [
                        "type": "array",
                        "items": [
                            "type": "object", "properties": ["typed": ["type": "string"], "e164": ["type": ["string", "null"]]],
                        ],
                    ]
                ),
                ("photo", ["type": ["string", "null"], "description": "Where the photo is; null where there is none to be shown."]),
                ("created", ["type": "string", "format": "date-time"]),
                ("lastContact", ["type": ["string", "null"], "format": "date-time"]),
                (
                    "tags",
                    ["type": "array", "items": ["type": "object", "properties": ["id": ["type": "string"], "name": ["type": "string"]]]]
                ),
            ]),
    ]
    private static let listSchema: JSON = [
        "type": "object", "properties": ["items": ["type": "array", "items": personSchema], "next": ["type": ["string", "null"]]],
    ]
}

/// The fields of a card that a program sends. What is missing is left alone; a language of null means that it is not known.
private struct CardBody: Decodable {
    var name: String?
    var pronunciation: String?
    var language: String??
    var note: String?
    var usual: String?
    var emails: [String]?
    var phones: [String]?

    enum CodingKeys: String, CodingKey, CaseIterable { case name, pronunciation, language, note, usual, emails, phones }

    init(_ visit: Visit) throws {
        do {
            self = try JSONDecoder().decode(CardBody.self, from: Data(visit.body))
        } catch {
            throw Refused.badRequest(
                "The body is not JSON of a card: name, pronunciation, language, note, usual as text, emails and phones as lists of text.")
        }
    }

    init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        name = try box.decodeIfPresent(String.self, forKey: .name)
        pronunciation = try box.decodeIfPresent(String.self, forKey: .pronunciation)
        if box.contains(.language) { language = .some(try box.decodeIfPresent(String.self, forKey: .language)) }
        note = try box.decodeIfPresent(String.self, forKey: .note)
        usual = try box.decodeIfPresent(String.self, forKey: .usual)
        emails = try box.decodeIfPresent([String].self, forKey: .emails)
        phones = try box.decodeIfPresent([String].self, forKey: .phones)
    }

    func over(_ card: Card) -> Card {
        Card(
            name: name ?? card.name, pronunciation: pronunciation ?? card.pronunciation, language: language ?? card.language,
            note: note ?? card.note, usual: usual ?? card.usual, emails: emails.map { $0.map(Card.oneLine) } ?? card.emails.map(\.shown),
            phones: phones.map { $0.map(Card.oneLine) } ?? card.phones.map(\.shown))
    }
}
