import Core
import Language
import Mail
import Storage
import Web

/// Conversations for programs.
enum InboxAPI {
    static let conversationSchema: JSON = [
        "type": "object",
        "properties": [
            "id": ["type": "string"], "customer": ["type": "string"], "subject": ["type": "string"], "channel": ["type": "string"],
            "state": ["type": "string", "enum": ["new", "open", "waiting", "solved"]], "snippet": ["type": "string"],
            "messages": ["type": "integer"], "owner": ["type": ["string", "null"]],
            "due": ["type": ["string", "null"], "format": "date-time"],
            "snoozedUntil": ["type": ["string", "null"], "format": "date-time"],
            "created": ["type": "string", "format": "date-time"], "changed": ["type": "string", "format": "date-time"],
            "ownState": ["type": ["object", "null"], "properties": ["id": ["type": "string"], "name": ["type": "string"]]],
            "tags": ["type": "array", "items": ["type": "object", "properties": ["id": ["type": "string"], "name": ["type": "string"]]]],
        ],
    ]
    static let messageSchema: JSON = [
        "type": "object",
        "properties": [
            "id": ["type": "string"], "kind": ["type": "string", "enum": ["theirs", "ours", "note"]], "from": ["type": "string"],
            "to": ["type": "string"], "cc": ["type": "string"], "subject": ["type": "string"], "text": ["type": "string"],
            "at": ["type": "string", "format": "date-time"],
            "delivery": ["type": ["string", "null"], "enum": ["queued", "sent", "failed", .null]],
            "automatic": ["type": ["string", "null"]],
            "aside": ["type": "boolean", "description": "Passed on to somebody outside, or their answer: the customer has no part in it."],
        ],
    ]

    /// What a mail that a program brings may weigh, as one that is fetched.
    static let largestMail = 50 << 20

    static func operations(_ shop: Shop, _ workers: ParseWorkers) -> [APIOperation] {
        [
            APIOperation(
                .post, "/mail", scope: "mail:deliver", .serve,
                "Takes in one mail as it came from the wire (RFC 5322), as if it had been fetched. The same mail again is known and makes nothing.",
                parameters: [
                    [
                        "name": "mailbox", "in": "query", "schema": ["type": "string", "format": "email"],
                        "description": "The mailbox it is for. Without it the mail's own recipients decide.",
                    ]
                ],
                request: ["type": "string", "format": "binary"], requestType: "message/rfc822",
                response: [
                    "type": "object", "required": ["outcome"],
                    "properties": [
                        "outcome": ["type": "string", "enum": ["message", "known", "parked"]], "conversation": ["type": "string"],
                        "reason": ["type": "string"],
                    ],
                ], bodyLimit: largestMail
            ) { try await deliver($0, shop, workers) },
            APIOperation(
                .get, "/conversations", scope: "inbox:read", .look,
                "Conversations, a page at a time: newest change first; what we owe by due time, what is put off by when it comes back.",
                parameters: [
                    [
                        "name": "before", "in": "query", "schema": ["type": "string"],
                        "description": "The cursor `next` of the page before.",
                    ],
                    ["name": "limit", "in": "query", "schema": ["type": "integer", "minimum": 1, "maximum": 100]],
                ] + FilterAPI.parameters,
                response: [
                    "type": "object",
                    "properties": ["items": ["type": "array", "items": conversationSchema], "next": ["type": ["string", "null"]]],
                ]
            ) { try await list($0, shop) },
            APIOperation(
                .get, "/conversations/:id", scope: "inbox:read", .look, "One conversation with its messages, oldest first.",
                response: [
                    "type": "object",
                    "properties": ["conversation": conversationSchema, "messages": ["type": "array", "items": messageSchema]],
                ]
            ) { try await show($0, shop) },
            APIOperation(
                .post, "/conversations/:id/answers", scope: "inbox:write", .serve,
                "Writes an answer that is sent by mail. `seen` is the id of the newest message the writer knew; a newer one refuses the answer (409).",
                request: [
                    "type": "object", "required": ["text"],
                    "properties": [
                        "text": ["type": "string"], "then": ["type": "string", "enum": ["wait", "solve", "stay"]],
                        "seen": ["type": "string"],
                        "format": [
                            "type": "string", "enum": ["plain", "marks"],
                            "description":
                                "With \"marks\", **bold**, *italic*, lists, quotations and links become HTML beside the plain text.",
                        ],
                        "cc": [
                            "type": "string", "description": "Addresses between commas that get a copy, at most 48. Nobody when left out.",
                        ],
                        "override": Unwanted.schema,
                    ],
                ], response: ["type": "object", "properties": ["message": ["type": "string"]]]
            ) { try await answer($0, shop) },
            APIOperation(
                .post, "/conversations/:id/notes", scope: "inbox:write", .serve, "Writes a note that only the team sees.",
                request: ["type": "object", "required": ["text"], "properties": ["text": ["type": "string"]]],
                response: ["type": "object", "properties": ["message": ["type": "string"]]]
            ) { try await note($0, shop) },
        ] + DeedsAPI.operations(shop) + FilterAPI.operations(shop) + HandOverAPI.operations(shop) + JoinAPI.operations(shop)
            + ForwardAPI.operations(shop) + HeldAPI.operations(shop, workers) + PreparedAPI.operations(shop) + FollowPages.operations(shop)
    }

