import Core
import Language
import Mail
import Storage
import Web

/// The shop writes first.
enum NewMessagePages {
    /// "Write", for a person whom a mail can reach.
    static let write = PersonAction { customer, db, view in
        guard view.visitor?.may(.serve) == true, let address = try db.emails(of: [customer.id])[customer.id] else { return nil }
        return
            "<a class=\"button primary\" href=\"\(Link("/inbox/new?to=\(address)"))\">\(Parts(view.assets).icon("mail"))\(view.t("Write"))</a>"
    }

    static func ask(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        let to = visit.query["to"]
        let (draft, customer) = try await shop.read { db in
            (to.isEmpty ? try db.newMessageDraft(of: me) : nil, to.isEmpty ? nil : try db.customer(at: .email(to))?.id)
        }
        return .page(page(visit, FormView(visit), to: to, draft: draft, back: customer))
    }

    static func discard(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let me = Staff.ID(number: try visit.staff().staff)
        try await shop.write(as: .staff(me)) { tx in
            tx.silentByIntent = true
            try tx.forgetNewMessageDraft(of: me)
        }
        return .see("/inbox", flash: visit.t("Discarded."))
    }

    static func send(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let form = visit.form
        let me = Staff.ID(number: try visit.staff().staff)
        var complaints = Complaints()
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
        let hasMailbox = try await shop.read { try $0.hasMailbox() }
        if !hasMailbox { complaints.say("", t("No mailbox is connected, so answers cannot go out.")) }
        guard complaints.isEmpty, let address else {
            return .page(page(visit, FormView(visit, typed: form, complaints: complaints), to: ""), status: 422)
        }
        let (conversation, message) = try await shop.write(as: .staff(me)) { tx in
            let customer = try tx.customer(at: .email(address.text), named: "")
            let box = try tx.db.mailboxes().first(where: \.isActive)?.id
            let conversation = try tx.openConversation(
                with: customer.id, mailbox: box, channel: "email", subject: form["subject"], state: .new, owner: me)
            let message = try tx.answer(conversation, text: form.raw("text") ?? "", then: .wait, seen: nil, to: address.text)
            try tx.forgetNewMessageDraft(of: me)
            return (conversation.id, message)
        }
        return .see(
            Link("/inbox/\(conversation)"), flash: t("The message goes out in a few seconds."),
            undo: Link("/inbox/messages/\(message)/undo"),
            undoSeconds: Conversation.undoSeconds
        )
    }

    private static func page(
        _ visit: Visit, _ form: FormView, to: String, draft: NewMessageDraft? = nil, back: Customer.ID? = nil
    ) -> Page {
        let t = visit.t
        let discard: HTML = draft == nil ? "" : form.button("/inbox/new/discard", "\(t("Discard the draft"))", style: "button quiet")
        let up = back.map { visit.ui.back(Link("/people/\($0)"), t("Back to the card")) } ?? visit.ui.back("/inbox", t("Inbox"))
        return Page(
            t("New message"), section: "inbox",
            """
            \(visit.ui.head(t("New message"), back: up, actions: discard.isEmpty ? nil : discard))
            \(form.form(
                "/inbox/new", summary: t("Please look at these fields."),
                """
                <person-finder src="/people/find?by=email">\(form.text("to", t("To"), value: draft?.to ?? to, hint: t("An e-mail address, or the beginning of a name."), autocomplete: "off", isRequired: true, hasFocus: to.isEmpty, inputMode: "email"))</person-finder>\
                \(form.text("subject", t("Subject"), value: draft?.subject ?? "", isRequired: true, hasFocus: !to.isEmpty))\
                \(form.area("text", t("Message"), value: draft?.text ?? "", rows: 8, isRequired: true))\
                \(form.actions(t("Send"), icon: "send", cancel: ("/inbox", t("Cancel"))))
                """))
            """)
    }
}
