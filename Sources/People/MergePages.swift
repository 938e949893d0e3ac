import Core
import Language
import Storage
import Web

/// Two cards of one person become one: choose the other, look at both, merge; and the way back.
enum MergePages {
    // MARK: Choose

    static func ask(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let stays = try await shop.read { try $0.survivor(of: id) }
        guard let stays else { throw Refused.notFound }
        let chosen = Customer.ID(visit.query["with"])
        guard stays == id else {
            return .see(chosen.map { Link("/people/\(stays)/merge?with=\($0)") } ?? Link("/people/\(stays)/merge"))
        }
        if let chosen { return try await look(id, chosen, visit, shop) }
        let typed = visit.query["who"]
        let (name, found, alike) = try await shop.read { db in
            let found = typed.isEmpty ? [] : try PeopleSearch.best(typed, shop, db, limit: 21).filter { $0.id != id }
            return (try db.names(of: [id])[id] ?? "?", Array(found.prefix(20)), try db.alikePairs(with: id, limit: 8))
        }
        return .page(chooser(id, name, typed: typed, found, alike, visit))
    }

    private static func chooser(
        _ id: Customer.ID, _ name: String, typed: String, _ found: [PersonRow], _ alike: [AlikePair], _ visit: Visit,
        complaint: String? = nil
    ) -> Page {
        let t = visit.t
        let form = FormView(visit, complaints: complaint.map { Complaints("who", $0) } ?? Complaints())
        let nobody: HTML =
            !typed.isEmpty && found.isEmpty
            ? "<p class=\"soft\" role=\"status\">\(t("“{text}” stands in no name, address or number here.", ["text": typed]))</p>" : ""
        let hits: HTML =
            found.isEmpty
            ? nobody : "<section class=\"stack\"><h2>\(t("Who is meant?"))</h2>\(rows(found.map { ($0, []) }, into: id, visit))</section>"
        let others = alike.map { pair in (pair.one.id == id ? pair.other : pair.one, pair.reasons) }
        let perhaps: HTML =
            others.isEmpty || !typed.isEmpty
            ? "" : "<section class=\"stack\"><h2>\(t("Perhaps the same person"))</h2>\(rows(others, into: id, visit))</section>"
        return Page(
            t("Merge with another card"), section: "people",
            """
            \(visit.ui.head(
                t("Merge with another card"), lead: t("Choose the other card of {name}. You see both before anything happens.", ["name": name]),
                back: visit.ui.back(Link("/people/\(id)"), t("Back to the card"))))
            <form class="form" action="\(Link("/people/\(id)/merge"))">\
            <person-finder src="\(Link("/people/find?but=\(id)"))" class="field"><label for="who">\(t("The other card"))</label>\
            <p class="hint" id="who-hint">\(t("Name, phone or e-mail"))</p>\
            <input id="who" name="who" value="\(typed)" autocomplete="off" autofocus aria-describedby="who-hint"\
            \(flag: " aria-invalid=\"true\"", complaint != nil)><input type="hidden" name="with" value="">\(form.error("who"))</person-finder>\
            \(form.actions(t("Look at both"), cancel: (Link("/people/\(id)"), t("Cancel"))))</form>\(hits)\(perhaps)
            """)
    }

    private static func rows(_ people: [(PersonRow, [Likeness.Reason])], into id: Customer.ID, _ visit: Visit) -> HTML {
        let items: [HTML] = people.map { person, reasons in
            let facts = reasons.map { MergeWords.sentence($0, visit.t) }
            let about: HTML =
                facts.isEmpty
                ? "<span translate=\"no\">\(person.addresses.joined(separator: " · "))</span>" : "\(facts.joined(separator: " "))"
            return """
                <li class="item">\(visit.ui.face(person.name, id: person.id.number))<div class="what">\
                <a class="item-link" href="\(Link("/people/\(id)/merge?with=\(person.id)"))"><b translate="no" dir="auto">\(person.name)</b></a>\
                <span class="sub">\(about)</span></div></li>
                """
        }
        return "<ol class=\"list\">\(items)</ol>"
    }

    // MARK: Look

