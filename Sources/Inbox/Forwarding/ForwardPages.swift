import Core
import Language
import Mail
import People
import Storage
import Web

/// The form that passes a message, or the whole conversation, on to somebody outside.
enum ForwardPages {
    struct Shown: Sendable {
        var conversation: Conversation
        var name: String
        var messages: [Message]
        var staff: [Staff.ID: String]
        /// What its reader has begun, with the files chosen for it.
        var draft: ForwardDraft?
        var files: [AnswerFile]
        /// Prepared texts to choose from.
        var offer: PreparedOffer
    }

    static func load(_ visit: Visit, _ shop: Shop) async throws -> Shown {
        let (id, me) = try ConversationPages.ids(visit)
        return try await shop.read { db in
            guard let conversation = try db.conversation(id) else { throw Refused.notFound }
            let messages = try db.forwardable(id)
            return Shown(
                conversation: conversation, name: try db.names(of: [conversation.customer])[conversation.customer] ?? "?",
                messages: messages, staff: try db.staffNames(messages.compactMap(\.staff)), draft: try db.forwardDraft(id, of: me),
                files: try db.forwardDraft(id, of: me) == nil ? [] : try db.forwardFiles(id, of: me),
                offer: try db.preparedOffer(PreparedOffer.Ask(to: nil, visit, shop), shop))
        }
    }

    static func form(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        .page(page(try await load(visit, shop), FormView(visit), visit))
    }

    static func page(_ shown: Shown, _ form: FormView, _ visit: Visit, typed: Form? = nil) -> Page {
        let t = visit.t
        let id = shown.conversation.id
        let place = Link("/inbox/\(id)/forward")
        let draft = shown.draft ?? ForwardDraft()
        let answering = Message.ID(visit.query["reply"]).flatMap { id in shown.messages.first { $0.id == id && $0.isAside } }
        // What a link asked for goes before what was begun.
        let asked = answering != nil ? "" : Message.ID(visit.query["message"])?.description ?? shown.draft?.what
        let chosen = asked ?? shown.messages.last(where: \.isFromCustomer)?.id.description ?? "all"
        let what = form.value("what", chosen)
        var options = shown.messages.reversed().prefix(100).map { message in
            (value: message.id.description, words: label(message, shown, t))
        }
        options.insert((value: "all", words: t("All of the conversation")), at: 0)
        options.append((value: "", words: t("Only what I write")))
        let reply: HTML = "<input type=\"hidden\" name=\"reply\" value=\"\(form.value("reply", visit.query["reply"]))\">"
        let discard: HTML? =
            shown.draft == nil ? nil : form.button(place + Link("/discard"), "\(t("Discard the draft"))", style: "button quiet")
        let to = answering?.fromAddress ?? visit.query["to"].nonEmpty ?? draft.to
        return Page(
            t("Forward"), section: "inbox",
            """
            \(visit.ui.back(Link("/inbox/\(id)"), "\(shown.name) · \(ConversationPages.title(shown.conversation, t))", isName: true))\
            \(visit.ui.head(t("Forward"), lead: t("To somebody outside. {name} is not written to; what is answered comes into this conversation.", ["name": shown.name]), actions: discard))
            \(form.form(
                place, summary: t("Please look at these fields."), hasFiles: true,
                """
                \(reply)<person-finder src="/people/find?by=email">\(form.text("to", t("To"), value: to, autocomplete: "off", isRequired: true, hasFocus: answering == nil, inputMode: "email"))</person-finder>\
                \(form.text("cc", t("Copy to"), value: draft.cc, optional: t("optional"), autocomplete: "off"))\
                \(shown.offer.row(at: place + Link("/prepared"), marks: form.all("prepared"), visit))\
                <draft-area src="\(place + Link("/draft"))" saving="\(t("Saving…"))" saved="\(t("Draft saved"))" failed="\(t("Draft not saved"))">\
                <prepared-finder class="mention-list" src="\(place + Link("/prepared"))" label="\(t("Prepared texts"))">\
                \(form.area("text", t("Your words to them"), value: draft.text, rows: 5, optional: what.isEmpty ? nil : t("optional")))</prepared-finder>\
                <span class="draft-state" role="status"></span></draft-area>\
                \(PreparedOffer.missing(form.value("text", draft.text), t))\
                \(form.select("what", t("What goes along?"), value: chosen, Array(options), hint: t("Notes of your team never do.")))\
                \(files(shown, what, typed, form, t))\(AnswerFile.list(shown.files, t))\(form.error("file"))\(TreatmentWords.reasonField(form, t))\
                <div class="form-actions"><button class="button primary" data-send>\(visit.ui.icon("send"))\(t("Forward"))</button>\
                \(AnswerFile.chooser(visit.ui, to: place + Link("/files"), t))\
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
        // What was begun of another message than is asked for now says nothing of its files.
        let begun = shown.draft.flatMap { $0.what == what ? Set($0.parts) : nil }
        let ticked = typed.map { Set($0.all("part")) } ?? begun
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
        guard !items.isEmpty || form.hasComplaint("part") else { return "" }
        return """
            <fieldset class="stack" id="part"><legend class="field">\(t("Files of the conversation"))</legend>\(Array(items.prefix(60)))\(form.error("part"))</fieldset>
            """
    }
}
