import Core
import Language
import Storage
import Web

/// Passing a matter on: the form that asks, what stands in the conversation until somebody answers, and the list of what was passed on.
enum HandOverPages {
    // MARK: Asking

    static func form(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(try await page(visit, shop)) }

    private static func page(_ visit: Visit, _ shop: Shop, complaints: Complaints = Complaints()) async throws -> Page {
        let (id, me) = try ConversationPages.ids(visit)
        let t = visit.t
        let (conversation, name, owner, colleagues, lines, accepted) = try await shop.read { db in
            guard let conversation = try db.conversation(id) else { throw Refused.notFound }
            let duty = try db.openDuty(ReplyDuty.kind, about: id.number)
            let owner = conversation.holder(duty)
            return (
                conversation, try db.names(of: [conversation.customer])[conversation.customer] ?? "?",
                try owner.flatMap { try db.staff($0)?.name }, try db.colleagues(but: owner).filter { $0.id != me },
                duty == nil ? [] : try db.allLines().filter { owner != nil || $0.id != duty?.line },
                try db.handOvers(of: id).filter { $0.state == .accepted && $0.from != nil }.count
            )
        }
        let typed = visit.method == .post ? visit.form : nil
        let form = FormView(visit, typed: typed, complaints: complaints)
        let lead =
            owner.map { t("It stays with {name} until the other has accepted.", ["name": $0]) }
            ?? t("It stays with nobody until the other has accepted.")
        let often: HTML =
            accepted == 0
            ? ""
            : visit.ui.banner(
                .warn, icon: "hand-over",
                "\(accepted == 1 ? t("This matter was passed on once already.") : t("This matter was passed on {n} time already.", "This matter was passed on {n} times already.", accepted)) \(visit.visitor?.may(.own) == true ? "" : t("The shop’s owner will be told."))"
            )
        let body: HTML =
            colleagues.isEmpty && lines.isEmpty
            ? visit.ui.empty(
                "people", t("There is nobody to pass it on to"), t("Whoever serves customers here can be chosen once they are invited."))
            : form.form(
                Link("/inbox/\(id)/hand-over"), summary: t("Please look at this again:"),
                """
                \(form.select("to", t("Who should take it over?"), value: "", [(value: "", words: t("Choose…"))] + colleagues.map { (value: $0.id.description, words: $0.name) } + lines.map { (value: "line-\($0.id)", words: t("Whoever is there of {line}", ["line": $0.name])) }))\
                \(form.select("reason", t("Why?"), value: "", [(value: "", words: t("Choose…"))] + HandOver.Reason.allCases.map { (value: $0.rawValue, words: reason($0, t)) }))\
                \(form.area("note", t("What must they know?"), rows: 6, hint: t("What was promised, what was tried, what comes next. {name} must not have to tell it again.", ["name": name]), isRequired: true))\
                \(form.actions(t("Ask them"), icon: "hand-over", cancel: (Link("/inbox/\(id)"), t("Cancel"))))
                """)
        return Page(
            t("Pass it on"), section: "inbox",
            """
            \(visit.ui.back(Link("/inbox/\(id)"), "\(name) · \(ConversationPages.title(conversation, t))", isName: true))\
            \(visit.ui.head(t("Pass it on"), lead: lead))\(often)\(body)
            """)
    }

    static func ask(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        let t = visit.t
        var complaints = Complaints()
        let colleague = Staff.ID(visit.form["to"])
        let reason = HandOver.Reason(rawValue: visit.form["reason"])
        let note = visit.form.raw("note") ?? ""
        let line = visit.form["to"].hasPrefix("line-") ? Line.ID(String(visit.form["to"].dropFirst(5))) : nil
        if colleague == nil, line == nil { complaints.say("to", t("Choose a colleague.")) }
        if reason == nil { complaints.say("reason", t("Choose a reason.")) }
        if note.trimmed(ofLines: true).isEmpty { complaints.say("note", t("Write what they must know.")) }
        if complaints.isEmpty, let line {
            let name = try await shop.write(as: .staff(me)) { tx in
                guard let conversation = try tx.db.conversation(id), let line = try tx.db.line(line) else { throw Refused.notFound }
                try tx.passOn(conversation, to: line.id, note: note)
                return line.name
            }
            return .see(Link("/inbox/\(id)"), flash: t("Whoever is there of {line} takes it.", ["line": name]))
        }
        if complaints.isEmpty, let colleague, let reason {
            do {
                let (asked, name) = try await shop.write(as: .staff(me)) { tx in
                    guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
                    let asked = try tx.askHandOver(conversation, to: colleague, reason: reason, note: note)
                    return (asked, try tx.db.staff(colleague)?.name ?? "?")
                }
                guard colleague != me else { return .see(Link("/inbox/\(id)"), flash: t("Yours now.")) }
                return .see(
                    Link("/inbox/\(id)"), flash: t("{name} is asked to take it over.", ["name": name]),
                    undo: Link("/inbox/hand-overs/\(asked)/withdraw"))
            } catch let refusal as HandOverRefusal {
                complaints.say("to", try await sentence(refusal, shop, t))
            }
        }
        return .page(try await page(visit, shop, complaints: complaints), status: 422)
    }

