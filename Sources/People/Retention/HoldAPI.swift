import Core
import Language
import Storage
import Web

/// Holds for programs (135): while one lasts nothing of the person is deleted by age, and they cannot be erased.
enum HoldAPI {
    private static let schema: JSON = [
        "type": "object",
        "properties": [
            "held": ["type": "boolean"], "reason": ["type": ["string", "null"]],
            "at": ["type": ["string", "null"], "format": "date-time"],
        ],
    ]
    private static let key: JSON = ["name": "id", "in": "path", "required": true, "schema": ["type": "string"]]

    static func operations(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(
                .get, "/people/:id/hold", scope: "people:read", .look, "Whether a person is held, and why.", parameters: [key],
                response: schema
            ) { visit in
                let id = try person(visit)
                return .json(
                    try await shop.read { db in
                        guard let stays = try db.survivor(of: id) else { throw Refused.notFound }
                        return json(try db.hold(on: stays))
                    }.text)
            },
            APIOperation(
                .post, "/people/:id/hold", scope: "people:write", .manage,
                "Holds a person, for a dispute or a claim: nothing of theirs is deleted by age, and they cannot be erased. One who is held stays so with the reason of before.",
                parameters: [key],
                request: ["type": "object", "required": ["reason"], "properties": ["reason": ["type": "string"]]], response: schema
            ) { visit in
                let id = try person(visit)
                let reason = String(Card.oneLine(try visit.jsonBody()["reason"] ?? "").prefix(500))
                guard !reason.isEmpty else { return .problem(422, "no-reason", "Write in `reason` why they are held.") }
                return try await Idempotency.answer(visit, shop) { tx in
                    guard try tx.db.survivor(of: id) == id else { throw Refused.notFound }
                    tx.silentByIntent = true
                    if try tx.db.hold(on: id) == nil { try tx.hold(id, reason: reason) }
                    return .json(json(try tx.db.hold(on: id)).text)
                }
            },
            APIOperation(
                .delete, "/people/:id/hold", scope: "people:write", .manage, "Ends the hold on a person.", parameters: [key],
                response: schema
            ) { visit in
                let id = try person(visit)
                try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in
                    tx.silentByIntent = true
                    guard try tx.db.survivor(of: id) == id else { throw Refused.notFound }
                    try tx.endHold(on: id)
                }
                return .json(json(nil).text)
            },
        ]
    }

    private static func json(_ hold: LegalHold?) -> JSON {
        [
            "held": .bool(hold != nil), "reason": .optional(hold) { .text($0.reason) },
            "at": .optional(hold) { .text(Words.iso($0.at.milliseconds)) },
        ]
    }

    private static func person(_ visit: Visit) throws(Refused) -> Customer.ID {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }
}
