import Core
import Language
import Storage
import Web

/// Writing a card: a new one, a change, and the way back from both.
enum PersonFormPages {
    // MARK: New

    static func blank(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        var card = Card()
        // Whom the search did not find: what was typed goes where it belongs.
        let typed = Card.oneLine(visit.query["name"])
        if Card.isEmail(typed) {
            card.addresses = [.email(typed)]
        } else if Card.isPhone(typed) {
            card.addresses = [.phone(typed)]
        } else {
            card.name = typed
        }
        return .page(page(visit, nil, card, FormView(visit)))
    }

    static func add(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let card = read(visit.form)
        do {
            let id = try await shop.write(as: try actor(visit)) { tx in
                let problems = try tx.problems(of: card, for: nil)
                if !problems.isEmpty { throw CardProblems(all: problems) }
                return try tx.add(card)
            }
            return .see(Link("/people/\(id)"), flash: visit.t("The card is made."), undo: Link("/people/\(id)/take-back"))
        } catch let problems as CardProblems {
            return refusal(visit, nil, card, problems.all)
        }
    }

    static func takeBack(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let isGone = try await shop.write(as: try actor(visit)) { tx in try tx.takeBack(id) }
        guard isGone else {
            return .see(Link("/people/\(id)"), flash: visit.t("Something has happened with this person since, so the card stays."))
        }
        return .see("/people", flash: visit.t("The card is taken back."))
    }

    // MARK: Change

    static func edit(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let (stays, card) = try await shop.read { db in
            guard let stays = try db.survivor(of: id), let customer = try db.customer(stays) else { throw Refused.notFound }
            return (stays, Card(customer, try db.addresses(of: stays)))
        }
        guard stays == id else { return .see(Link("/people/\(stays)/edit")) }
        return .page(page(visit, id, card, FormView(visit)))
    }

    static func change(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let typed = visit.form
        do {
            let (before, keepsOthers) = try await shop.write(as: try actor(visit)) { tx in
                guard let stays = try tx.db.survivor(of: id), let known = try tx.db.customer(stays) else { throw Refused.notFound }
                if stays != id { throw MergeRefusal.merged(id, into: stays) }
                // Others may have saved this card while it was open here.
                let merged = try tx.db.merged(
                    typed, over: standing(Card(known, try tx.db.addresses(of: id))),
                    last: try tx.db.lastEvent(["customer.changed", "customer.merged"], about: Event.Subject("customer", id)))
                let card = read(merged.form)
                let problems = try tx.problems(of: card, for: id)
                if !problems.isEmpty { throw CardProblems(all: problems) }
                return (try tx.change(id, to: card), merged.keepsOthers)
            }
            let words =
                keepsOthers
                ? visit.t("The card is changed. What others wrote on it meanwhile stays.") : visit.t("The card is changed.")
            return .see(Link("/people/\(id)"), flash: words, undo: before.map { Link("/people/\(id)/undo/\($0)") })
        } catch let problems as CardProblems {
            return refusal(visit, id, read(typed), problems.all)
        } catch let meanwhile as Meanwhile {
            let complaints = meanwhile.complaints(visit) { field, value in field == "language" ? CardLabels.name(of: value) : value }
            let form = FormView(visit, typed: meanwhile.form, complaints: complaints)
            return .page(page(visit, id, read(meanwhile.form), form, apart: meanwhile.fields), status: 422)
        } catch let merged as MergeRefusal {
            let words = try await shop.read { db in try MergeWords.sentence(merged, db, visit.t) }
            let form = FormView(visit, typed: visit.form, complaints: Complaints("", words))
            return .page(page(visit, id, read(typed), form), status: 422)
        }
    }

    static func undo(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        guard let before = CardBefore.ID(visit.parts["before"] ?? "") else { throw Refused.notFound }
        let isBack = try await shop.write(as: try actor(visit)) { tx in try tx.putBack(id, before) }
        return .see(
            Link("/people/\(id)"),
            flash: isBack ? visit.t("The card is as it was.") : visit.t("The card has been changed again since, so it stays."))
    }

    // MARK: The form

    private struct CardProblems: Error { var all: [CardProblem] }

