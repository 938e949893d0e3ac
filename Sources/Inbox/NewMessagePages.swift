import Core
import Language
import Mail
import People
import Storage
import Web

/// The shop writes first.
enum NewMessagePages {
    /// "Write", for a person whom a mail can reach.
    static let write = PersonAction { customer, db, view in
        guard view.visitor?.may(.serve) == true,
            let address = try view.addresses(of: customer.id, db).first(where: { $0.kind == .email })?.shown
        else { return nil }
        return
            "<a class=\"button primary\" href=\"\(Link("/inbox/new?to=\(address)"))\">\(Parts(view.assets).icon("mail"))\(view.t("Write"))</a>"
    }

    static func ask(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        let (to, key) = (visit.query["to"], visit.query["begun"])
        let shown = try await shop.read { db in
            let begun = try db.begunMessages(of: me)
            // Whoever writes to somebody again most likely wants what is begun for them.
            let chosen =
                try begun.first { $0.key == key || (key.isEmpty && !to.isEmpty && $0.to == to) } ?? db.begunMessage(key, of: me)
            let card = to.isEmpty ? nil : try db.customer(at: .email(to))
            let letter = visit.query["letter"] == "consent" ? card.map { ConsentLetter.make(to: $0, visit, shop) } : nil
            let message =
                letter.map { BegunMessage(key: BegunMessage.newKey(), to: to, subject: $0.subject, text: $0.text) } ?? chosen
                ?? BegunMessage(key: BegunMessage.newKey(), to: to, subject: "", text: "")
            let treatment = try card.map { try db.treatment(of: $0.id, shop) }
            let wishes = card.flatMap { card in
                treatment.map { TreatmentWords.banner($0, language: card.language, visit.ui, visit.t) }
            }
            return Shown(
                message: message, isKept: chosen?.key == message.key, files: try db.begunFiles(message.key, of: me),
                others: begun.filter { $0.key != message.key }, card: card?.id, wishes: wishes ?? "", waysOut: try db.waysOut(),
                treatment: treatment ?? Treatment(),
                isFormatted: try db.writesFormatted(me),
                offer: try db.preparedOffer(
                    PreparedOffer.Ask(to: try card ?? PreparedElsewhere.person(message.to, db), visit, shop), shop))
        }
        return .page(page(visit, shown, FormView(visit), shop))
    }

    /// Keeps what is typed, while it is typed.
    static func keep(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        let begun = try typed(visit)
        try await shop.write(as: .staff(me)) { tx in
            if try begun.isEmpty && tx.db.begunFiles(begun.key, of: me).isEmpty {
                try tx.forgetBegun(begun.key, of: me)
            } else {
                try tx.keep(begun, of: me)
            }
            if visit.form.has("style") { try tx.keepStyle(isFormatted: visit.form.has("formatted"), of: me) }
        }
        return Answer(status: 204)
    }

    static func discard(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        let key = visit.form["begun"]
        try await shop.write(as: .staff(me)) { tx in try tx.forgetBegun(key, of: me) }
        return .see("/inbox", flash: visit.t("Discarded."))
    }

    /// The message as it would go out now: a piece of the page for a script, else the page with it.
    static func preview(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        let begun = try typed(visit)
        let signature = try await shop.read { db in try db.signature(of: me, db.mailboxes().first(where: \.isActive)) }
        let piece = MarksBar.preview(
            begun.text.trimmed(ofLines: true), isFormatted: visit.form.has("formatted"), signature: signature, visit.t)
        if visit.wantsFragment { return .fragment(piece) }
        var complaints = Complaints()
        let files = try await takeFiles(visit, shop, begun, of: me, &complaints)
        var shown = try await shown(begun, files, visit, shop)
        shown.preview = piece
        return .page(page(visit, shown, FormView(visit, typed: visit.form, complaints: complaints), shop))
    }

    static func typed(_ visit: Visit) throws(Refused) -> BegunMessage {
        let form = visit.form
        guard BegunMessage.isKey(form["begun"]) else { throw .notFound }
        return BegunMessage(
            key: form["begun"], to: form["to"], cc: String(form["cc"].prefix(10_000)), subject: String(form["subject"].prefix(1000)),
            text: String((form.raw("text") ?? "").prefix(200_000)))
    }