    private static func deliver(_ visit: Visit, _ shop: Shop, _ workers: ParseWorkers) async throws -> Answer {
        // A mail that was put into JSON would be read as one without a header.
        let saysJSON = visit.headers["content-type"]?.lowercased().hasPrefix("application/json") == true
        if saysJSON, let first = visit.body.first, "\"{[".utf8.contains(first) {
            return .problem(415, "not-a-mail", "Send the mail as it came from the wire, with Content-Type: message/rfc822.")
        }
        guard !visit.body.isEmpty else { throw Refused.badRequest("The body is empty. Send the mail as it came from the wire.") }
        var mailbox: Mailbox.ID?
        if visit.query.has("mailbox") {
            mailbox = try await shop.read { db in try db.mailbox(address: visit.query["mailbox"])?.id }
            guard mailbox != nil else { return .problem(422, "no-mailbox", "No mailbox with this address is connected.") }
        }
        switch try await Intake(shop, workers: workers).take([Intake.Incoming(visit.body)], mailbox: mailbox)[0] {
        case .message(let id):
            return .json((["outcome": "message", "conversation": .text(String(id))] as JSON).text, status: 201)
        case .known, .older: return .json((["outcome": "known"] as JSON).text)
        case .held(let reason): return .json((["outcome": "held", "reason": .text(reason)] as JSON).text, status: 202)
        case .parked(let reason): return .json((["outcome": "parked", "reason": .text(reason)] as JSON).text, status: 202)
        }
    }