    private static func look(_ id: Customer.ID, _ other: Customer.ID, _ visit: Visit, _ shop: Shop, _ complaint: String? = nil)
        async throws -> Answer
    {
        let t = visit.t
        let status = complaint == nil ? 200 : 422
        do {
            let shown = try await shop.read { db in
                let plan = try db.mergePlan(id, other, shop, t)
                return (plan, try db.names(of: [id, other]))
            }
            let names = (this: shown.1[id] ?? "?", other: shown.1[other] ?? "?")
            return .page(preview(shown.0, names, visit, complaint), status: status)
        } catch MergeRefusal.merged(other, let into) where into != id {
            return .see(Link("/people/\(id)/merge?with=\(into)"))
        } catch let refusal as MergeRefusal {
            let (name, words, alike) = try await shop.read { db in
                (try db.names(of: [id])[id] ?? "?", try MergeWords.sentence(refusal, db, t), try db.alikePairs(with: id, limit: 8))
            }
            return .page(chooser(id, name, typed: "", [], alike, visit, complaint: words), status: 422)
        }
    }

    private static func preview(_ plan: MergePlan, _ names: (this: String, other: String), _ visit: Visit, _ complaint: String?) -> Page {
        let t = visit.t
        let ui = visit.ui
        let form = FormView(visit, complaints: complaint.map { Complaints("", $0) } ?? Complaints())
        let brings: HTML =
            plan.brings.isEmpty ? "" : "<p>\(t("Comes along: {things}.", ["things": plan.brings.joined(separator: " · ")]))</p>"
        return Page(
            t("Merge two cards"), section: "people",
            """
            \(ui.head(
                t("Merge two cards"),
                lead: t(
                    "Everything of both stands on one card from then on. For {n} day you can undo it.",
                    "Everything of both stands on one card from then on. For {n} days you can undo it.", Merge.undoDays),
                back: ui.back(Link("/people/\(plan.this.id)/merge"), t("Choose another card"))))
            <div class="tiles">\(side(plan.this, plan.cards.this, names.this, t("This card stays"), "", visit))\
            \(side(plan.other, plan.cards.other, names.other, t("This one goes into it"), brings, visit))</div>
            <p><a class="button quiet" href="\(Link("/people/\(plan.other.id)/merge?with=\(plan.this.id)"))">\(ui.icon("undo"))\(t("Keep the other card instead"))</a></p>
            \(form.form(
                Link("/people/\(plan.this.id)/merge"), summary: t("Please look at these fields."),
                """
                <input type="hidden" name="with" value="\(plan.other.id.number)"><input type="hidden" name="seen" value="\(plan.stamp)">\
                \(choices(plan, form, visit))\(form.actions(t("Merge"), icon: "check", cancel: (Link("/people/\(plan.this.id)"), t("Cancel"))))
                """))
            """)
    }

    private static func side(_ person: Customer, _ card: Card, _ name: String, _ what: String, _ more: HTML, _ visit: Visit) -> HTML {
        let t = visit.t
        let labels = CardLabels(t)
        var facts: [HTML] = card.addresses.map { address in
            "<div><dt>\(address.kind == .email ? labels.email : labels.phone)</dt><dd translate=\"no\">\(address.shown)</dd></div>"
        }
        if let language = card.language {
            facts.append("<div><dt>\(labels.language)</dt><dd translate=\"no\">\(CardLabels.name(of: language))</dd></div>")
        }
        let contact = person.lastContactAt.map { t.relative($0.milliseconds, now: visit.now) } ?? t("not yet")
        facts.append("<div><dt>\(t("Last contact"))</dt><dd>\(contact)</dd></div>")
        let civil = t.timeZone.civil(at: person.createdAt.milliseconds)
        let since = t("Customer since {month}", ["month": t.month(civil.month, year: civil.year)])
        let said: HTML = card.pronunciation.isEmpty ? "" : "<p class=\"soft\" translate=\"no\" dir=\"auto\">\(card.pronunciation)</p>"
        let note: HTML = card.note.isEmpty ? "" : "<p translate=\"no\" dir=\"auto\">\(card.note)</p>"
        return """
            <section class="card stack"><h2>\(what)</h2><div class="row">\(visit.ui.face(name, id: person.id.number))\
            <div class="grow"><h3><a class="link" href="\(Link("/people/\(person.id)"))" translate="no">\(name)</a></h3>\
            <p class="soft">\(since)</p></div></div>\(said)\(note)<dl class="facts">\(facts)</dl>\(more)</section>
            """
    }

