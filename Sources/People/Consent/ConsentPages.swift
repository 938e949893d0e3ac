import Core
import Language
import Storage
import Web

/// What a person agreed to: for the staff, and for themselves behind their link. Withdrawing is the same press as giving.
enum ConsentPages {
    // MARK: For the staff

    static func show(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let now = Instant(milliseconds: visit.now)
        let found = try await shop.read {
            db -> (String, [Consent], [Staff.ID: String], [Consent.Purpose: (version: Int, text: String)], String?) in
            guard try db.survivor(of: id) == id else { throw Refused.notFound }
            let lines = try db.consentLines(of: id)
            return (
                try db.names(of: [id])[id] ?? "?", lines, try db.staffNames(lines.compactMap(\.staff)), try db.consentWordings(),
                try db.emails(of: [id])[id]
            )
        }
        let (name, lines, staff, wordings, email) = found
        let t = visit.t
        let ui = visit.ui
        let standing = Dictionary(lines.map { ($0.key, $0) }) { $1 }
        let mayServe = visit.visitor?.may(.serve) == true
        let form = FormView(visit)
        let sources = Consent.byHand.map { (value: $0.rawValue, words: ContactWords.name($0, t)) }
        let boxes = boxes(standing, wordings, form, t)
        let whole: HTML =
            mayServe
            ? form.form(
                Link("/people/\(id)/consent"), summary: t("Please look at these fields."),
                """
                \(boxes)\(form.select("source", t("How do we know?"), value: Consent.Source.said.rawValue, sources))\
                \(form.actions(t("Save"), cancel: (Link("/people/\(id)"), t("Cancel"))))
                """) : boxes
        let history: [HTML] = lines.reversed().prefix(200).map { line in
            """
            <li>\(ContactWords.name(line.key.purpose, t)), \(ContactWords.by(line.key.channel, t)): \
            <span class="soft">\(ConsentWords.line(line, by: line.staff.flatMap { staff[$0] }, t))</span></li>
            """
        }
        let said: HTML =
            history.isEmpty ? "<p class=\"soft\">\(t("Nothing was said yet."))</p>" : "<ul class=\"plain\">\(history)</ul>"
        let address = ConsentLink.address(for: id, visit, shop, now: now)
        let theirs: HTML =
            mayServe
            ? """
            <section class="card stack"><h2>\(t("Their own link"))</h2>\
            <p>\(t("Whoever has it sees and changes these choices and nothing else. Send it to them alone. It works for {n} days.", ["n": t.number(ConsentLink.days)]))</p>\
            <p><code translate="no">\(address)</code></p>\(letter(to: email, visit, shop))</section>
            """ : ""
        return .page(
            Page(
                t("Consent"), section: "people",
                """
                \(ui.head(
                    t("What {name} agreed to", ["name": name]),
                    lead: t("Answers to what they ask need no consent. Everything below does."),
                    back: ui.back(Link("/people/\(id)"), t("Back to the card"))))
                <div class="stack wide">\(whole)\(theirs)<section class="card stack"><h2>\(t("What was said when"))</h2>\(said)</section></div>
                """))
    }

    /// The way to a mail with the link in it, where the shop has mail and they have an address. It is read before it goes.
    private static func letter(to email: String?, _ visit: Visit, _ shop: Shop) -> HTML {
        guard let email, shop.capabilities.contains(where: { $0.name == "inbox" }) else { return "" }
        return """
            <a class="button" href="\(Link("/inbox/new?to=\(email)&letter=consent"))">\(visit.ui.icon("mail"))\(visit.t("Write it to them…"))</a>
            """
    }

