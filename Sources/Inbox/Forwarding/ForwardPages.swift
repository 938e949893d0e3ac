import Core
import Language
import Mail
import Storage
import Web

/// The form that passes a message, or the whole conversation, on to somebody outside.
enum ForwardPages {
    private struct Shown: Sendable {
        var conversation: Conversation
        var name: String
        var messages: [Message]
        var staff: [Staff.ID: String]
    }

    private static func load(_ visit: Visit, _ shop: Shop) async throws -> Shown {
        let (id, _) = try ConversationPages.ids(visit)
        return try await shop.read { db in
            guard let conversation = try db.conversation(id) else { throw Refused.notFound }
            let messages = try db.forwardable(id)
            return Shown(
                conversation: conversation, name: try db.names(of: [conversation.customer])[conversation.customer] ?? "?",
                messages: messages, staff: try db.staffNames(messages.compactMap(\.staff)))
        }
    }

    static func form(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        .page(page(try await load(visit, shop), FormView(visit), visit))
    }

    private static func page(_ shown: Shown, _ form: FormView, _ visit: Visit, typed: Form? = nil) -> Page {
        let t = visit.t
        let id = shown.conversation.id
        let answering = Message.ID(visit.query["reply"]).flatMap { id in shown.messages.first { $0.id == id && $0.isAside } }
        let chosen =
            answering != nil
            ? "" : Message.ID(visit.query["message"])?.description ?? shown.messages.last(where: \.isFromCustomer)?.id.description ?? "all"
        let what = form.value("what", chosen)
        var options = shown.messages.reversed().prefix(100).map { message in
            (value: message.id.description, words: label(message, shown, t))
        }
        options.insert((value: "all", words: t("All of the conversation")), at: 0)
        options.append((value: "", words: t("Only what I write")))
        let reply: HTML = "<input type=\"hidden\" name=\"reply\" value=\"\(form.value("reply", visit.query["reply"]))\">"
        return Page(
            t("Forward"), section: "inbox",
            """
            \(visit.ui.back(Link("/inbox/\(id)"), "\(shown.name) · \(ConversationPages.title(shown.conversation, t))", isName: true))\
            \(visit.ui.head(t("Forward"), lead: t("To somebody outside. {name} is not written to; what is answered comes into this conversation.", ["name": shown.name])))
            \(form.form(
                Link("/inbox/\(id)/forward"), summary: t("Please look at these fields."), hasFiles: true,
                """
                \(reply)<person-finder src="/people/find?by=email">\(form.text("to", t("To"), value: answering?.fromAddress ?? visit.query["to"], autocomplete: "off", isRequired: true, hasFocus: answering == nil, inputMode: "email"))</person-finder>\
                \(form.text("cc", t("Copy to"), optional: t("optional"), autocomplete: "off"))\
                \(form.area("text", t("Your words to them"), rows: 5, optional: what.isEmpty ? nil : t("optional")))\
                \(form.select("what", t("What goes along?"), value: chosen, Array(options), hint: t("Notes of your team never do.")))\
                \(files(shown, what, typed, form, t))\
                <div class="form-actions"><button class="button primary" data-send>\(visit.ui.icon("send"))\(t("Forward"))</button>\
                <a class="button quiet" href="\(Link("/inbox/\(id)"))">\(t("Cancel"))</a></div>
                """))
            """)
    }

    private static func label(_ message: Message, _ shown: Shown, _ t: Words) -> String {
        let who =
            message.kind == .theirs
            ? message.fromName.nonEmpty ?? message.fromAddress : message.staff.flatMap { shown.staff[$0] } ?? message.fromName
        return "\(who), \(t.dateTime(message.at.milliseconds)): \(Snippet.make(String(message.visibleText.prefix(80))))"
    }

