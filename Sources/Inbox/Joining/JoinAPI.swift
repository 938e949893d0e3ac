import Core
import Foundation
import Language
import Storage
import Web

/// Merging, splitting, linking and deleting for programs: the verbs of the pages.
enum JoinAPI {
    private static let id: JSON = ["type": "string"]

    private static func object(_ fields: [(String, JSON)]) -> JSON { ["type": "object", "properties": .object(fields)] }

    static func operations(_ shop: Shop) -> [APIOperation] { joining(shop) + linking(shop) + deleting(shop) }

    private static func joining(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(
                .post, "/conversations/:id/merge", scope: "inbox:write", .tend,
                "This conversation goes into `into`, to which its id leads from then on (307). Where they are two people's, `customer` says who stays. Nobody is told by mail.",
                request: ["type": "object", "required": ["into"], "properties": ["into": id, "customer": id]],
                response: object([("merge", id), ("conversation", id)])
            ) { try await merge($0, shop) },
            APIOperation(
                .post, "/conversations/merges/:id/undo", scope: "inbox:write", .tend,
                "Takes two merged conversations apart, for \(ConversationMerge.undoDays) days. What came since stays with the one that stood.",
                response: object([("from", id), ("into", id)])
            ) { try await undo($0, shop) },
            APIOperation(
                .post, "/conversations/:id/split", scope: "inbox:write", .tend,
                "Makes a conversation of its own of `messages`. `customer` is whose it is, the same person's when left out; `subject` is that of its first message when left out.",
                request: [
                    "type": "object", "required": ["messages"],
                    "properties": ["messages": ["type": "array", "items": id], "customer": id, "subject": ["type": "string"]],
                ], response: object([("conversation", id)])
            ) { try await split($0, shop) },
        ]
    }

    private static func linking(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(
                .post, "/conversations/:id/links", scope: "inbox:write", .serve, "Says that two conversations belong together, and why.",
                request: [
                    "type": "object", "required": ["other"], "properties": ["other": id, "word": ["type": "string", "maxLength": 120]],
                ],
                response: object([("link", id)])
            ) { try await link($0, shop) },
            APIOperation(
                .get, "/conversations/:id/links", scope: "inbox:read", .look,
                "What a conversation has to do with others: what was merged into it, what belongs with it, what was split off.",
                response: object([
                    (
                        "items",
                        [
                            "type": "array",
                            "items": object([
                                ("id", id), ("kind", ["type": "string", "enum": .list(Ties.Kind.allCases.map { .text($0.rawValue) })]),
                                ("other", id), ("word", ["type": "string"]), ("at", ["type": "string", "format": "date-time"]),
                            ]),
                        ]
                    )
                ])
            ) { try await links($0, shop) },
            APIOperation(
                .delete, "/conversations/links/:id", scope: "inbox:write", .serve, "Removes a link. What was split off stays where it is.",
                response: object([("link", id)])
            ) { try await unlink($0, shop) },
        ]
    }

    private static func deleting(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(
                .delete, "/conversations/:id", scope: "inbox:delete", .manage,
                "Deletes a conversation. It can be brought back for \(DeletedConversation.days) days, then it goes for good with its files.",
                response: object([("conversation", id), ("until", ["type": "string", "format": "date-time"])])
            ) { try await delete($0, shop) },
            APIOperation(
                .post, "/conversations/:id/restore", scope: "inbox:delete", .manage, "Brings a deleted conversation back.",
                response: object([("conversation", id)])
            ) { try await restore($0, shop) },
            APIOperation(
                .get, "/conversations/deleted", scope: "inbox:delete", .manage,
                "Deleted conversations that can be brought back, newest first, a page at a time.",
                parameters: [
                    [
                        "name": "before", "in": "query", "schema": ["type": "string"],
                        "description": "The cursor `next` of the page before.",
                    ],
                    ["name": "limit", "in": "query", "schema": ["type": "integer", "minimum": 1, "maximum": 100]],
                ],
                response: object([
                    (
                        "items",
                        [
                            "type": "array",
                            "items": object([
                                ("id", id), ("subject", ["type": "string"]), ("deleted", ["type": "string", "format": "date-time"]),
                                ("until", ["type": "string", "format": "date-time"]),
                            ]),
                        ]
                    ),
                    ("next", ["type": ["string", "null"]]),
                ])
            ) { try await deleted($0, shop) },
        ]
    }

    /// What stands at an id that leads elsewhere, or to something deleted; nil for a conversation that is where it was.
    static func gone(_ conversation: Conversation, _ db: Reader) throws -> Answer? {
        guard conversation.state.isGone else { return nil }
        guard let stands = try db.standing(conversation.id), stands.state != .deleted else {
            return .problem(410, "deleted", "The conversation was deleted.")
        }
        let body: JSON = ["merged_into": .text(stands.id.description)]
        return .json(body.text, status: 307).with(header: "location", "/api/v1/conversations/\(stands.id)")
    }

    private static func conversation(_ visit: Visit) throws(Refused) -> Conversation.ID {
        guard let id = Conversation.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }

    private static func problem(_ refusal: JoinRefusal) -> Answer {
        switch refusal {
        case .same: .problem(422, "same", "This is the same conversation.")
        case .gone: .problem(409, "gone", "One of them is not there, merged or deleted.")
        case .whoStays: .problem(422, "who-stays", "They are two people's: `customer` is the id of the one who stays.")
        case .onItsWay: .problem(409, "on-its-way", "An answer in it has not gone out yet.")
        case .undone: .problem(409, "undone", "They are two conversations already.")
        case .over: .problem(409, "over", "That was more than \(ConversationMerge.undoDays) days ago.")
        case .later(let into): .problem(409, "later", "It went into \(into) since: undo that first.")
        case .nothing: .problem(422, "nothing", "`messages` names no message that they or the shop wrote in this conversation.")
        case .everything: .problem(422, "everything", "At least one message has to stay.")
        }
    }

    private static func done(_ visit: Visit, _ shop: Shop, _ verb: @escaping @Sendable (Tx) throws -> JSON) async throws -> Answer {
        do {
            return try await Idempotency.answer(visit, shop) { tx in .json(try verb(tx).text) }
        } catch let refusal as JoinRefusal { return problem(refusal) }
    }

    private static func there(_ id: Conversation.ID, _ tx: Tx) throws -> Conversation {
        guard let found = try tx.db.conversation(id) else { throw Refused.notFound }
        return found
    }

    private static func merge(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let from = try conversation(visit)
        let body = try visit.jsonBody()
        guard let into = Conversation.ID(body["into"] ?? "") else {
            return .problem(422, "no-conversation", "`into` is the id of the conversation that stays.")
        }
        let customer = Customer.ID(body["customer"] ?? "")
        return try await done(visit, shop) { tx in
            _ = try there(from, tx)
            let merge = try tx.merge(from, into: into, customer: customer)
            return ["merge": .text(merge.description), "conversation": .text(into.description)]
        }
    }

    private static func undo(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = ConversationMerge.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        return try await done(visit, shop) { tx in
            guard try tx.db.conversationMerge(id) != nil else { throw Refused.notFound }
            let merge = try tx.undoMerge(id)
            return ["from": .text(merge.from.description), "into": .text(merge.into.description)]
        }
    }

    private struct Splitting: Decodable {
        var messages: [String]
        var customer: String?
        var subject: String?
    }

    private static func split(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try conversation(visit)
        guard let wish = try? JSONDecoder().decode(Splitting.self, from: Data(visit.body)) else {
            throw Refused.badRequest(
                "The body is not JSON of a split: messages is a list of ids as text; customer and subject may be left out.")
        }
        return try await done(visit, shop) { tx in
            _ = try there(id, tx)
            let customer = wish.customer.flatMap { Customer.ID($0) }
            if let customer, try tx.db.customer(customer) == nil { throw Refused.badRequest("`customer` is nobody's id.") }
            let new = try tx.split(wish.messages.compactMap { Message.ID($0) }, off: id, customer: customer, subject: wish.subject)
            return ["conversation": .text(new.description)]
        }
    }

    private static func link(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try conversation(visit)
        let body = try visit.jsonBody()
        guard let other = Conversation.ID(body["other"] ?? "") else {
            return .problem(422, "no-conversation", "`other` is the id of the other conversation.")
        }
        guard body["word"]?.count ?? 0 <= ConversationLink.longestWord else {
            return .problem(422, "too-long", "`word` has at most \(ConversationLink.longestWord) letters.")
        }
        return try await done(visit, shop) { tx in
            let one = try there(id, tx)
            guard let two = try tx.db.standing(other) else { throw JoinRefusal.gone }
            return ["link": .text(try tx.link(one, with: two, word: body["word"] ?? "").description)]
        }
    }

    private static func links(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try conversation(visit)
        let ties = try await shop.read { db in
            guard let conversation = try db.conversation(id) else { throw Refused.notFound }
            return try db.ties(of: conversation)
        }
        let items: [JSON] = ties.all.map { tie in
            [
                "id": .text(String(tie.id)), "kind": .text(tie.kind.rawValue), "other": .text(tie.other.description),
                "word": .text(tie.word), "at": .text(Words.iso(tie.at.milliseconds)),
            ]
        }
        return .json((["items": .list(items)] as JSON).text)
    }

    private static func unlink(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = ConversationLink.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        return try await done(visit, shop) { tx in
            guard try tx.unlink(id) else { throw Refused.notFound }
            return ["link": .text(id.description)]
        }
    }

    private static func delete(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try conversation(visit)
        return try await done(visit, shop) { tx in
            _ = try there(id, tx)
            try tx.delete(id)
            let end = try tx.db.deletedConversation(id)?.end ?? tx.now
            return ["conversation": .text(id.description), "until": .text(Words.iso(end.milliseconds))]
        }
    }

    private static func restore(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try conversation(visit)
        return try await done(visit, shop) { tx in
            _ = try there(id, tx)
            try tx.restore(id)
            return ["conversation": .text(id.description)]
        }
    }

    private static func deleted(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let limit = min(max(Int(visit.query["limit"]) ?? 50, 1), 100)
        let after = DeletedConversation.Position(visit.query["before"])
        if visit.query.has("before"), after == nil { throw Refused.badRequest("`before` is not a cursor of ours.") }
        let rows = try await shop.read { try $0.deletedConversations(after: after, limit: limit + 1) }
        let next: JSON = rows.count > limit ? .text(rows[limit - 1].position.description) : .null
        let items: [JSON] = rows.prefix(limit).map { row in
            [
                "id": .text(row.conversation.id.description), "subject": .text(row.conversation.subject),
                "deleted": .text(Words.iso(row.at.milliseconds)), "until": .text(Words.iso(row.end.milliseconds)),
            ]
        }
        return .json((["items": .list(items), "next": next] as JSON).text)
    }
}