    static func keep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        let wanted = read(visit.form)
        let source = Consent.Source(rawValue: visit.form["source"]).flatMap { Consent.byHand.contains($0) ? $0 : nil } ?? .said
        let batch = try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            guard try tx.db.survivor(of: id) == id else { throw Refused.notFound }
            return try tx.say(id, wanted, source: source)
        }
        return .see(
            Link("/people/\(id)/consent"), flash: batch == nil ? visit.t("Nothing was changed.") : visit.t("Saved."),
            undo: batch.map { Link("/people/\(id)/consent/\($0)/undo") })
    }

    static func undo(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try person(visit)
        guard let batch = Int64(visit.parts["batch"] ?? "") else { throw Refused.notFound }
        let isBack = try await shop.write(as: try actor(visit)) { tx in
            tx.silentByIntent = true
            return try tx.takeBack(consents: batch, of: id)
        }
        return .see(
            Link("/people/\(id)/consent"),
            flash: isBack ? visit.t("It is as it was.") : visit.t("Too late: this stands for more than a day."),
            hasFailed: !isBack)
    }

    // MARK: For themselves

    static func theirs(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try await owner(visit, shop)
        let (standing, wordings, language) = try await shop.read { db in
            (try db.consents(of: id), try db.consentWordings(), try db.customer(id)?.language)
        }
        // In their language where the card knows it, as the letter with the link is.
        var visit = visit
        if let language = language.flatMap({ Language(rawValue: $0) }) { visit.t = Words(language, timeZone: shop.timeZone) }
        var shown = page(visit, shop, boxes(standing, wordings, FormView(visit), visit.t), isSaved: visit.query.has("saved"))
        shown.words = visit.t
        return .page(shown)
    }

    static func theyKeep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let id = try await owner(visit, shop)
        let wanted = read(visit.form)
        try await shop.write(as: .program("their link")) { tx in
            tx.silentByIntent = true
            try tx.say(id, wanted, source: .link)
        }
        return .see(Link("/consent/\(visit.parts["token"] ?? "")?saved=1"))
    }

    private static func page(_ visit: Visit, _ shop: Shop, _ boxes: HTML, isSaved: Bool) -> Page {
        let t = visit.t
        let form = FormView(visit)
        let business = shop.setting(ShopSettings.business)
        let saved: HTML = isSaved ? visit.ui.banner(.good, icon: "check", "\(t("Saved. It counts from now on."))") : ""
        return Page(
            t("What you agreed to"), isBare: true,
            """
            <section class="card front-card stack wide"><h1>\(t("What you agreed to"))</h1>\(saved)\
            <p>\(t("Tick what {business} may do. Take a tick away, and it is over.", ["business": business]))</p>\
            \(form.form(
                Link("/consent/\(visit.parts["token"] ?? "")"), summary: t("Please look at these fields."),
                "\(boxes)<div class=\"form-actions\"><button class=\"button primary\">\(t("Save"))</button></div>"))\
            <p class="soft">\(t("Answers to what you ask come in any case."))</p></section>
            """)
    }

    /// Whose link it is. A card that was merged leads on; a link that is over, or of nobody, is not there.
    private static func owner(_ visit: Visit, _ shop: Shop) async throws -> Customer.ID {
        let now = Instant(milliseconds: visit.now)
        guard let id = ConsentLink.customer(of: visit.parts["token"] ?? "", now: now, key: shop.key),
            let stays = try await shop.read({ try $0.survivor(of: id) })
        else { throw Refused.notFound }
        return stays
    }

    // MARK: Pieces

    private static func boxes(
        _ standing: [Consent.Key: Consent], _ wordings: [Consent.Purpose: (version: Int, text: String)], _ form: FormView, _ t: Words
    ) -> HTML {
        let groups: [HTML] = Consent.Purpose.allCases.map { purpose in
            let own = wordings[purpose]?.text
            let words: HTML =
                own.map { "<p class=\"hint\" translate=\"no\">\($0)</p>" } ?? "<p class=\"hint\">\(ConsentWords.wording(purpose, t))</p>"
            let checks: [HTML] = Consent.channels.map { channel in
                let key = Consent.Key(purpose: purpose, channel: channel)
                return form.check(key.name, ContactWords.by(channel, t), isOn: standing[key]?.isGiven == true)
            }
            return "<fieldset class=\"stack\"><legend>\(ContactWords.name(purpose, t))</legend>\(words)\(checks)</fieldset>"
        }
        return groups.joined()
    }

    private static func read(_ form: Form) -> [Consent.Key: Bool] {
        Dictionary(uniqueKeysWithValues: Consent.Key.all.map { ($0, form.has($0.name)) })
    }

    private static func person(_ visit: Visit) throws(Refused) -> Customer.ID {
        guard let id = Customer.ID(visit.parts["id"] ?? "") else { throw .notFound }
        return id
    }

    private static func actor(_ visit: Visit) throws(Refused) -> Actor { .staff(Staff.ID(number: try visit.staff().staff)) }

    // MARK: Words of the shop

    static func wording(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let kept = try await shop.read { try $0.consentWordings() }
        return .page(wordingPage(visit, kept, Complaints()))
    }

    static func keepWording(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let typed = visit.form
        @Sendable func texts(_ form: Form) -> [(Consent.Purpose, String)] {
            Consent.Purpose.allCases.map { ($0, (form.raw($0.rawValue) ?? "").trimmed) }
        }
        var complaints = Complaints()
        for (purpose, text) in texts(typed) {
            if text.isEmpty { complaints.say(purpose.rawValue, t("Write what they are asked.")) }
            if text.count > 2000 { complaints.say(purpose.rawValue, CardProblem.tooLong(field: "", most: 2000).sentence(t)) }
        }
        guard complaints.isEmpty else {
            return .page(wordingPage(visit, try await shop.read { try $0.consentWordings() }, complaints), status: 422)
        }
        do {
            try await shop.write(as: try actor(visit)) { tx in
                tx.silentByIntent = true
                let merged = try tx.db.merged(typed, over: standing(try tx.db.consentWordings(), t), last: nil)
                for (purpose, text) in texts(merged.form) { try tx.word(purpose, text) }
            }
        } catch let meanwhile as Meanwhile {
            let kept = try await shop.read { try $0.consentWordings() }
            return .page(wordingPage(visit, kept, meanwhile.complaints(visit), meanwhile: meanwhile), status: 422)
        }
        return .see("/people/consent-wording", flash: t("Saved. Who agrees from now on is asked in these words."))
    }

    private static func standing(_ kept: [Consent.Purpose: (version: Int, text: String)], _ t: Words) -> [StandingField] {
        Consent.Purpose.allCases.map { StandingField($0.rawValue, kept[$0]?.text ?? ConsentWords.wording($0, t)) }
    }

    private static func wordingPage(
        _ visit: Visit, _ kept: [Consent.Purpose: (version: Int, text: String)], _ complaints: Complaints, meanwhile: Meanwhile? = nil
    ) -> Page {
        let t = visit.t
        let form = FormView(visit, typed: complaints.isEmpty ? nil : meanwhile?.form ?? visit.form, complaints: complaints)
        let areas: [HTML] = Consent.Purpose.allCases.map { purpose in
            let hint = kept[purpose].map { t("wording {n}", ["n": t.number($0.version)]) }
            return form.area(
                purpose.rawValue, ContactWords.name(purpose, t), value: kept[purpose]?.text ?? ConsentWords.wording(purpose, t), rows: 2,
                hint: hint)
        }
        return Page(
            t("Words of consent"), section: "settings",
            """
            \(visit.ui.head(
                t("Words of consent"),
                lead: t("What people are asked. A change makes a new version; who agreed before keeps the one they saw."),
                back: visit.ui.back("/settings", t("Settings"))))
            \(form.form(
                "/people/consent-wording", summary: t("Please look at these fields."), warnings: meanwhile?.fields ?? [],
                "\(form.shown(standing(kept, t)))\(areas)\(form.actions(t("Save"), cancel: ("/settings", t("Cancel"))))"))
            """)
    }
}