    /// Takes in the form's files, so that they are there whatever becomes of the message.
    static func takeFiles(
        _ visit: Visit, _ shop: Shop, _ begun: BegunMessage, of me: Staff.ID, _ complaints: inout Complaints
    ) async throws -> [AnswerFile] {
        let kept = Set(visit.form.all("keep").compactMap { AnswerFile.ID($0) })
        let uploads = visit.files("file")
        let known = try await shop.read { try $0.begunFiles(begun.key, of: me) }
        let wanted = known.filter { kept.contains($0.id) }
        if let refusal = AnswerFile.refusal(of: uploads, beside: wanted, visit.t) {
            complaints.say("file", refusal)
            return known
        }
        let unwanted = Set(known.map(\.id)).subtracting(kept)
        if uploads.isEmpty, unwanted.isEmpty { return known }
        return try await shop.write(as: .staff(me)) { tx in
            try tx.keep(begun, of: me)
            try tx.keepBegunFiles(uploads, drop: unwanted, in: begun.key, of: me)
            return try tx.db.begunFiles(begun.key, of: me)
        }
    }

    /// Keeps files as soon as they are chosen, with what is typed.
    static func attach(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        var complaints = Complaints()
        let files = try await takeFiles(visit, shop, try typed(visit), of: me, &complaints)
        if let refusal = complaints["file"] { return .sentence(refusal, status: 422) }
        return .fragment(AnswerFile.list(files, visit.t))
    }

    static func send(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let form = visit.form
        let me = Staff.ID(number: try visit.staff().staff)
        let begun = try typed(visit)
        var complaints = Complaints()
        let files = try await takeFiles(visit, shop, begun, of: me, &complaints)
        let address = MailAddress(form["to"])
        if address == nil {
            complaints.say(
                "to",
                form["to"].contains("@")
                    ? t("Write the whole address, as in name@example.com.")
                    : t(
                        "Choose somebody from the list, or write the whole address, as in name@example.com. Whoever is not in the list has no e-mail address here."
                    ))
        }
        if form["subject"].isEmpty { complaints.say("subject", t("Say in a few words what it is about.")) }
        if form["text"].isEmpty { complaints.say("text", t("Write something first.")) }
        if (form.raw("text") ?? "").utf8.count > AnswerRefusal.longest {
            complaints.say("text", AnswerRefusal.sentence(longest: AnswerRefusal.longest, t))
        }
        if let holder = HoledText(form["text"]).unfilled {
            complaints.say("text", t("Fill in {mark} before it goes out: {meaning}.", ["mark": holder.mark, "meaning": holder.meaning(t)]))
        }
        let (copies, wrong) = Copies.read(form["cc"])
        if let first = wrong.first { complaints.say("cc", t("“{text}” is no e-mail address.", ["text": first])) }
        if copies.count > Copies.most {
            complaints.say("cc", t("A mail goes to at most {n} people besides the one it is for.", ["n": t.number(Copies.most)]))
        }
        var time: Instant?
        switch SendLater.time(form, shop.timeZone, now: Instant(milliseconds: visit.now)) {
        case .success(let chosen): time = chosen
        case .failure(let refusal): complaints.say("later", SendLater.sentence(refusal, t))
        }
        let planned = time
        let waysOut = try await shop.read { try $0.waysOut() }
        if waysOut.isEmpty { complaints.say("", t("No mailbox is connected, so answers cannot go out.")) }
        if complaints.isEmpty, files.isEmpty, !form.has("anyway"), ForgottenFile.isMentioned(in: form["text"]) {
            complaints.say("forgotten", ForgottenFile.sentence(t))
        }
        let reason = TreatmentWords.reason(form)
        let against = try await shop.read { db -> (Customer.ID, Treatment.Verdict)? in
            guard let address, let known = try db.customer(at: .email(address.text)) else { return nil }
            let time = planned ?? Instant(milliseconds: visit.now)
            return (known.id, try db.treatment(of: known.id, shop).check(.write, at: time, shop.timeZone))
        }
        if let against, against.1.needsReason, reason == nil {
            complaints.say(
                "reason", TreatmentWords.sentences(against.1.rules, t) + " " + t("If you write all the same, say why."))
        }
        guard complaints.isEmpty, let address else {
            // Whoever leaves the page now finds it among what is begun, though no script has kept it yet.
            if !begun.isEmpty { try await shop.write(as: .staff(me)) { tx in try tx.keep(begun, of: me) } }
            let shown = try await shown(begun, files, visit, shop)
            return .page(page(visit, shown, FormView(visit, typed: form, complaints: complaints), shop), status: 422)
        }
        let sent: (Conversation.ID, Message.ID)
        do {
            sent = try await shop.write(as: .staff(me)) { tx in
                try open(
                    address, begun, form, from: (waysOut.first { "\($0.id)" == form["mailbox"] } ?? waysOut.first)?.id, copies: copies,
                    at: planned, reason: reason, of: me, tx)
            }
        } catch AnswerRefusal.unwanted(let unwanted) {
            // They said so in this very moment.
            let complaints = Complaints("reason", unwanted.sentence(t))
            let shown = try await shown(begun, files, visit, shop)
            return .page(page(visit, shown, FormView(visit, typed: form, complaints: complaints), shop), status: 422)
        }
        if form.has("prepared") { try await PreparedShelf.of(shop).warm(shop) }
        if let planned {
            return .see(
                Link("/inbox/\(sent.0)"), flash: t("It goes out on {time}.", ["time": t.dateTime(planned.milliseconds)]),
                undo: Link("/inbox/messages/\(sent.1)/undo"))
        }
        return .see(
            Link("/inbox/\(sent.0)"), flash: t("The message goes out in a few seconds."), undo: Link("/inbox/messages/\(sent.1)/undo"),
            undoSeconds: shop.mailChoices.undoSeconds)
    }

