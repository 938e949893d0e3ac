import Core
import Language
import Storage
import Web

/// Somebody asks for a conversation that is in no list any more.
struct GoneAway: Error { var conversation: Conversation }

/// What stands at the number of a conversation that was merged or deleted.
enum GonePages {
    static func show(_ conversation: Conversation, _ visit: Visit, _ shop: Shop) async throws -> Answer {
        let stands = try await shop.read { db in try db.standing(conversation.id) }
        guard let stands else { throw Refused.notFound }
        let fragment = visit.query["fragment"]
        if visit.wantsFragment, fragment == "head" { return .fragment(notice(conversation, stands, visit)) }
        // The parts of a page that is open stay as they are; its head says what happened.
        if visit.wantsFragment { return .see(Link("/inbox/\(stands.id)")) }
        if stands.id != conversation.id { return .see(Link("/inbox/\(stands.id)")) }
        return try await DeletedPages.one(conversation, visit, shop)
    }

    private static func notice(_ conversation: Conversation, _ stands: Conversation, _ visit: Visit) -> HTML {
        let t = visit.t
        let isDeleted = stands.id == conversation.id
        return visit.ui.banner(
            .warn, icon: isDeleted ? "trash" : "inbox",
            "\(isDeleted ? t("This conversation was deleted meanwhile.") : t("This conversation was merged into another one meanwhile."))",
            action: "<a class=\"button small\" href=\"\(Link("/inbox/\(stands.id)"))\">\(t("Look at it"))</a>")
    }

    /// Posts to a conversation that went elsewhere since its page was opened change nothing; what was typed lies as a draft where it went.
    static func watch(_ routes: [Route], _ shop: Shop) -> [Route] {
        routes.map { route in
            guard route.method == .post, route.path.hasPrefix("/inbox/:id/"), !passes.contains(route.path) else { return route }
            let handler = route.handler
            var watched = route
            watched.handler = { visit in
                if let gone = try await divert(visit, shop) { return gone }
                return try await handler(visit)
            }
            return watched
        }
    }

    /// A draft and a beat come from pages by themselves.
    private static let passes: Set<String> = ["/inbox/:id/draft", "/inbox/:id/here"]

    private static func divert(_ visit: Visit, _ shop: Shop) async throws -> Answer? {
        guard let id = Conversation.ID(visit.parts["id"] ?? ""),
            let known = try await shop.glance({ db in try db.conversation(id) }), known.state.isGone
        else { return nil }
        let t = visit.t
        guard let stands = try await shop.read({ db in try db.standing(id) }) else { throw Refused.notFound }
        let me = Staff.ID(number: try visit.staff().staff)
        let text = (visit.form.raw("text") ?? "").trimmed(ofLines: true)
        if !text.isEmpty {
            try await shop.write(as: .staff(me)) { tx in
                tx.silentByIntent = true
                try tx.carryDrafts(from: id, to: stands.id, of: me, typed: text)
            }
        }
        let words =
            stands.id == id
            ? t("This conversation was deleted meanwhile, so nothing was done.")
            : t("This conversation was merged into another one meanwhile, so nothing was done. Here it is.")
        let kept = text.isEmpty ? "" : " " + t("Your text lies in it as a draft.")
        return .see(Link("/inbox/\(stands.id)"), flash: words + kept, hasFailed: true)
    }
}

extension Tx {
    /// What was typed into a page of a conversation that has gone is a draft in the one that it went into, below what lies there.
    fileprivate func carryDrafts(from: Conversation.ID, to into: Conversation.ID, of staff: Staff.ID, typed: String) throws {
        let begun = try db.draft(into, of: staff)?.nonEmpty
        let parts = begun == typed ? [typed] : [from == into ? nil : begun, typed].compactMap { $0 }
        try keepDraft(parts.joined(separator: "\n\n"), in: into, of: staff)
        if from != into { try keepDraft("", in: from, of: staff) }
    }
}
