import Core
import Language
import Storage
import Web

/// Two conversations become one: choose the other, look at both, merge; and the way back (74-77).
enum JoinPages {
    static func ask(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, _) = try ConversationPages.ids(visit)
        if let other = Conversation.ID(visit.query["with"]) { return try await look(id, other, visit, shop) }
        return .page(
            try await OtherConversation.page(
                of: id, visit, shop, title: visit.t("Merge with another conversation"),
                lead: visit.t("Choose the other one. You see both before anything happens."), path: "merge"))
    }

    /// Both side by side.
    static func look(
        _ id: Conversation.ID, _ other: Conversation.ID, _ visit: Visit, _ shop: Shop, _ complaints: Complaints = Complaints()
    ) async throws -> Answer {
        let t = visit.t
        let found = try await shop.read { db -> (Conversation, Conversation, [Customer.ID: String])? in
            guard let one = try db.standing(id), let two = try db.standing(other) else { return nil }
            return (one, two, try db.names(of: [one.customer, two.customer]))
        }
        guard let (one, two, names) = found, one.state != .deleted, two.state != .deleted else {
            return .see(Link("/inbox/\(id)"), flash: JoinWords.sentence(.gone, t), hasFailed: true)
        }
        guard one.id != two.id else { return .see(Link("/inbox/\(one.id)"), flash: t("These two are one conversation already.")) }
        return .page(preview(one, two, names, visit, complaints), status: complaints.isEmpty ? 200 : 422)
    }

    private static func preview(
        _ one: Conversation, _ two: Conversation, _ names: [Customer.ID: String], _ visit: Visit, _ complaints: Complaints
    ) -> Page {
        let t = visit.t
        let ui = visit.ui
        let form = FormView(visit, typed: visit.method == .post ? visit.form : nil, complaints: complaints)
        // What is older has been spoken of: its number is the one that people know.
        let older = one.createdAt <= two.createdAt ? one.id : two.id
        let stays = form.value("stays", older.description)
        let customer = form.value("customer", "")
        let sides: [HTML] = [one, two].map { side($0, names, visit) }
        let which: [HTML] = [one, two].map { side in
            choice(
                "stays", side.id.description, isOn: stays == side.id.description, ConversationPages.title(side, t),
                t("from {day}", ["day": t.day(side.createdAt.milliseconds)]))
        }
        let who: HTML =
            one.customer == two.customer
            ? ""
            : """
            <fieldset class="choices" id="customer"><legend>\(t("Who stays the customer?"))</legend>\
            \([one, two].map { side in
                choice("customer", side.customer.description, isOn: customer == side.customer.description, names[side.customer] ?? "?", t("The answer goes to them. The other’s letters stay in it."))
            } as [HTML])\(form.error("customer"))</fieldset>
            """
        return Page(
            t("Merge two conversations"), section: "inbox",
            """
            \(ui.head(
                t("Merge two conversations"),
                lead: t(
                    "All messages stand in one, in order of time, and whoever follows a link to the other comes here too. Nobody is told. For {n} day you can take them apart again.",
                    "All messages stand in one, in order of time, and whoever follows a link to the other comes here too. Nobody is told. For {n} days you can take them apart again.",
                    ConversationMerge.undoDays),
                back: ui.back(Link("/inbox/\(one.id)"), ConversationPages.title(one, t), isName: true)))
            <div class="tiles">\(sides)</div>
            \(form.form(
                Link("/inbox/\(one.id)/merge"), summary: t("Please look at this again:"),
                """
                <input type="hidden" name="with" value="\(two.id.number)">\
                <fieldset class="choices" id="stays"><legend>\(t("Which one stays?"))</legend>\(which)</fieldset>\(who)\
                \(form.actions(t("Merge"), icon: "check", cancel: (Link("/inbox/\(one.id)"), t("Cancel"))))
                """))
            """)
    }

    private static func choice(_ name: String, _ value: String, isOn: Bool, _ words: String, _ hint: String) -> HTML {
        """
        <label class="choice"><input type="radio" name="\(name)" value="\(value)"\(flag: " checked", isOn)><span>\
        <b translate="no" dir="auto">\(words)</b><small>\(hint)</small></span></label>
        """
    }

    private static func side(_ side: Conversation, _ names: [Customer.ID: String], _ visit: Visit) -> HTML {
        let t = visit.t
        let due: HTML = side.due.map { visit.ui.due($0.milliseconds, t, now: visit.now) } ?? ""
        let many = t("{n} message", "{n} messages", side.messageCount)
        return """
            <section class="card stack"><h2><a class="link" href="\(Link("/inbox/\(side.id)"))" translate="no" dir="auto">\(ConversationPages.title(side, t))</a></h2>\
            <p class="chips">\(InboxPages.stateChip(side.state, visit))\(due)</p>\
            <p class="soft"><span dir="auto" translate="no">\(names[side.customer] ?? "?")</span> · \(many) · \(t.relative(side.changedAt.milliseconds, now: visit.now))</p>\
            <p translate="no" dir="auto">\(side.snippet)</p></section>
            """
    }

    static func merge(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        let t = visit.t
        let form = visit.form
        guard let other = Conversation.ID(form["with"]) else { return .see(Link("/inbox/\(id)/merge")) }
        let stays = Conversation.ID(form["stays"]) == other ? other : id
        let goes = stays == id ? other : id
        do {
            let merge = try await shop.write(as: .staff(me)) { tx in
                try tx.merge(goes, into: stays, customer: Customer.ID(form["customer"]))
            }
            return .see(Link("/inbox/\(stays)"), flash: t("The two are one conversation."), undo: Link("/inbox/merges/\(merge)/undo"))
        } catch JoinRefusal.whoStays {
            return try await look(id, other, visit, shop, Complaints("customer", JoinWords.sentence(.whoStays, t)))
        } catch let refusal as JoinRefusal {
            return .see(Link("/inbox/\(id)"), flash: JoinWords.sentence(refusal, t), hasFailed: true)
        }
    }

    static func undo(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        let t = visit.t
        guard let id = ConversationMerge.ID(visit.parts["id"] ?? ""), let known = try await shop.read({ try $0.conversationMerge(id) })
        else { throw Refused.notFound }
        do {
            let merge = try await shop.write(as: .staff(me)) { tx in try tx.undoMerge(id) }
            return .see(Link("/inbox/\(merge.into)"), flash: t("They are two conversations again."))
        } catch let refusal as JoinRefusal {
            return .see(Link("/inbox/\(known.into)"), flash: JoinWords.sentence(refusal, t), hasFailed: true)
        }
    }
}

/// Refusals in words that say what to do.
enum JoinWords {
    static func sentence(_ refusal: JoinRefusal, _ t: Words) -> String {
        switch refusal {
        case .same: t("This is the same conversation. Choose another one.")
        case .gone: t("One of the two is not there any more: somebody has merged or deleted it meanwhile.")
        case .whoStays: t("They are two people’s. Choose who stays the customer.")
        case .onItsWay: t("An answer in it has not gone out yet. Wait until it is sent, or take it back.")
        case .undone: t("They are two conversations already.")
        case .over: t("That was more than {n} day ago.", "That was more than {n} days ago.", ConversationMerge.undoDays)
        case .later: t("It went into another conversation since. Take that apart first.")
        case .nothing: t("Choose at least one message that they or we wrote.")
        case .everything: t("At least one message has to stay where it is.")
        }
    }
}
