import Core
import Language
import Storage
import Web

/// Tags, states of the shop's own and filters of conversations, for programs.
enum FilterAPI {
    static let parameters: [JSON] = [
        parameter("view", "A list of the inbox: \(InboxPages.Tab.allCases.map(\.rawValue).joined(separator: ", ")). All when left out."),
        parameter("tag", "The id of a tag; several must all stand there."),
        parameter("without", "The id of a tag that must not stand there; several none of them. `none` asks for what has no tag at all."),
        parameter("owner", "`me`, `nobody`, or the id of a member of staff."),
        parameter("line", "The id of a line."), parameter("language", "Of the person, as in \"fi\"."),
        parameter("mailbox", "The id of a mailbox."), parameter("channel", "As in \"email\"."),
        parameter("state", "The id of a state of the shop's own."),
        parameter("longer", "Hours that somebody has been waiting at least."),
    ]

    private static func parameter(_ name: String, _ meaning: String) -> JSON {
        ["name": .text(name), "in": "query", "description": .text(meaning), "schema": ["type": "string"]]
    }

    static func operations(_ shop: Shop) -> [APIOperation] {
        [
            APIOperation(
                .post, "/conversations/:id/state", scope: "inbox:write", .serve,
                "Puts a conversation at a category (open, waiting, solved) or at a state of the shop's own, by its id. What is waiting or solved is owed no more.",
                request: ["type": "object", "required": ["state"], "properties": ["state": ["type": "string"]]],
                response: InboxAPI.conversationSchema
            ) { try await stand($0, shop) }
        ] + OwnStateAPI.operations(shop) + SavedViewAPI.operations(shop)
            + TagAPIOfThings.operations("conversations", scope: "inbox:write", shop) { number, db in
                try db.conversation(Conversation.ID(number: number))?.tagged
            }
    }

    private static func stand(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Conversation.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let states = shop.ownStates
        guard let (category, own) = OwnStates.place(try visit.jsonBody()["state"] ?? "", states) else {
            return .problem(422, "no-state", "`state` is open, waiting, solved, or the id of a state of /states.")
        }
        return try await Idempotency.answer(visit, shop) { tx in
            guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
            if let gone = try JoinAPI.gone(conversation, tx.db) { return gone }
            try tx.stand(conversation, at: category, own: own)
            guard let now = try tx.db.conversation(id) else { throw Refused.notFound }
            return .json(InboxAPI.json(now, try tx.db.tags(of: now.tagged), states).text)
        }
    }
}