    private static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let limit = min(max(Int(visit.query["limit"]) ?? 50, 1), 100)
        let view = visit.query["view"].nonEmpty ?? InboxPages.Tab.all.rawValue
        guard let tab = InboxPages.Tab(rawValue: view) else { throw Refused.badRequest("`view` is not a list of the inbox.") }
        var before: InboxPages.Position?
        if visit.query.has("before") {
            guard let given = InboxPages.Position(visit.query["before"]) else {
                throw Refused.badRequest("`before` is not a cursor of ours.")
            }
            before = given
        }
        let place = InboxPlace(tab, InboxFilter(visit.query))
        let (from, now) = (before, Instant(milliseconds: visit.now))
        let me = Staff.ID(number: try visit.staff().staff)
        let (rows, tags) = try await shop.read { db in
            let rows = try db.inbox(place, staff: me, after: from, now: now, limit: limit + 1)
            return (rows, try db.tags(of: Conversation.kind, rows.map(\.id.number)))
        }
        let states = shop.ownStates
        let next: JSON = rows.count > limit ? .text(InboxPages.position(after: rows[limit - 1], tab).description) : .null
        return .json((["items": .list(rows.prefix(limit).map { json($0, tags[$0.id.number] ?? [], states) }), "next": next] as JSON).text)
    }

    private static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Conversation.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let (conversation, messages, tags, gone) = try await shop.read { db in
            guard let conversation = try db.conversation(id) else { throw Refused.notFound }
            return (conversation, try db.messages(of: id), try db.tags(of: conversation.tagged), try JoinAPI.gone(conversation, db))
        }
        if let gone { return gone }
        return .json((["conversation": json(conversation, tags, shop.ownStates), "messages": .list(messages.map(json))] as JSON).text)
    }

    private static func answer(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Conversation.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let body = try visit.jsonBody()
        let (copies, wrong) = Copies.read(body["cc"] ?? "")
        if let first = wrong.first { return .problem(422, "bad-address", "`cc` has what is no e-mail address: \(first)") }
        if copies.count > Copies.most { return .problem(422, "too-many", "`cc` has more than \(Copies.most) addresses.") }
        do {
            return try await Idempotency.answer(visit, shop) { tx in
                guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
                if let gone = try JoinAPI.gone(conversation, tx.db) { return gone }
                let message = try tx.answer(
                    conversation, text: body["text"] ?? "", then: body["then"].flatMap(Then.init(rawValue:)) ?? .wait,
                    seen: body["seen"].flatMap { Message.ID($0) }, anyway: body["seen"] == nil, copies: copies,
                    isFormatted: body["format"] == "marks", reason: body["override"], wait: .zero)
                return .json((["message": .text(message.description)] as JSON).text, status: 201)
            }
        } catch let refusal as AnswerRefusal {
            switch refusal {
            case .empty: return .problem(422, "empty", "`text` is empty.")
            case .tooLong(let most): return .problem(422, "too-long", "`text` has more than \(most) bytes.")
            case .newerMessage(let newer): return .problem(409, "newer-message", "A newer message came: \(newer).")
            case .noMailbox: return .problem(422, "no-mailbox", "No mailbox is connected, so answers cannot go out.")
            case .unfilled(let holder):
                return .problem(422, "unfilled", "`text` has the place holder \(holder.mark), which nothing has filled.")
            case .noAddress: return .problem(422, "no-address", "No e-mail address of this person is known.")
            case .unwanted(let unwanted): return unwanted.problem
            case .notYours(let owner):
                return .problem(
                    403, "not-yours",
                    "This matter is \(owner?.description ?? "another")'s, and the shop lets owners alone answer. Write a note.")
            }
        }
    }

    private static func note(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Conversation.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let body = try visit.jsonBody()
        do {
            return try await Idempotency.answer(visit, shop) { tx in
                guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
                if let gone = try JoinAPI.gone(conversation, tx.db) { return gone }
                let message = try tx.note(body["text"] ?? "", in: conversation)
                return .json((["message": .text(message.description)] as JSON).text, status: 201)
            }
        } catch AnswerRefusal.empty {
            return .problem(422, "empty", "`text` is empty.")
        }
    }

    static func json(_ c: Conversation, _ tags: [Tag], _ states: [OwnState]) -> JSON {
        [
            "id": .text(c.id.description), "customer": .text(c.customer.description), "subject": .text(c.subject),
            "channel": .text(c.channel),
            "state": .text(c.state.rawValue), "snippet": .text(c.snippet), "messages": .number(Int64(c.messageCount)),
            "owner": .optional(c.owner) { .text($0.description) }, "due": .optional(c.due) { .text(Words.iso($0.milliseconds)) },
            "snoozedUntil": .optional(c.snoozedUntil) { .text(Words.iso($0.milliseconds)) },
            "created": .text(Words.iso(c.createdAt.milliseconds)), "changed": .text(Words.iso(c.changedAt.milliseconds)),
            "ownState": .optional(states.first { $0.id == c.ownState }) { ["id": .text($0.id.description), "name": .text($0.name)] },
            "tags": .list(tags.map(\.json)),
        ]
    }

    private static func json(_ m: Message) -> JSON {
        [
            "id": .text(m.id.description), "kind": .text(m.kind.rawValue), "from": .text(m.fromAddress), "to": .text(m.to),
            "cc": .text(m.cc),
            "subject": .text(m.subject), "text": .text(m.visibleText), "at": .text(Words.iso(m.at.milliseconds)),
            "delivery": .optional(m.outState) { .text($0.rawValue) }, "automatic": .optional(m.automatic) { .text($0) },
            "aside": .bool(m.isAside),
        ]
    }
}