    /// One conversation, one message, one mail on its way.
    private static func open(
        _ address: MailAddress, _ begun: BegunMessage, _ form: Form, from box: Mailbox.ID?, copies: [MailAddress], at time: Instant?,
        reason: String?,
        of me: Staff.ID, _ tx: Tx
    ) throws -> (Conversation.ID, Message.ID) {
        let customer = try tx.customer(at: .email(address.text), named: "")
        let conversation = try tx.openConversation(
            with: customer.id, mailbox: box, channel: "email", subject: form["subject"], state: .new, owner: me)
        try tx.moveBegunFiles(begun.key, of: me, to: conversation.id)
        let message = try tx.answer(
            conversation, text: form.raw("text") ?? "", then: .wait, seen: nil, to: address.text, copies: copies, withFiles: true,
            isFormatted: form.has("formatted"), at: time, reason: reason)
        if form.has("style") { try tx.keepStyle(isFormatted: form.has("formatted"), of: me) }
        try tx.usePrepared(form.all("prepared"), in: message)
        try tx.forgetBegun(begun.key, of: me)
        return (conversation.id, message)
    }

    struct Shown: Sendable {
        var message: BegunMessage
        var isKept: Bool
        var files: [AnswerFile]
        /// What else its writer has begun.
        var others: [BegunMessage]
        /// The card that *Write* was pressed on.
        var card: Customer.ID?
        /// How they want to be treated.
        var wishes: HTML = ""
        var waysOut: [SendingBox] = []
        var treatment = Treatment()
        /// Whether their writer writes with marks.
        var isFormatted = false
        /// How it would look, asked for without a script.
        var preview = HTML.empty
        /// Prepared texts to choose from.
        var offer = PreparedOffer()
    }

