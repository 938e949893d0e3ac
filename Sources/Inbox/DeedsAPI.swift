import Core
import Storage
import Web

/// What is done to conversations, for programs: taken, put off, solved, opened again; one or many. A token acts as whoever made it.
enum DeedsAPI {
    private static let outcome: JSON = [
        "type": "object",
        "properties": ["id": ["type": "string"], "done": ["type": "integer"], "left": ["type": "integer"]],
    ]

    static func operations(_ shop: Shop) -> [APIOperation] {
        let verbs: JSON = .list(BulkVerb.allCases.map { .text($0.rawValue) })
        return [
            APIOperation(
                .post, "/conversations/:id/take", scope: "inbox:write", .serve,
                "Takes a conversation that is nobody's. `owner` of the answer tells whose it is: of two who ask at once, one gets it (409 for the other).",
                response: InboxAPI.conversationSchema
            ) { try await take($0, shop) },
            APIOperation(
                .post, "/conversations/:id/snooze", scope: "inbox:write", .serve,
                "Puts off what is owed until a time within a year; null brings it back. It comes back sooner when somebody writes. The promised time stays.",
                request: [
                    "type": "object", "properties": ["until": ["type": ["string", "null"], "format": "date-time"]],
                ], response: InboxAPI.conversationSchema
            ) { try await snooze($0, shop) },
            APIOperation(
                .post, "/conversations/:id/solve", scope: "inbox:write", .serve, "Ends what is owed. Solved already is no error.",
                response: InboxAPI.conversationSchema
            ) { visit in
                try await change(visit, shop) { conversation, tx in if conversation.state != .solved { try tx.solve(conversation) } }
            },
            APIOperation(
                .post, "/conversations/:id/reopen", scope: "inbox:write", .serve,
                "Opens a solved conversation again; its owner owes an answer.", response: InboxAPI.conversationSchema
            ) { visit in
                try await change(visit, shop) { conversation, tx in if conversation.state == .solved { try tx.reopen(conversation) } }
            },
            APIOperation(
                .post, "/conversations/bulk", scope: "inbox:write", .serve,
                "One verb for up to \(BulkDeed.most) conversations. What it does not fit is left alone and counted as `left`. `id` is the way back, for a day.",
                request: [
                    "type": "object", "required": ["verb", "ids"],
                    "properties": [
                        "verb": ["type": "string", "enum": verbs], "ids": ["type": "array", "items": ["type": "string"]],
                        "until": ["type": "string", "format": "date-time", "description": "For snooze; the next opening when left out."],
                        "tag": ["type": "string", "description": "For tag: names with commas between them."],
                    ],
                ], response: outcome
            ) { try await bulk($0, shop) },
            APIOperation(
                .post, "/conversations/bulk/:id/undo", scope: "inbox:write", .serve,
                "Takes all of it back, but for what has changed since. For who did it.", response: outcome
            ) { try await undo($0, shop) },
        ]
    }

    private static func conversation(_ visit: Visit) throws(Refused) -> Conversation.ID {
        guard let id = Conversation.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }

    private static func change(
        _ visit: Visit, _ shop: Shop, _ verb: @escaping @Sendable (Conversation, Tx) throws -> Void
    ) async throws -> Answer {
        let id = try conversation(visit)
        return try await Idempotency.answer(visit, shop) { tx in
            guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
            tx.silentByIntent = true
            if let gone = try JoinAPI.gone(conversation, tx.db) { return gone }
            try verb(conversation, tx)
            return try answer(id, tx)
        }
    }

    private static func answer(_ id: Conversation.ID, _ tx: Tx) throws -> Answer {
        guard let now = try tx.db.conversation(id) else { throw Refused.notFound }
        return .json(InboxAPI.json(now, try tx.db.tags(of: now.tagged), tx.shop.ownStates).text)
    }

    private static func take(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        let id = try conversation(visit)
        return try await Idempotency.answer(visit, shop) { tx in
            guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
            if let gone = try JoinAPI.gone(conversation, tx.db) { return gone }
            guard let duty = try tx.db.openDuty(ReplyDuty.kind, about: id.number) else {
                tx.silentByIntent = true
                return .problem(409, "nothing-owed", "Nothing is owed in this conversation, so there is nothing to take.")
            }
            guard try tx.take(duty.id, by: me) == me else {
                tx.silentByIntent = true
                return .problem(409, "taken", "A colleague has taken this conversation.")
            }
            return try answer(id, tx)
        }
    }

    private static func snooze(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try conversation(visit)
        let until = try until(visit.jsonBody()["until"])
        return try await Idempotency.answer(visit, shop) { tx in
            guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
            if let gone = try JoinAPI.gone(conversation, tx.db) { return gone }
            if let problem = problem(until, tx.now) { return problem }
            guard let duty = try tx.db.openDuty(ReplyDuty.kind, about: id.number) else {
                tx.silentByIntent = true
                return .problem(409, "nothing-owed", "Nothing is owed in this conversation, so there is nothing to put off.")
            }
            try tx.snooze(duty.id, until: until)
            return try answer(id, tx)
        }
    }

    private static func bulk(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let body = try visit.jsonBody()
        guard let verb = BulkVerb(rawValue: body["verb"] ?? "") else {
            return .problem(422, "bad-verb", "`verb` is one of \(BulkVerb.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let texts = try visit.jsonList("ids")
        let ids = texts.compactMap { Conversation.ID($0) }
        guard !ids.isEmpty, ids.count == texts.count, ids.count <= BulkDeed.most else {
            return .problem(422, "bad-ids", "`ids` is a list of 1 to \(BulkDeed.most) ids of conversations.")
        }
        let until = try until(body["until"])
        let names = TagRules.names(in: body["tag"] ?? "")
        do {
            return try await Idempotency.answer(visit, shop) { tx in
                if let problem = problem(until, tx.now) { return problem }
                let tags = verb == .tag ? try tx.tags(named: names, known: []) : []
                return .json(json(try tx.bulk(verb, Array(Set(ids)), until: until ?? shop.tomorrow(after: tx.now), tags: tags)).text)
            }
        } catch let problem as TagProblem { return problem.answer }
    }

    private static func undo(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = BulkDeed.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        return try await Idempotency.answer(visit, shop) { tx in
            guard let outcome = try tx.undoBulk(id) else { throw Refused.notFound }
            return .json(json(outcome).text)
        }
    }

    private static func json(_ outcome: BulkOutcome) -> JSON {
        ["id": .text(outcome.id.description), "done": .number(Int64(outcome.done)), "left": .number(Int64(outcome.left))]
    }

    private static func until(_ text: String?) throws(Refused) -> Instant? {
        guard let text else { return nil }
        guard let instant = Instant(iso: text) else { throw .badRequest("`until` is no time as in 2026-03-31T09:00:00Z.") }
        return instant
    }

    private static func problem(_ until: Instant?, _ now: Instant) -> Answer? {
        guard let until else { return nil }
        if until <= now { return .problem(422, "past", "`until` is over. Choose a later time.") }
        if until > now + Snooze.furthest { return .problem(422, "too-far", "`until` is more than a year ahead.") }
        return nil
    }
}
