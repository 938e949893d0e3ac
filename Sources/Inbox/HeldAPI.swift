import Core
import Language
import Mail
import Storage
import Web

/// Held mail and blocked senders, for programs.
enum HeldAPI {
    private static let schema: JSON = [
        "type": "object",
        "properties": [
            "id": ["type": "string"], "from": ["type": "string"], "name": ["type": "string"], "subject": ["type": "string"],
            "excerpt": ["type": "string"],
            "reason": ["type": "string", "enum": .list(HeldMail.Reason.allCases.map { .text($0.rawValue) })],
            "size": ["type": "integer", "description": "Bytes of the whole mail."], "at": ["type": "string", "format": "date-time"],
            "until": ["type": "string", "format": "date-time", "description": "Then it is removed, where nobody lets it in."],
        ],
    ]
    private static let senderSchema: JSON = [
        "type": "object",
        "properties": [
            "sender": ["type": "string", "description": "An address, or \"@example.com\" for everybody there."],
            "by": ["type": ["string", "null"]], "at": ["type": "string", "format": "date-time"],
        ],
    ]

    static func operations(_ shop: Shop, _ workers: ParseWorkers) -> [APIOperation] {
        [
            APIOperation(
                .get, "/held-mail", scope: "inbox:read", .look,
                "Mail that was held back, newest first, a page at a time. Its text comes one by one.",
                parameters: [
                    [
                        "name": "before", "in": "query", "schema": ["type": "string"],
                        "description": "The `next` of the page before.",
                    ],
                    ["name": "limit", "in": "query", "schema": ["type": "integer", "minimum": 1, "maximum": 100]],
                ],
                response: [
                    "type": "object",
                    "properties": ["items": ["type": "array", "items": schema], "next": ["type": ["string", "null"]]],
                ]
            ) { try await list($0, shop) },
            APIOperation(
                .get, "/held-mail/:id", scope: "inbox:read", .look, "One held mail with its `text`: no pictures, no links.",
                response: ["type": "object", "properties": ["mail": schema, "text": ["type": "string"]]]
            ) { try await show($0, shop, workers) },
            APIOperation(
                .post, "/held-mail/:id/release", scope: "inbox:write", .serve,
                "Lets it in, with the time it came. 404 where somebody was faster.",
                response: [
                    "type": "object", "required": ["outcome"],
                    "properties": ["outcome": ["type": "string", "enum": ["message", "known"]], "conversation": ["type": "string"]],
                ]
            ) { try await release($0, shop, workers) },
            APIOperation(
                .get, "/blocked-senders", scope: "inbox:read", .look, "Whose mail is held back, by address.",
                response: ["type": "object", "properties": ["items": ["type": "array", "items": senderSchema]]]
            ) { try await senders($0, shop) },
            APIOperation(
                .post, "/blocked-senders", scope: "inbox:write", .serve,
                "Holds back what `sender` writes from now on: an address, or \"@example.com\" for everybody there.",
                request: ["type": "object", "required": ["sender"], "properties": ["sender": ["type": "string"]]],
                response: ["type": "object", "properties": ["sender": ["type": "string"]]]
            ) { try await block($0, shop) },
            APIOperation(
                .delete, "/blocked-senders/:sender", scope: "inbox:write", .serve,
                "They may write again. What was held back stays until somebody lets it in.",
                response: ["type": "object", "properties": ["sender": ["type": "string"]]]
            ) { try await unblock($0, shop) },
        ]
    }

    private static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let limit = min(max(Int(visit.query["limit"]) ?? 50, 1), 100)
        var before: HeldMail.ID?
        if visit.query.has("before") {
            before = HeldMail.ID(visit.query["before"])
            if before == nil { throw Refused.badRequest("`before` is not a cursor of ours.") }
        }
        let end = before
        let rows = try await shop.read { try $0.heldMail(before: end, limit: limit + 1) }
        let next: JSON = rows.count > limit ? .text(rows[limit - 1].id.description) : .null
        return .json((["items": .list(rows.prefix(limit).map { json($0, shop) }), "next": next] as JSON).text)
    }

    private static func show(_ visit: Visit, _ shop: Shop, _ workers: ParseWorkers) async throws -> Answer {
        guard let id = HeldMail.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let found = try await shop.read { db in (try db.heldMail(id), try db.heldBytes(id)?.bytes) }
        guard let mail = found.0, let bytes = found.1 else { throw Refused.notFound }
        let text = (try? await workers.parse(bytes))?.text ?? mail.excerpt
        return .json((["mail": json(mail, shop), "text": .text(text)] as JSON).text)
    }

    private static func release(_ visit: Visit, _ shop: Shop, _ workers: ParseWorkers) async throws -> Answer {
        guard let id = HeldMail.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let read: ReadHeldMail?
        do { read = try await Intake(shop, workers: workers).read(held: id) } catch let failure as ParseFailure {
            return .problem(422, "unreadable", "This mail cannot be read: \(failure)")
        }
        // The same request again finds the answer of the first, also when the mail is gone by then.
        return try await Idempotency.answer(visit, shop) { tx in
            guard let read, let outcome = try tx.release(read) else { throw Refused.notFound }
            guard case .message(let conversation) = outcome else { return .json((["outcome": "known"] as JSON).text) }
            return .json((["outcome": "message", "conversation": .text(String(conversation))] as JSON).text)
        }
    }

    private static func senders(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let items: [JSON] = try await shop.read { try $0.blockedSenders() }.map { sender in
            [
                "sender": .text(sender.sender), "by": .optional(sender.by) { .text($0.description) },
                "at": .text(Words.iso(sender.at.milliseconds)),
            ]
        }
        return .json((["items": .list(items)] as JSON).text)
    }

    private static func block(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let sender = BlockedSender.typed(try visit.jsonBody()["sender"] ?? "") else {
            return .problem(422, "bad-sender", "`sender` is neither an address nor a domain as in @example.com.")
        }
        if try await shop.read({ db in try db.isOurs(sender) }) {
            return .problem(422, "own-address", "`sender` is an address of the shop itself.")
        }
        return try await Idempotency.answer(visit, shop) { tx in
            try tx.block(sender)
            return .json((["sender": .text(sender)] as JSON).text, status: 201)
        }
    }

    private static func unblock(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let sender = BlockedSender.typed(visit.parts["sender"] ?? "") else { throw Refused.notFound }
        return try await Idempotency.answer(visit, shop) { tx in
            guard try tx.unblock(sender) else { throw Refused.notFound }
            return .json((["sender": .text(sender)] as JSON).text)
        }
    }

    private static func json(_ mail: HeldMail, _ shop: Shop) -> JSON {
        [
            "id": .text(mail.id.description), "from": .text(mail.fromAddress), "name": .text(mail.fromName),
            "subject": .text(mail.subject), "excerpt": .text(mail.excerpt), "reason": .text(mail.reason.rawValue),
            "size": .number(Int64(mail.size)), "at": .text(Words.iso(mail.at.milliseconds)),
            "until": .text(Words.iso((mail.at + shop.mailChoices.kept(mail.reason)).milliseconds)),
        ]
    }
}