    static func page(_ visit: Visit, _ shown: Shown, _ form: FormView, _ shop: Shop) -> Page {
        let t = visit.t
        let message = shown.message
        let discard: HTML? =
            shown.isKept
            ? form.button("/inbox/new/discard", "\(t("Discard the draft"))", style: "button quiet", name: "begun", value: message.key)
            : nil
        let up = shown.card.map { visit.ui.back(Link("/people/\($0)"), t("Back to the card")) } ?? visit.ui.back("/inbox", t("Inbox"))
        // A warning is no complaint about a field: what is typed may be right.
        let forgotten: HTML =
            form.complaint("forgotten").map { "<div data-until-file>\(visit.ui.banner(.warn, icon: "attach", "\($0)"))</div>" } ?? ""
        let anyway: HTML =
            form.complaint("forgotten") == nil
            ? "" : "<button class=\"button\" name=\"anyway\" value=\"1\" data-until-file>\(t("Send anyway"))</button>"
        let isEmpty = message.to.isEmpty
        let from: HTML =
            shown.waysOut.count < 2
            ? ""
            : form.select(
                "mailbox", t("From"), value: "\(shown.waysOut[0].id)", shown.waysOut.map { (value: "\($0.id)", words: $0.address) })
        return Page(
            t("New message"), section: "inbox",
            """
            \(visit.ui.head(t("New message"), back: up, actions: discard))
            \(begun(shown.others, visit))\(shown.wishes)\(forgotten)\(form.form(
                "/inbox/new", summary: t("Please look at these fields."), warnings: ["forgotten"], hasFiles: true, keepsTyped: false,
                """
                <input type="hidden" name="begun" value="\(message.key)">\(shown.card.map { "<input type=\"hidden\" name=\"card\" value=\"\($0.number)\">" as HTML })\
                \(from)\
                <person-finder src="/people/find?by=email">\(form.text("to", t("To"), value: message.to, hint: t("An e-mail address, or the beginning of a name."), autocomplete: "off", isRequired: true, hasFocus: isEmpty, inputMode: "email"))</person-finder>\
                \(form.text("cc", t("Copy to"), value: message.cc, autocomplete: "off"))\
                \(form.text("subject", t("Subject"), value: message.subject, isRequired: true, hasFocus: !isEmpty))\
                \(shown.offer.row(at: "/inbox/new/prepared", marks: form.all("prepared"), visit))\(MarksBar.buttons(visit))\
                <draft-area src="/inbox/new/draft" saving="\(t("Saving…"))" saved="\(t("Draft saved"))" failed="\(t("Draft not saved"))">\
                <prepared-finder class="mention-list" src="/inbox/new/prepared" label="\(t("Prepared texts"))" fresh>\
                \(form.area("text", t("Message"), value: message.text, rows: 8, isRequired: true))</prepared-finder><span class="draft-state" role="status"></span></draft-area>\
                \(PreparedOffer.missing(form.value("text", message.text), t))\
                <div data-preview>\(shown.preview)</div>\(AnswerFile.list(shown.files, t))\(form.error("file"))\(TreatmentWords.reasonField(form, t))\
                <div class="form-actions"><button class="button primary" data-send>\(visit.ui.icon("send"))\(t("Send"))</button>\(anyway)\
                \(AnswerFile.chooser(visit.ui, to: "/inbox/new/files", t))\(MarksBar.choice(isFormatted: form.isTyped ? !form.all("formatted").isEmpty : shown.isFormatted, visit))\
                <button class="button quiet" formaction="/inbox/new/preview" formnovalidate data-shows-preview>\(t("Preview"))</button>\
                <a class="button quiet" href="/inbox">\(t("Cancel"))</a></div>\
                \(SendLater.panel(form, visit, shop, shown.treatment, isFirst: true))
                """))
            """)
    }

    /// What else lies here begun, to go on with.
    private static func begun(_ others: [BegunMessage], _ visit: Visit) -> HTML {
        guard !others.isEmpty else { return "" }
        let t = visit.t
        let rows: [HTML] = others.map { other in
            let what = [other.subject, other.text].first { !$0.trimmed.isEmpty }
            let words: HTML = what.map { "<span translate=\"no\">\(Snippet.make($0))</span> · " } ?? ""
            return """
                <li class="tile"><div class="what"><a class="item-link" href="\(Link("/inbox/new?begun=\(other.key)"))">\
                \(other.to.isEmpty ? "\(t("To nobody yet"))" : "<span translate=\"no\">\(other.to)</span>" as HTML)</a>\
                <span class="sub">\(words)\(t.relative(other.at.milliseconds, now: visit.now))</span></div></li>
                """
        }
        return """
            <details class="more-fields begun"><summary>\(t("One message is begun and not sent", "{n} messages are begun and not sent", others.count))</summary>\
            <ul class="tiles">\(rows)</ul></details>
            """
    }
}
