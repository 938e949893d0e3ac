import Core
import Language
import Storage
import Web

/// Being told of a conversation without having it.
enum Follow {
    static let migration = Migration("follow", 1) { db in
        try db.createTable(
            "conversation_follow",
            [.id("conversation_id").references("conversation"), .id("staff_id").references("staff"), .time("at")],
            primaryKey: ["conversation_id", "staff_id"])
        try db.createIndex("conversation_follow_by", on: "conversation_follow", ["staff_id", "conversation_id"])
    }

    /// Who has left follows nothing.
    static let onLeaving = Reaction(
        "inbox.unfollow", to: ["staff.left"],
        .sameTransaction { event, tx in
            if let id = event.subject?.id { try tx.db.run("DELETE FROM conversation_follow WHERE staff_id = \(id)") }
        })
}

extension Reader {
    /// Who follows a conversation, in the order in which they began.
    func followers(of conversation: Conversation.ID) throws -> [Staff.ID] {
        try values("SELECT staff_id FROM conversation_follow WHERE conversation_id = \(conversation) ORDER BY at, staff_id LIMIT 200")
    }
}

extension Tx {
    /// False where they do already.
    @discardableResult func follow(_ conversation: Conversation, by staff: Staff.ID) throws -> Bool {
        let n = try db.run(
            """
            INSERT INTO conversation_follow (conversation_id, staff_id, at) VALUES (\(conversation.id), \(staff), \(now))
            ON CONFLICT (conversation_id, staff_id) DO NOTHING
            """)
        guard n > 0 else {
            silentByIntent = true
            return false
        }
        try record(
            "conversation.followed", customer: conversation.customer, subject: conversation.eventSubject, data: ["staff": Event.Fact(staff)]
        )
        return true
    }

    @discardableResult func unfollow(_ conversation: Conversation, by staff: Staff.ID) throws -> Bool {
        guard try db.run("DELETE FROM conversation_follow WHERE conversation_id = \(conversation.id) AND staff_id = \(staff)") > 0 else {
            silentByIntent = true
            return false
        }
        try settleNotices(about: conversation.eventSubject, [.followed], of: staff)
        try record(
            "conversation.unfollowed", customer: conversation.customer, subject: conversation.eventSubject,
            data: ["staff": Event.Fact(staff)])
        return true
    }
}

/// The button under ⋯, and the same for programs.
enum FollowPages {
    static func routes(_ shop: Shop) -> [Route] {
        [
            .post("/inbox/:id/follow", .serve) { try await act($0, shop, isOn: true) },
            .post("/inbox/:id/unfollow", .serve) { try await act($0, shop, isOn: false) },
        ]
    }

    static func button(_ id: Conversation.ID, followers: [Staff.ID], _ visit: Visit) -> HTML {
        let form = FormView(visit)
        let follows = visit.visitor.map { followers.contains(Staff.ID(number: $0.staff)) } ?? false
        let t = visit.t
        return follows
            ? form.button(Link("/inbox/\(id)/unfollow"), "\(visit.ui.icon("bell"))\(t("Stop following"))", style: "")
            : form.button(Link("/inbox/\(id)/follow"), "\(visit.ui.icon("bell"))\(t("Follow"))", style: "")
    }

    private static func act(_ visit: Visit, _ shop: Shop, isOn: Bool) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        try await shop.write(as: .staff(me)) { tx in
            guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
            if isOn { try tx.follow(conversation, by: me) } else { try tx.unfollow(conversation, by: me) }
        }
        let t = visit.t
        let place = Link("/inbox/\(id)")
        return isOn
            ? .see(place, flash: t("You are told what happens here."), undo: place + "/unfollow")
            : .see(place, flash: t("You are not told any more."), undo: place + "/follow")
    }

    static func operations(_ shop: Shop) -> [APIOperation] {
        let answer: JSON = ["type": "object", "properties": ["following": ["type": "boolean"]]]
        return [
            APIOperation(
                .post, "/conversations/:id/follow", scope: "inbox:write", .serve,
                "The token’s person is told what happens in a conversation.", response: answer
            ) { try await answerAPI($0, shop, isOn: true) },
            APIOperation(
                .post, "/conversations/:id/unfollow", scope: "inbox:write", .serve, "… and is not told any more.", response: answer
            ) { try await answerAPI($0, shop, isOn: false) },
        ]
    }

    private static func answerAPI(_ visit: Visit, _ shop: Shop, isOn: Bool) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        return try await Idempotency.answer(visit, shop) { tx in
            guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
            if isOn { try tx.follow(conversation, by: me) } else { try tx.unfollow(conversation, by: me) }
            return .json((["following": .bool(isOn)] as JSON).text)
        }
    }
}