    /// Only what the cards say differently is asked; the rest is on the card anyway.
    private static func choices(_ plan: MergePlan, _ form: FormView, _ visit: Visit) -> HTML {
        let t = visit.t
        let (this, other) = plan.cards
        let standard = MergeChoices(this, other)
        func ask(
            _ name: String, _ legend: String, _ pick: MergeChoices.Pick, _ mine: String, _ theirs: String, joined: String? = nil
        ) -> HTML {
            guard !mine.isEmpty, !theirs.isEmpty, mine != theirs else { return "" }
            let typed = visit.method == .post ? MergeChoices.Pick(rawValue: visit.form[name]) : nil
            var options: [(pick: MergeChoices.Pick, words: String, hint: String)] = [
                (.this, mine, t("from the card that stays")), (.other, theirs, t("from the other card")),
            ]
            if let joined { options.append((.both, joined, t("both, one below the other"))) }
            let items: [HTML] = options.map { option in
                """
                <label class="choice"><input type="radio" name="\(name)" value="\(option.pick.rawValue)"\
                \(flag: " checked", option.pick == (typed ?? pick))><span><b translate="no" dir="auto">\(option.words)</b>\
                <small>\(option.hint)</small></span></label>
                """
            }
            return "<fieldset class=\"choices\" id=\"\(name)\"><legend>\(legend)</legend>\(items)</fieldset>"
        }
        return [
            ask("name", t("Name"), standard.name, this.name, other.name),
            ask("pronunciation", t("How to say it"), standard.pronunciation, this.pronunciation, other.pronunciation),
            ask(
                "language", CardLabels(t).language, standard.language, this.language.map(CardLabels.name) ?? "",
                other.language.map(CardLabels.name) ?? ""),
            ask("usual", t("Usual order"), standard.usual, this.usual, other.usual),
            ask("note", t("Note"), standard.note, this.note, other.note, joined: MergeChoices.joined(this.note, other.note)),
        ].joined()
    }

    // MARK: Merge and undo

    static func merge(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let t = visit.t
        let form = visit.form
        guard let other = Customer.ID(form["with"]) else { return .see(Link("/people/\(id)/merge")) }
        let seen = form["seen"]
        do {
            let merge = try await shop.write(as: try actor(visit)) { tx in
                try tx.merge(other, into: id, seen: seen) { this, other in MergeChoices(this, other).picked(by: form) }
            }
            return .see(
                Link("/people/\(id)"), flash: t("The two cards are one."), undo: Link("/people/merges/\(merge)/undo"))
        } catch let problem as MergeProblem {
            return try await look(id, other, visit, shop, MergeWords.sentence(problem, t))
        } catch MergeRefusal.merged(let card, let into) {
            if into == id { return .see(Link("/people/\(id)"), flash: t("The two cards are one already.")) }
            let words = try await shop.read { db in try MergeWords.sentence(.merged(card, into: into), db, t) }
            // Where this card is gone, one goes on at the one that has it; where the other is, the two that are left may be meant.
            return card == id
                ? .see(Link("/people/\(into)"), flash: words, hasFailed: true) : try await look(id, into, visit, shop, words)
        } catch let refusal as MergeRefusal {
            guard try await shop.read({ try $0.survivor(of: id) }) == id else { throw Refused.notFound }
            let words = try await shop.read { db in try MergeWords.sentence(refusal, db, t) }
            return try await look(id, other, visit, shop, words)
        }
    }

    static func undo(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = Merge.ID(visit.parts["merge"] ?? "") else { throw Refused.notFound }
        let t = visit.t
        do {
            let merge = try await shop.write(as: try actor(visit)) { tx in try tx.undo(id) }
            return .see(Link("/people/\(merge.into)"), flash: t("The two cards are as they were."))
        } catch let refusal as MergeRefusal {
            let (words, at) = try await shop.read { db in
                (try MergeWords.sentence(refusal, db, t), try db.merge(id).flatMap { try db.survivor(of: $0.into) })
            }
            guard let at else { throw Refused.notFound }
            return .see(Link("/people/\(at)"), flash: words, hasFailed: true)
        }
    }

    private static func person(_ visit: Visit) throws(Refused) -> Customer.ID {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }

    private static func actor(_ visit: Visit) throws(Refused) -> Actor { .staff(Staff.ID(number: try visit.staff().staff)) }
}

extension MergeChoices {
    /// With what somebody chose in place of what goes without saying.
    func picked(by form: Form) -> MergeChoices {
        var picked = self
        picked.name = Pick(rawValue: form["name"]) ?? name
        picked.pronunciation = Pick(rawValue: form["pronunciation"]) ?? pronunciation
        picked.language = Pick(rawValue: form["language"]) ?? language
        picked.usual = Pick(rawValue: form["usual"]) ?? usual
        picked.note = Pick(rawValue: form["note"]) ?? note
        return picked
    }
}