    private static func read(_ form: Form) -> Card {
        Card(
            name: form["name"], pronunciation: form["pronunciation"], language: form["language"], note: form["note"], usual: form["usual"],
            emails: Card.lines(form["emails"]), phones: Card.lines(form["phones"]))
    }

    private static func refusal(_ visit: Visit, _ id: Customer.ID?, _ card: Card, _ problems: [CardProblem]) -> Answer {
        var complaints = Complaints()
        for problem in problems { complaints.say(problem.field, problem.sentence(visit.t)) }
        let form = FormView(visit, typed: visit.form, complaints: complaints)
        return .page(page(visit, id, card, form, problems), status: 422)
    }

    /// What the form shows of a card.
    private static func standing(_ card: Card) -> [StandingField] {
        [
            StandingField("name", card.name), StandingField("pronunciation", card.pronunciation),
            .lines("phones", card.phones.map(\.shown).joined(separator: "\n")),
            .lines("emails", card.emails.map(\.shown).joined(separator: "\n")), StandingField("language", card.language ?? ""),
            StandingField("usual", card.usual), StandingField("note", card.note),
        ]
    }

    /// - Parameter apart: fields whose complaint stands only where they are.
    private static func page(
        _ visit: Visit, _ id: Customer.ID?, _ card: Card, _ form: FormView, _ problems: [CardProblem] = [], apart: Set<String> = []
    ) -> Page {
        let t = visit.t
        let shown: HTML = id == nil ? "" : form.shown(standing(card))
        let labels = CardLabels(t)
        let back: Link = id.map { Link("/people/\($0)") } ?? "/people"
        let title = id == nil ? t("New card") : t("Edit the card")
        var languages = [(value: "", words: t("Not known"))] + Language.offered.map { (value: $0.rawValue, words: $0.ownName) }
        if let own = card.language, Language(rawValue: own) == nil { languages.append((value: own, words: own)) }
        let (phones, emails) = (card.phones.map(\.shown).joined(separator: "\n"), card.emails.map(\.shown).joined(separator: "\n"))
        return Page(
            title, section: "people",
            """
            \(visit.ui.head(title, back: visit.ui.back(back, id == nil ? t("People") : t("Back to the card"))))
            \(form.form(
                id.map { Link("/people/\($0)") } ?? "/people", summary: t("Please look at these fields."), warnings: apart,
                """
                \(shown)\(form.text("name", t("Name"), value: card.name, autocomplete: "off", hasFocus: true))\
                \(form.text(
                    "pronunciation", t("How to say it"), value: card.pronunciation,
                    hint: t("As you would whisper it to a colleague: “eye-SHEH”."), optional: t("optional")))\
                \(form.area("phones", t("Phone numbers"), value: phones, rows: 2, hint: t("One a line.")))\
                \(holders(problems, "phones", visit))\
                \(form.area("emails", t("E-mail addresses"), value: emails, rows: 2, hint: t("One a line.")))\
                \(holders(problems, "emails", visit))\
                \(form.select("language", labels.language, value: card.language ?? "", languages))\
                \(form.text(
                    "usual", t("Usual order"), value: card.usual, hint: t("What they mostly have: “flat white”."), optional: t("optional"),
                    autocomplete: "off"))\
                \(form.area(
                    "note", t("Note"), value: card.note, rows: 3, hint: t("What everybody here should remember."), optional: t("optional")))\
                \(form.actions(t("Save"), cancel: (back, t("Cancel"))))
                """))
            """)
    }

    /// Whose the address is, one click away: often the card that was looked for.
    private static func holders(_ problems: [CardProblem], _ field: String, _ visit: Visit) -> HTML {
        problems.filter { $0.field == field }.compactMap { problem -> HTML? in
            guard case .taken(_, let holder, let name) = problem else { return nil }
            return """
                <p><a class="link" href="\(Link("/people/\(holder)"))">\(visit.t("Open the card of {name}", ["name": name]))</a></p>
                """
        }.joined()
    }

    private static func person(_ visit: Visit) throws(Refused) -> Customer.ID {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }

    private static func actor(_ visit: Visit) throws(Refused) -> Actor { .staff(Staff.ID(number: try visit.staff().staff)) }
}
