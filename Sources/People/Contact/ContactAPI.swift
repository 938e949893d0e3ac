import Core
import Language
import Storage
import Web

/// The one question for programs: a newsletter, a till, a survey of somebody else.
enum ContactAPI {
    static func operations(_ shop: Shop) -> [APIOperation] {
        let ways: JSON = .list(Treatment.Channel.allCases.map { .text($0.rawValue) })
        let purposes: JSON = .list(ContactPurpose.allCases.map { .text($0.rawValue) })
        return [
            APIOperation(
                .get, "/people/:id/may-contact", scope: "people:read", .look,
                "Whether this person may be reached now, for this and this way, and what stands against it: consent, what they want, hours, a hold, the days between. Ask before you write of your own accord.",
                parameters: [
                    ["name": "purpose", "in": "query", "required": true, "schema": ["type": "string", "enum": purposes]],
                    ["name": "channel", "in": "query", "required": true, "schema": ["type": "string", "enum": ways]],
                ], response: schema
            ) { try await ask($0, shop) },
            APIOperation(
                .post, "/people/:id/contacts", scope: "people:write", .serve,
                "Writes down that you reached this person of the shop's own accord, so that the days between are kept.",
                request: [
                    "type": "object", "required": ["purpose", "channel"],
                    "properties": [
                        "purpose": ["type": "string", "enum": purposes], "channel": ["type": "string", "enum": ways],
                    ],
                ], response: ["type": "object", "properties": ["at": ["type": "string", "format": "date-time"]]]
            ) { try await write($0, shop) },
        ]
    }

    private static let schema: JSON = [
        "type": "object",
        "properties": [
            "allowed": ["type": "boolean"],
            "against": [
                "type": "array",
                "items": ["type": "object", "properties": ["code": ["type": "string"], "sentence": ["type": "string"]]],
            ],
            "next": [
                "type": ["string", "null"], "format": "date-time", "description": "When it may be done, where only time stands against it.",
            ],
        ],
    ]

    private static func question(_ purpose: String, _ channel: String) throws(Refused) -> (ContactPurpose, Treatment.Channel) {
        guard let purpose = ContactPurpose(rawValue: purpose) else {
            throw .badRequest("`purpose` is one of \(ContactPurpose.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        guard let channel = Treatment.Channel(rawValue: channel) else {
            throw .badRequest("`channel` is one of \(Treatment.Channel.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return (purpose, channel)
    }

    private static func ask(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let (purpose, channel) = try question(visit.query["purpose"], visit.query["channel"])
        let now = Instant(milliseconds: visit.now)
        let verdict = try await shop.read { db in
            guard let stays = try db.survivor(of: id) else { throw Refused.notFound }
            return try shop.mayContact(stays, for: purpose, by: channel, at: now, db)
        }
        let against: [JSON] = verdict.objections.map { objection in
            ["code": .text(code(objection)), "sentence": .text(ContactWords.sentence(objection, visit.t))]
        }
        return .json(
            ([
                "allowed": .bool(verdict.isAllowed), "against": .list(against),
                "next": .optional(verdict.next) { .text(Words.iso($0.milliseconds)) },
            ] as JSON).text)
    }

    private static func write(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let body = try visit.jsonBody()
        let (purpose, channel) = try question(body["purpose"] ?? "", body["channel"] ?? "")
        return try await Idempotency.answer(visit, shop) { tx in
            guard try tx.db.survivor(of: id) == id else { throw Refused.notFound }
            try tx.contacted(id, for: purpose, by: channel)
            return .json((["at": .text(Words.iso(tx.now.milliseconds))] as JSON).text, status: 201)
        }
    }

    static func code(_ objection: ContactObjection) -> String {
        switch objection {
        case .noWay: "no_way"
        case .neverAgreed: "never_agreed"
        case .withdrawn: "withdrawn"
        case .wish(let rule): rule.name
        case .held: "held"
        case .tooSoon: "too_soon"
        case .other(let name): name
        }
    }
}
