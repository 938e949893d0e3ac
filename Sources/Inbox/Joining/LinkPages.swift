import Core
import Language
import Storage
import Web

/// Two conversations that belong together: chosen, given a word, removed again.
enum LinkPages {
    static func ask(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, _) = try ConversationPages.ids(visit)
        let t = visit.t
        guard let other = Conversation.ID(visit.query["with"]) else {
            return .page(
                try await OtherConversation.page(
                    of: id, visit, shop, title: t("Belongs with another conversation"),
                    lead: t("Both stay what they are, and each leads to the other."), path: "link"))
        }
        return .page(try await word(id, other, visit, shop))
    }

    private static func word(
        _ id: Conversation.ID, _ other: Conversation.ID, _ visit: Visit, _ shop: Shop, _ complaints: Complaints = Complaints()
    ) async throws -> Page {
        let t = visit.t
        let (one, two, names) = try await shop.read { db in
            guard let one = try db.standing(id), let two = try db.standing(other), !one.state.isGone, !two.state.isGone else {
                throw Refused.notFound
            }
            return (one, two, try db.names(of: [one.customer, two.customer]))
        }
        let form = FormView(visit, typed: visit.method == .post ? visit.form : nil, complaints: complaints)
        let title = ConversationPages.title(two, t)
        return Page(
            t("Belongs with another conversation"), section: "inbox",
            """
            \(visit.ui.head(
                t("Belongs with another conversation"),
                back: visit.ui.back(Link("/inbox/\(one.id)"), "\(names[one.customer] ?? "?") · \(ConversationPages.title(one, t))", isName: true)))
            <p>\(t("Belongs with")) <a class="link" href="\(Link("/inbox/\(two.id)"))" translate="no" dir="auto">\(names[two.customer] ?? "?") · \(title)</a></p>
            \(form.form(
                Link("/inbox/\(one.id)/link"), summary: t("Please look at this again:"),
                """
                <input type="hidden" name="with" value="\(two.id.number)">\
                \(form.text("word", t("Why?"), hint: t("A word for the team, as in “the same order”."), optional: t("optional"), hasFocus: true))\
                \(form.actions(t("They belong together"), icon: "link", cancel: (Link("/inbox/\(one.id)"), t("Cancel"))))
                """))
            """)
    }

    static func link(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        let t = visit.t
        guard let other = Conversation.ID(visit.form["with"]) else { return .see(Link("/inbox/\(id)/link")) }
        let word = visit.form["word"]
        guard word.count <= ConversationLink.longestWord else {
            let complaint = t(
                "This is too long: at most {n} character.", "This is too long: at most {n} characters.", ConversationLink.longestWord)
            return .page(try await self.word(id, other, visit, shop, Complaints("word", complaint)), status: 422)
        }
        do {
            let link = try await shop.write(as: .staff(me)) { tx in
                guard let one = try tx.db.standing(id), let two = try tx.db.standing(other) else { throw JoinRefusal.gone }
                return try tx.link(one, with: two, word: word)
            }
            return .see(Link("/inbox/\(id)"), flash: t("They belong together now."), undo: Link("/inbox/links/\(link)/remove"))
        } catch let refusal as JoinRefusal {
            return .see(Link("/inbox/\(id)"), flash: JoinWords.sentence(refusal, t), hasFailed: true)
        }
    }

    /// A link goes; what was split off goes back.
    static func remove(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        let t = visit.t
        guard let id = ConversationLink.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let known = try await shop.read { try $0.linkStart(id) }
        guard let (one, kind) = known else { return .see("/inbox", flash: t("There is nothing to take back any more."), hasFailed: true) }
        guard kind == .split else {
            try await shop.write(as: .staff(me)) { tx in
                if try !tx.unlink(id) { tx.silentByIntent = true }
            }
            return .see(Link("/inbox/\(one)"), flash: t("The link is removed."))
        }
        guard visit.visitor?.may(.tend) == true else { throw Refused.forbidden }
        do {
            let back = try await shop.write(as: .staff(me)) { tx in try tx.putBack(id) }
            return .see(Link("/inbox/\(back)"), flash: t("It is one conversation again."))
        } catch let refusal as JoinRefusal {
            return .see(Link("/inbox/\(one)"), flash: JoinWords.sentence(refusal, t), hasFailed: true)
        }
    }
}
