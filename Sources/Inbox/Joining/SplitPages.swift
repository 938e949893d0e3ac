import Core
import Language
import Mail
import Storage
import Web

/// A message and what follows become a conversation of their own (78).
enum SplitPages {
    /// Below what is said about a message.
    ///
    /// Not below the only mail of a conversation: what is left would be no conversation.
    static func link(to message: Message, among messages: [Message], _ visit: Visit) -> HTML {
        guard visit.visitor?.may(.tend) == true, messages.contains(where: { $0.kind != .note && $0.id != message.id }) else { return "" }
        return """
            <p><a class="link" href="\(Link("/inbox/messages/\(message.id)/split"))">\(visit.t("Split off into a conversation of its own…"))</a></p>
            """
    }

    static func ask(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(try await page(visit, shop)) }

    private static func page(_ visit: Visit, _ shop: Shop, _ complaints: Complaints = Complaints()) async throws -> Page {
        let t = visit.t
        guard let id = Message.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let (message, conversation, messages, name, emails) = try await shop.read { db in
            guard let message = try db.message(id), let conversation = try db.conversation(message.conversation),
                !conversation.state.isGone
            else { throw Refused.notFound }
            return (
                message, conversation, try db.messages(of: conversation.id),
                try db.names(of: [conversation.customer])[conversation.customer] ?? "?",
                Set(try db.addresses(of: conversation.customer).map(\.folded))
            )
        }
        let form = FormView(visit, typed: visit.method == .post ? visit.form : nil, complaints: complaints)
        let ticked = visit.method == .post ? Set(visit.form.all("message")) : []
        let following = messages.count { $0.id >= id }
        let part = form.value("part", following > 1 ? "rest" : "alone")
        let parts: [(String, String)] =
            [("alone", t("This message alone"))]
            + (following > 1 ? [("rest", t("This and what follows ({n} message)", "This and what follows ({n} messages)", following))] : [])
            + [("chosen", t("Those that I tick"))]
        let options: [HTML] = parts.map { value, words in
            "<label class=\"choice\"><input type=\"radio\" name=\"part\" value=\"\(value)\"\(flag: " checked", part == value)><span><b>\(words)</b></span></label>"
        }
        let rows: [HTML] = messages.map { said in
            let who = said.fromName.isEmpty ? said.fromAddress : said.fromName
            let isOn = visit.method == .post ? ticked.contains(said.id.description) : said.id == id
            return """
                <label class="check"><input type="checkbox" name="message" value="\(said.id.number)"\(flag: " checked", isOn)><span>\
                <b translate="no" dir="auto">\(who)</b> · \(t.dateTime(said.at.milliseconds))<small translate="no" dir="auto">\(Snippet.make(said.visibleText))</small></span></label>
                """
        }
        // Somebody in Cc has a matter of their own now.
        let isTheirs = message.kind == .theirs && !emails.contains(Customer.Address.email(message.fromAddress).folded)
        return Page(
            t("Split off"), section: "inbox",
            """
            \(visit.ui.head(
                t("Split off"), lead: t("It becomes a conversation of its own, and both lead to each other. What nobody has answered is due as from the time it was written."),
                back: visit.ui.back(Link("/inbox/\(conversation.id)"), "\(name) · \(ConversationPages.title(conversation, t))", isName: true)))
            \(form.form(
                Link("/inbox/messages/\(id)/split"), summary: t("Please look at this again:"),
                """
                <fieldset class="choices" id="part"><legend>\(t("What goes?"))</legend>\(options)\(form.error("part"))</fieldset>\
                <fieldset class="stack ticks"><legend>\(t("Tick messages"))</legend>\(rows)</fieldset>\
                \(form.text("subject", t("Subject"), value: Subject.topic(message.subject).nonEmpty ?? conversation.subject))\
                <person-finder src="/people/find?by=email">\(form.text(
                    "who", t("Whose is it?"), value: isTheirs ? message.fromAddress : "",
                    hint: t("An e-mail address, or the beginning of a name. Left empty it stays with {name}.", ["name": name]),
                    optional: t("optional"), autocomplete: "off", inputMode: "email"))</person-finder>\
                \(form.actions(t("Split off"), icon: "check", cancel: (Link("/inbox/\(conversation.id)#m-\(id)"), t("Cancel"))))
                """))
            """)
    }

    static func split(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let form = visit.form
        let me = Staff.ID(number: try visit.staff().staff)
        guard let id = Message.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        var complaints = Complaints()
        let address = form["who"].isEmpty ? nil : MailAddress(form["who"])
        if !form["who"].isEmpty, address?.hasDottedDomain != true {
            complaints.say("who", t("Choose somebody from the list, or write the whole address, as in name@example.com."))
        }
        let part = form["part"]
        let ticked = Set(form.all("message").compactMap { Message.ID($0) })
        if complaints.isEmpty {
            do {
                let (old, new) = try await shop.write(as: .staff(me)) { tx in
                    guard let message = try tx.db.message(id) else { throw Refused.notFound }
                    let all = try tx.db.messages(of: message.conversation, limit: 10_000)
                    let chosen = all.filter { part == "chosen" ? ticked.contains($0.id) : part == "alone" ? $0.id == id : $0.id >= id }
                    let customer = try address.map { try tx.customer(at: .email($0.text), named: message.nameOf($0), origin: .mail).id }
                    let new = try tx.split(chosen.map(\.id), off: message.conversation, customer: customer, subject: form["subject"])
                    return (message.conversation, new)
                }
                let link = try await shop.read { db in try db.link(between: old, and: new) }
                return .see(
                    Link("/inbox/\(new)"), flash: t("It is a conversation of its own."),
                    undo: link.map { Link("/inbox/links/\($0)/remove") })
            } catch let refusal as JoinRefusal {
                complaints.say("part", JoinWords.sentence(refusal, t))
            }
        }
        return .page(try await page(visit, shop, complaints), status: 422)
    }
}

extension Message {
    /// How the writer calls themselves, where the address is theirs.
    fileprivate func nameOf(_ address: MailAddress) -> String {
        kind == .theirs && Customer.Address.email(fromAddress).folded == Customer.Address.email(address.text).folded ? fromName : ""
    }
}
