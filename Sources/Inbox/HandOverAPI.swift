import Core
import Storage
import Web

/// Passing conversations on, for programs. A token acts as whoever made it.
enum HandOverAPI {
    private static let schema: JSON = [
        "type": "object",
        "properties": [
            "id": ["type": "string"], "conversation": ["type": "string"], "note": ["type": "string"], "from": ["type": ["string", "null"]],
            "to": ["type": "string"], "reason": ["type": "string", "enum": reasons],
            "state": ["type": "string", "enum": ["asked", "accepted", "declined", "withdrawn"]],
        ],
    ]
    private static let reasons: JSON = .list(HandOver.Reason.allCases.map { .text($0.rawValue) })

    static func operations(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(
                .get, "/conversations/:id/hand-overs", scope: "inbox:read", .look,
                "How often a conversation was passed on, oldest first.",
                response: ["type": "object", "properties": ["items": ["type": "array", "items": schema]]]
            ) { try await list($0, shop) },
            APIOperation(
                .post, "/conversations/:id/hand-overs", scope: "inbox:write", .serve,
                "Asks a member of staff to take a conversation over. It stays with its owner until they accept.",
                request: [
                    "type": "object", "required": ["to", "reason", "note"],
                    "properties": [
                        "to": ["type": "string"], "reason": ["type": "string", "enum": reasons], "note": ["type": "string"],
                    ],
                ], response: schema
            ) { try await ask($0, shop) },
            APIOperation(
                .post, "/hand-overs/:id/accept", scope: "inbox:write", .serve, "Takes the conversation over, for who was asked.",
                response: schema
            ) { visit in try await settle(visit, shop) { id, _, tx in try tx.acceptHandOver(id) } },
            APIOperation(
                .post, "/hand-overs/:id/decline", scope: "inbox:write", .serve,
                "Declines to take it over; `note` is for the team and may be left out.",
                request: ["type": "object", "properties": ["note": ["type": "string"]]], response: schema
            ) { visit in try await settle(visit, shop) { id, note, tx in try tx.declineHandOver(id, word: note) } },
            APIOperation(
                .post, "/hand-overs/:id/withdraw", scope: "inbox:write", .serve, "Asks nobody any more.", response: schema
            ) { visit in try await settle(visit, shop) { id, _, tx in try tx.withdrawHandOver(id) } },
        ]
    }

    private static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Conversation.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let all = try await shop.read { db in
            guard try db.conversation(id) != nil else { throw Refused.notFound }
            return try db.handOvers(of: id)
        }
        return .json((["items": .list(all.map(json))] as JSON).text)
    }

    private static func ask(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Conversation.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let body = try visit.jsonBody()
        guard let reason = HandOver.Reason(rawValue: body["reason"] ?? "") else {
            return .problem(422, "bad-reason", "`reason` is one of \(HandOver.Reason.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        guard let to = Staff.ID(body["to"] ?? "") else { return .problem(422, "nobody", "`to` is no member of staff.") }
        do {
            return try await Idempotency.answer(visit, shop) { tx in
                guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
                if let gone = try JoinAPI.gone(conversation, tx.db) { return gone }
                let asked = try tx.askHandOver(conversation, to: to, reason: reason, note: body["note"] ?? "")
                guard let made = try tx.db.handOver(asked) else { throw Refused.notFound }
                return .json(json(made).text, status: 201)
            }
        } catch let refusal as HandOverRefusal { return problem(refusal) }
    }

    private static func settle(
        _ visit: Visit, _ shop: Shop, _ verb: @escaping @Sendable (HandOver.ID, String, Tx) throws -> Void
    ) async throws -> Answer {
        guard let id = HandOver.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let note = visit.body.isEmpty ? "" : try visit.jsonBody()["note"] ?? ""
        do {
            return try await Idempotency.answer(visit, shop) { tx in
                try verb(id, note, tx)
                guard let now = try tx.db.handOver(id) else { throw Refused.notFound }
                return .json(json(now).text)
            }
        } catch let refusal as HandOverRefusal { return problem(refusal) }
    }

    private static func problem(_ refusal: HandOverRefusal) -> Answer {
        switch refusal {
        case .noNote: .problem(422, "empty", "`note` is empty.")
        case .nobody: .problem(422, "nobody", "`to` is nobody who serves customers here.")
        case .theirsAlready: .problem(409, "theirs-already", "They have the conversation already.")
        case .asked(let other): .problem(409, "asked-already", "\(other) was asked and has not answered.")
        case .over(let state): .problem(409, "over", "The hand-over is \(state.rawValue).")
        case .notAsked: .problem(403, "not-asked", "Somebody else was asked.")
        }
    }

    private static func json(_ h: HandOver) -> JSON {
        [
            "id": .text(h.id.description), "conversation": .text(h.conversation.description), "note": .text(h.note.description),
            "from": .optional(h.from) { .text($0.description) }, "to": .text(h.to.description), "reason": .text(h.reason.rawValue),
            "state": .text(h.state.rawValue),
        ]
    }
}