    /// Files of the conversation, those of the chosen message ticked.
    private static func files(_ shown: Shown, _ what: String, _ typed: Form?, _ form: FormView, _ t: Words) -> HTML {
        let ticked = typed.map { Set($0.all("part")) }
        let items: [HTML] = shown.messages.reversed().flatMap { message in
            Attachments.list(message.attachments).filter { !$0.inline }.map { part in
                let value = "\(message.id).\(part.index)"
                let isOn = ticked.map { $0.contains(value) } ?? (what == message.id.description)
                return """
                    <label class="check"><input type="checkbox" name="part" value="\(value)"\(flag: " checked", isOn)>\
                    <span><span translate="no">\(part.name)</span> <small>\(t.bytes(part.bytes))</small></span></label>
                    """ as HTML
            }
        }
        let list: HTML = items.isEmpty ? "" : "\(Array(items.prefix(60)))"
        return """
            <fieldset class="stack" id="part"><legend>\(t("Files that go along"))</legend>\(list)\
            <input type="file" name="file" multiple aria-label="\(t("Attach"))">\(form.error("part"))</fieldset>
            """
    }

    // MARK: Sending

    static func send(_ visit: Visit, _ shop: Shop, _ workers: ParseWorkers) async throws -> Answer {
        let (id, me) = try ConversationPages.ids(visit)
        let t = visit.t
        let form = visit.form
        let shown = try await load(visit, shop)
        var complaints = Complaints()
        let address = MailAddress(form["to"])
        if address?.hasDottedDomain != true { complaints.say("to", t("Write the whole address, as in name@example.com.")) }
        let (copies, wrong) = Copies.read(form["cc"])
        if let first = wrong.first { complaints.say("cc", t("“{text}” is no e-mail address.", ["text": first])) }
        let wanted = form["what"] == "all" ? shown.messages.filter { !$0.isAside }.map(\.id) : [Message.ID(form["what"])].compactMap { $0 }
        var files: [OutgoingMail.Attachment] = []
        do {
            files = try await parts(form.all("part"), shown, shop, workers)
            files += visit.files("file").map { OutgoingMail.Attachment(name: $0.name, type: $0.type, data: $0.data) }
        } catch is ParseFailure {
            complaints.say("part", t("One of the files could not be read. Untick it, or download it and attach it yourself."))
        }
        let uploads = files.map { Upload(name: $0.name, type: $0.type, data: $0.data) }
        if let refusal = AnswerFile.refusal(of: uploads, beside: [], t) { complaints.say("part", refusal) }
        if complaints.isEmpty, let address {
            let wish = ForwardWish(
                to: address, copies: copies, word: form.raw("text") ?? "", messages: wanted, files: files,
                answering: Message.ID(form["reply"]))
            do {
                let message = try await shop.write(as: .staff(me)) { tx in
                    guard let conversation = try tx.db.conversation(id) else { throw Refused.notFound }
                    return try tx.forward(wish, from: conversation)
                }
                return .see(
                    Link("/inbox/\(id)"), flash: t("It goes to {address} in a few seconds.", ["address": address.text]),
                    undo: Link("/inbox/messages/\(message)/undo"), undoSeconds: Conversation.undoSeconds)
            } catch let refusal as ForwardRefusal {
                switch refusal {
                case .empty: complaints.say("text", t("Write something first."))
                case .noMailbox: complaints.say("", t("No mailbox is connected, so answers cannot go out."))
                case .toCustomer: complaints.say("to", t("This is the customer. Answer them in the conversation."))
                case .unfilled(let holder):
                    complaints.say(
                        "text", t("Fill in {mark} before it goes out: {meaning}.", ["mark": holder.mark, "meaning": holder.meaning(t)]))
                }
            }
        }
        return .page(page(shown, FormView(visit, typed: form, complaints: complaints), visit, typed: form), status: 422)
    }

    /// Files of messages, each read out of its mail in the jail.
    private static func parts(_ wanted: [String], _ shown: Shown, _ shop: Shop, _ workers: ParseWorkers) async throws
        -> [OutgoingMail.Attachment]
    {
        var files: [OutgoingMail.Attachment] = []
        for mark in wanted.prefix(AnswerFile.mostFiles + 1) {
            let halves = mark.split(separator: ".")
            guard halves.count == 2, let id = Message.ID(String(halves[0])), let index = Int(halves[1]),
                shown.messages.contains(where: { $0.id == id })
            else { continue }
            let (raw, own) = try await shop.read { db in (try db.rawMessage(id), try db.files(of: id)) }
            if own.indices.contains(index) {
                files.append(own[index])
            } else if let raw {
                let part = try await workers.part(raw, index: index)
                files.append(OutgoingMail.Attachment(name: part.name, type: part.type, data: part.data))
            }
        }
        return files
    }
}
