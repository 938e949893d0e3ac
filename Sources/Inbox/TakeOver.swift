import Core
import Language
import Storage
import Web

/// Taking a matter that a colleague has: at once, with a reason and a word, of which the colleague is told. Passing on asks first; this is for
/// whoever sees that a customer waits while its owner is not there.
enum TakeOverPages {
    static func form(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let page = try await page(visit, shop) else { return .see(Link("/inbox/\(visit.parts["id"] ?? "")")) }
        return .page(page)
    }

    /// The page, or nil where nobody else has the matter.
    private static func page(_ visit: Visit, _ shop: Shop, complaints: Complaints = Complaints()) async throws -> Page? {
        let (id, me) = try ConversationPages.ids(visit)
        let t = visit.t
        let (conversation, name, owner) = try await shop.read { db in
            guard let conversation = try db.conversation(id) else { throw Refused.notFound }
            let owner = conversation.holder(try db.openDuty(ReplyDuty.kind, about: id.number))
            return (
                conversation, try db.names(of: [conversation.customer])[conversation.customer] ?? "?",
                try owner.flatMap { $0 == me ? nil : try db.staff($0)?.name }
            )
        }
        guard let owner else { return nil }
        let form = FormView(visit, typed: visit.method == .post ? visit.form : nil, complaints: complaints)
        let reasons = HandOver.Reason.ownWill.map { (value: $0.rawValue, words: reason($0, owner: owner, t)) }
        return Page(
            t("Take it over"), section: "inbox",
            """
            \(visit.ui.back(Link("/inbox/\(id)"), "\(name) · \(ConversationPages.title(conversation, t))", isName: true))\
            \(visit.ui.head(t("Take it over from {name}", ["name": owner]), lead: t("It is yours at once, and {name} is told.", ["name": owner])))\
            \(form.form(
                Link("/inbox/\(id)/take-over"), summary: t("Please look at this again:"),
                """
                \(form.select("reason", t("Why?"), value: HandOver.Reason.away.rawValue, reasons))\
                \(form.area("note", t("A word to {name} and the team", ["name": owner]), rows: 3, isRequired: true))\
                \(form.actions(t("Take it over"), icon: "person", cancel: (Link("/inbox/\(id)"), t("Cancel"))))
                """))
            """)
    }

    private static func reason(_ reason: HandOver.Reason, owner: String, _ t: Words) -> String {
        switch reason {
        case .away: t("{name} is away", ["name": owner])
        case .acquaintance: t("I know this customer")
        case .language: t("I speak the customer’s language")
        case .wish: t("The customer asked for me")
        case .knowledge: t("I know this better")
        case .other: t("Another reason")
        }
    }

    static func act(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        let reason = HandOver.Reason(rawValue: visit.form["reason"]) ?? .other
        do {
            try await shop.write(as: .staff(me)) { tx in
                guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
                try tx.askHandOver(conversation, to: me, reason: reason, note: visit.form.raw("note") ?? "")
            }
        } catch HandOverRefusal.noNote {
            let words = Complaints("note", visit.t("Write a word on why you take it."))
            guard let page = try await page(visit, shop, complaints: words) else { return .see(Link("/inbox/\(id)")) }
            return .page(page, status: 422)
        } catch let refusal as HandOverRefusal {
            return .see(Link("/inbox/\(id)"), flash: try await HandOverPages.sentence(refusal, shop, visit.t), hasFailed: true)
        }
        return .see(Link("/inbox/\(id)"), flash: visit.t("Yours now."))
    }
}

extension HandOver.Reason {
    /// In the order in which they are most likely, where somebody takes a matter by their own will.
    static let ownWill: [HandOver.Reason] = [.away, .wish, .acquaintance, .language, .knowledge, .other]
}