    static func sentence(_ refusal: HandOverRefusal, _ shop: Shop, _ t: Words) async throws -> String {
        switch refusal {
        case .noNote: return t("Write what they must know.")
        case .nobody: return t("Choose somebody who serves customers here.")
        case .theirsAlready: return t("They have it already.")
        case .asked(let other):
            let name = try await shop.read { db in try db.staff(other)?.name } ?? "?"
            return t("{name} was asked and has not answered yet. Withdraw that first.", ["name": name])
        case .over(.accepted): return t("It has been accepted already.")
        case .over(.declined): return t("It has been declined already.")
        case .over: return t("It has been withdrawn already.")
        case .notAsked: return t("Somebody else was asked.")
        }
    }

    static func reason(_ reason: HandOver.Reason, _ t: Words) -> String {
        switch reason {
        case .knowledge: t("They know this better")
        case .away: t("I am away or my shift ends")
        case .language: t("They speak the customer’s language")
        case .acquaintance: t("They know this customer")
        case .wish: t("The customer asked for them")
        case .other: t("Another reason")
        }
    }

    // MARK: Answering

    static func accept(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        try await settle(visit, shop, flash: visit.t("Yours now. What must be known stands with the conversation.")) { id, tx in
            try tx.acceptHandOver(id)
        }
    }
    static func decline(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let word = visit.form.raw("word") ?? ""
        return try await settle(visit, shop, flash: visit.t("Declined. It stays where it was.")) { id, tx in
            try tx.declineHandOver(id, word: word)
        }
    }
    static func withdraw(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        try await settle(visit, shop, flash: visit.t("Nobody is asked any more.")) { id, tx in try tx.withdrawHandOver(id) }
    }

