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
        .page(page(visit, FormView(visit), to: visit.query["to"]))
    }

    static func send(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let form = visit.form
        let me = Staff.ID(number: try visit.staff().staff)
        var complaints = Complaints()
        let address = MailAddress(form["to"])
        if address == nil { complaints.say("to", t("Write the whole address, as in name@example.com.")) }
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
                with: customer.id, mailbox: box, channel: "email", subject: form["subject"], state: .new)
            let message = try tx.answer(conversation, text: form.raw("text") ?? "", then: .wait, seen: nil, to: address.text)
            return (conversation.id, message)
        }
        return .see(
            Link("/inbox/\(conversation)"), flash: t("The answer goes out in a few seconds."),
            undo: Link("/inbox/messages/\(message)/undo"),
            undoSeconds: Conversation.undoSeconds
        )
    }

    private static func page(_ visit: Visit, _ form: FormView, to: String) -> Page {
        let t = visit.t
        return Page(
            t("New message"), section: "inbox",
            """
            \(visit.ui.head(t("New message"), back: visit.ui.back("/inbox", t("Inbox"))))
            \(form.form(
                "/inbox/new", summary: t("Please look at these fields."),
                """
                <person-finder src="/people/find?by=email">\(form.text("to", t("To"), value: to, hint: t("An e-mail address, or the beginning of a name."), autocomplete: "off", isRequired: true, hasFocus: to.isEmpty, inputMode: "email"))</person-finder>\
                \(form.text("subject", t("Subject"), isRequired: true))\
                \(form.area("text", t("Message"), rows: 8, isRequired: true))\
                \(form.actions(t("Send"), icon: "send", cancel: ("/inbox", t("Cancel"))))
                """))
            """)
    }
}