    private static func settle(
        _ visit: Visit, _ shop: Shop, flash: String, _ verb: @escaping @Sendable (HandOver.ID, Tx) throws -> Void
    ) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        guard let id = HandOver.ID(visit.parts["id"] ?? ""), let known = try await shop.read({ try $0.handOver(id) }) else {
            throw Refused.notFound
        }
        let back = Link("/inbox/\(known.conversation)")
        do {
            try await shop.write(as: .staff(me)) { tx in try verb(id, tx) }
        } catch let refusal as HandOverRefusal {
            return .see(back, flash: try await sentence(refusal, shop, visit.t), hasFailed: true)
        }
        return .see(back, flash: flash)
    }

    // MARK: In the conversation

    /// What stands above the thread: the question that waits for an answer, or what the one who took it over must know.
    static func banner(_ shown: ConversationPages.Shown, _ visit: Visit) -> HTML {
        if let asked = shown.handOvers.last(where: { $0.state == .asked }) { return question(asked, shown, visit) }
        guard let last = shown.handOvers.last(where: { $0.state == .accepted }),
            let note = shown.messages.first(where: { $0.id == last.note }),
            !shown.messages.contains(where: { $0.kind == .ours && !$0.isForward && $0.at >= last.answeredAt ?? last.askedAt })
        else { return "" }
        let t = visit.t
        let names = [
            "from": shown.staffNames[last.askedBy] ?? "?", "name": shown.staffNames[last.to] ?? "?",
            "owner": last.from.flatMap { shown.staffNames[$0] } ?? "?",
        ]
        let what =
            last.askedBy != last.to
            ? t("{from} handed this over to {name}:", names)
            : last.from == nil ? t("{name} took this:", names) : t("{name} took this over from {owner}:", names)
        return """
            <section class="handed-over">\(visit.ui.icon("hand-over"))<div><p><b>\(what)</b> \
            \(reason(last.reason, t))</p><div class="text" dir="auto" translate="no">\(note.visibleText)</div></div></section>
            """
    }

    private static func question(_ asked: HandOver, _ shown: ConversationPages.Shown, _ visit: Visit) -> HTML {
        let t = visit.t
        let form = FormView(visit)
        let me = visit.visitor.map { Staff.ID(number: $0.staff) }
        let names = [
            "from": shown.staffNames[asked.askedBy] ?? "?", "name": shown.staffNames[asked.to] ?? "?",
            "owner": asked.from.flatMap { shown.staffNames[$0] } ?? "",
        ]
        let note: HTML =
            shown.messages.first { $0.id == asked.note }.map {
                "<div class=\"text\" dir=\"auto\" translate=\"no\">\($0.visibleText)</div>" as HTML
            } ?? ""
        guard asked.to == me else {
            let stays = asked.from == nil ? "" : t("Until then it stays with {owner}.", names)
            let mayWithdraw = visit.visitor?.may(.serve) == true
            return visit.ui.banner(
                .info, icon: "hand-over", "\(t("{name} is asked to take this over.", names)) \(stays)",
                action: mayWithdraw
                    ? form.button(Link("/inbox/hand-overs/\(asked.id)/withdraw"), "\(t("Withdraw"))", style: "button small quiet") : nil)
        }
        return """
            <section class="handed-over question">\(visit.ui.icon("hand-over"))<div><p><b>\(t("{from} asks you to take this over:", names))</b> \(reason(asked.reason, t))</p>\
            \(note)<div class="row-actions">\(form.button(Link("/inbox/hand-overs/\(asked.id)/accept"), "\(visit.ui.icon("check"))\(t("Take it over"))", style: "button primary"))\
            <details class="decline"><summary class="button">\(t("Decline…"))</summary><form method="post" action="\(Link("/inbox/hand-overs/\(asked.id)/decline"))" data-once>\
            \(form.hiddenToken)<label for="word">\(t("A word to {from}, which the team sees", names))</label>\
            <textarea id="word" name="word" rows="2" dir="auto" data-autosize></textarea><button class="button">\(t("Decline"))</button></form></details></div></div></section>
            """
    }

    // MARK: The list

    /// Days that the list and its figures look back.
    static let days = 90

    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let since = Instant(milliseconds: visit.now) - .seconds(days * 86_400)
        let (figures, rows, conversations, names, staff, claim) = try await shop.read { db in
            let rows = try db.acceptedHandOvers(since: since, limit: 100)
            let conversations = Dictionary(
                uniqueKeysWithValues: try db.conversations(Set(rows.map(\.conversation.number))).map { ($0.id, $0) })
            return (
                try db.handOverFigures(since: since), rows, conversations, try db.names(of: conversations.values.map(\.customer)),
                try db.staffNames(rows.flatMap { [$0.from, $0.to].compactMap { $0 } }),
                try AssumptionStore.read(db)[.transferUnsolved].low.double
            )
        }
        let items: [HTML] = rows.compactMap { row -> HTML? in
            guard let conversation = conversations[row.conversation] else { return nil }
            let who = [
                "customer": names[conversation.customer] ?? "?", "from": row.from.flatMap { staff[$0] } ?? t("nobody"),
                "name": staff[row.to] ?? "?",
            ]
            let at = row.answeredAt ?? row.askedAt
            return """
                <li class="item"><time class="at" datetime="\(Words.iso(at.milliseconds))">\(t.relative(at.milliseconds, now: visit.now))</time>\
                \(visit.ui.face(who["customer"] ?? "?", id: conversation.customer.number))\
                <div class="what"><a class="item-link" href="\(Link("/inbox/\(conversation.id)"))"><b translate="no">\(who["customer"])</b></a>\
                <span class="sub">\(t("From {from} to {name}: {reason}", who.merging(["reason": reason(row.reason, t)]) { $1 }))</span></div>\
                \(InboxPages.stateChip(conversation.state, visit))</li>
                """
        }
        let summary = t(
            "Of {n} matter in {days} days, passed on: {passed}. Of those not solved yet: {unsolved}.",
            "Of {n} matters in {days} days, passed on: {passed}. Of those not solved yet: {unsolved}.", figures.matters,
            ["days": t.number(days), "passed": t.number(figures.passedOn), "unsolved": t.number(figures.withoutSolution)])
        return .page(
            Page(
                t("Passed on"), section: "settings",
                """
                \(visit.ui.back("/settings", t("Settings")))\(visit.ui.head(t("Passed on"), lead: summary))\
                <p class="soft">\(t("Elsewhere {percent} of customers were passed from one to another without a solution.", ["percent": t.percent(claim)])) \
                <a class="link" href="/settings/assumptions">\(t("Where this figure comes from"))</a></p>
                \(items.isEmpty ? visit.ui.empty("people", t("Nothing was passed on"), t("Every matter stayed with one person from the first word to the last.")) : "<ol class=\"list\">\(items)</ol>" as HTML)
                """))
    }
}
