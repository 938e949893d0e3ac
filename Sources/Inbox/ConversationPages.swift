import Core
import Language
import Mail
import People
import Storage
import Web

/// One conversation as an episode on its person's page: what was said, what we owe, and the place to answer.
enum ConversationPages {
    struct Shown: Sendable {
        var conversation: Conversation
        var customer: Customer
        var name: String
        var messages: [Message]
        var duty: Duty?
        var staffNames: [Staff.ID: String]
        var draft: String
        var files: [AnswerFile]
        var company: Company
        var episodes: [Conversation]
        var aside: HTML
        var hasMailbox: Bool
        /// The line that an unowned duty waits in.
        var line: String?
        /// Who checks senders for the mailbox of this conversation.
        var judge: String?
        var address: String?
        /// Who stood beside us in the letter that is answered.
        var copies: [MailAddress]
        /// Who writes here, where it is somebody from outside.
        var correspondent: String?
        /// By what their mail is held back: the address or its domain.
        var blocked: String?
        /// That mail to `address` came back.
        var trouble: AddressTrouble?
    }

    static func show(_ visit: Visit, _ shop: Shop, _ presence: Presence) async throws -> Answer {
        let shown = try await load(visit, shop, presence)
        if visit.wantsFragment {
            let isHead = visit.query["fragment"] == "head"
            return .fragment(isHead ? head(shown, visit, may: visit.visitor?.may(.serve) == true) : thread(shown, visit, fresh: nil))
        }
        return .page(page(shown, visit, shop))
    }

    static func load(_ visit: Visit, _ shop: Shop, _ presence: Presence) async throws -> Shown {
        guard let id = Conversation.ID(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let view = View(visit)
        let me = Staff.ID(number: try visit.staff().staff)
        return try await shop.read { db in
            guard let conversation = try db.conversation(id), let customer = try db.customer(conversation.customer) else {
                throw Refused.notFound
            }
            let messages = try db.messages(of: id)
            let duty = try db.openDuty(ReplyDuty.kind, about: id.number)
            let staff = try db.staffNames(messages.compactMap(\.staff) + [duty?.owner, conversation.owner].compactMap { $0 })
            let name = try db.names(of: [customer.id])[customer.id] ?? "?"
            let email = try db.addresses(of: customer.id).first { $0.kind == .email }?.shown
            let correspondent = try db.correspondent(of: id)
            let last = messages.last { $0.kind == .theirs && $0.automatic == nil }
            let address = last?.fromAddress ?? email
            return Shown(
                conversation: conversation, customer: customer, name: name, messages: messages, duty: duty, staffNames: staff,
                draft: try db.draft(id, of: me) ?? "", files: try db.draftFiles(id, of: me),
                company: try company(in: id, than: me, presence, now: view.now, db),
                episodes: try db.conversations(of: customer.id).filter { $0.id != id },
                aside: try PersonAside.show(customer, shop, db, view, but: id.number),
                hasMailbox: try db.hasMailbox(),
                line: try duty.flatMap { $0.owner == nil ? $0.line : nil }.flatMap { try db.line($0)?.name },
                judge: try conversation.mailbox.flatMap { try db.judge(of: $0) },
                address: address, copies: try last.map { try db.copies(of: $0, to: address) } ?? [], correspondent: correspondent,
                blocked: try correspondent.flatMap { try db.block(of: $0) },
                trouble: try address.flatMap { try db.trouble(at: $0) })
        }
    }

    // MARK: Page

    static func page(
        _ shown: Shown, _ visit: Visit, _ shop: Shop, typed: Form? = nil, complaints: Complaints = Complaints(), fresh: Message.ID? = nil
    ) -> Page {
        let t = visit.t
        let conversation = shown.conversation
        let may = visit.visitor?.may(.serve) == true
        let topic = "conversation:\(conversation.id)"
        let episodes: [HTML] = shown.episodes.map { episode in
            """
            <h2 class="episode" id="c-\(episode.id.number)"><a class="link" href="\(Link("/inbox/\(episode.id)"))" translate="no">\(title(episode, t))</a>\
            <small>\(stateWords(episode.state, t)) · \(t.relative(episode.changedAt.milliseconds, now: visit.now))</small></h2>
            """
        }
        let beat: HTML =
            may
            ? "<presence-beat src=\"\(Link("/inbox/\(conversation.id)/here"))\" token=\"\(visit.formToken)\"></presence-beat>" as HTML : ""
        return Page(
            "\(shown.name) · \(title(conversation, t))", section: "inbox", isWide: true,
            """
            \(visit.ui.back("/inbox", t("Inbox")))
            <live-region topics="\(topic) duty" src="\(Link("/inbox/\(conversation.id)?fragment=head"))">\(head(shown, visit, may: may))</live-region>
            <div class="two">
            <div class="thread">
            <live-region topics="\(topic)" src="\(Link("/inbox/\(conversation.id)"))" says="\(t("New in this conversation"))" class="thread">\
            \(thread(shown, visit, fresh: fresh))</live-region>
            <live-region topics="presence:\(conversation.id.description)" src="\(Link("/inbox/\(conversation.id)/presence"))">\(company(shown.company, visit))</live-region>\
            \(beat)
            \(may ? composer(shown, visit, shop, typed: typed, complaints: complaints) : "")
            \(episodes.isEmpty ? "" : "<h2 class=\"others\">\(t("Other conversations"))</h2>" as HTML)\(episodes)
            </div>
            \(shown.aside)
            </div>
            """)
    }

    private static func title(_ conversation: Conversation, _ t: Words) -> String {
        conversation.subject.isEmpty ? t("Without a subject") : conversation.subject
    }

    static func stateWords(_ state: Conversation.State, _ t: Words) -> String {
        switch state {
        case .new: t("new")
        case .open: t("waiting for us")
        case .waiting: t("waiting for them")
        case .solved: t("solved")
        }
    }

    private static func head(_ shown: Shown, _ visit: Visit, may: Bool) -> HTML {
        let t = visit.t
        let ui = visit.ui
        let form = FormView(visit)
        let conversation = shown.conversation
        var chips: [HTML] = [InboxPages.stateChip(conversation.state, visit)]
        if let duty = shown.duty { chips.append(ui.due(duty.due.milliseconds, t, now: visit.now)) }
        if let language = shown.customer.language.flatMap({ Language(rawValue: $0) }) {
            chips.append(ui.chip(t("Writes in {language}", ["language": language.ownName]), icon: "language"))
        }
        var actions: [HTML] = []
        if may {
            if shown.duty != nil, shown.duty?.owner == nil {
                actions.append(form.button(Link("/inbox/\(conversation.id)/take"), "\(ui.icon("person"))\(t("Take it"))"))
            }
            if shown.duty != nil {
                actions.append(form.button(Link("/inbox/\(conversation.id)/snooze"), "\(ui.icon("snooze"))\(t("Tomorrow"))"))
            }
            if conversation.state == .solved {
                actions.append(form.button(Link("/inbox/\(conversation.id)/reopen"), "\(ui.icon("undo"))\(t("Open again"))"))
            } else {
                actions.append(form.button(Link("/inbox/\(conversation.id)/solve"), "\(ui.icon("check"))\(t("Solved"))"))
            }
            actions.append("<a class=\"button primary\" href=\"#composer\">\(ui.icon("mail"))\(t("Answer"))</a>")
            if shown.correspondent != nil, shown.blocked == nil {
                actions.append(
                    """
                    <details class="menu"><summary class="button quiet icon-only" aria-label="\(t("More"))">\(ui.icon("more"))</summary>\
                    <div class="menu-list">\(form.button(Link("/inbox/\(conversation.id)/block"), "\(ui.icon("lock"))\(t("Block this sender"))", style: ""))</div></details>
                    """)
            }
        }
        let blocked: HTML =
            shown.blocked.map { sender in
                ui.banner(
                    .warn, icon: "lock", "\(t("Blocked: what {sender} writes is held back.", ["sender": sender]))",
                    action: may ? form.button(Link("/inbox/\(conversation.id)/unblock"), "\(t("Unblock"))") : nil)
            } ?? ""
        return """
            <header class="person-head">\(ui.face(shown.name, id: shown.customer.id.number, size: .big))\
            <div class="grow"><h1><a href="\(Link("/people/\(shown.customer.id)"))" translate="no">\(shown.name)</a></h1><p class="chips">\(chips)</p></div>\
            <div class="actions">\(actions)</div></header>\(blocked)
            """
    }

    private static func ownership(_ shown: Shown, _ visit: Visit) -> String {
        let t = visit.t
        let me = visit.visitor.map { Staff.ID(number: $0.staff) }
        var parts: [String] = []
        if let owner = shown.duty?.owner ?? shown.conversation.owner {
            parts.append(owner == me ? t("yours") : t("with {name}", ["name": shown.staffNames[owner] ?? "?"]))
        } else if let line = shown.line {
            parts.append(t("nobody’s yet, {line} takes it", ["line": line]))
        } else if shown.duty != nil {
            parts.append(t("nobody’s yet"))
        }
        if let duty = shown.duty { parts.append(t.dueBy(duty.due.milliseconds, now: visit.now)) }
        parts.append(stateWords(shown.conversation.state, t))
        return parts.joined(separator: " · ")
    }

    // MARK: Thread

    private static func thread(_ shown: Shown, _ visit: Visit, fresh: Message.ID?) -> HTML {
        let parts: [HTML] = shown.messages.map { said($0, shown, visit, isFresh: $0.id == fresh) }
        return """
            <h2 class="episode" id="c-\(shown.conversation.id.number)"><span translate="no">\(title(shown.conversation, visit.t))</span>\
            <small>\(ownership(shown, visit))</small></h2>\(parts)
            """
    }

    private static func said(_ message: Message, _ shown: Shown, _ visit: Visit, isFresh: Bool) -> HTML {
        let t = visit.t
        let ui = visit.ui
        let time: HTML = """
            <a class="when" href="\(Link("#m-\(message.id)"))"><time datetime="\(Words.iso(message.at.milliseconds))">\(t.relative(message.at.milliseconds, now: visit.now))</time></a>
            """
        if let reason = message.automatic {
            return """
                <p class="happened" id="m-\(message.id.number)">\(ui.icon("bolt"))<span>\(t("Automatic mail from {address}: {subject}", ["address": message.fromAddress, "subject": message.subject])) <span class="hidden" translate="no">\(reason)</span></span><time datetime="\(Words.iso(message.at.milliseconds))">\(t.relative(message.at.milliseconds, now: visit.now))</time></p>
                """
        }
        let name =
            message.kind == .theirs
            ? (message.fromName.isEmpty ? message.fromAddress : message.fromName)
            : message.staff.flatMap { shown.staffNames[$0] } ?? message.fromName
        let faceID = message.kind == .theirs ? shown.customer.id.number : message.staff?.number ?? 0
        let (style, icon, via): (String, String, String) =
            switch message.kind {
            case .theirs: ("theirs", "mail", t("e-mail"))
            case .ours: ("ours", "mail", t("e-mail"))
            case .note: ("note", "lock", t("note"))
            }
        return """
            <article class="said \(style)\(isFresh ? " fresh" : "")" id="m-\(message.id.number)">
            <header>\(ui.face(name, id: faceID, size: .small))<b translate="no">\(name)</b><span class="via">\(ui.icon(icon))\(via)</span>\(time)</header>
            \(doubt(message, shown, visit))\(large(message, visit))\(body(message, visit))\(files(message, visit))\(about(message, shown.judge, visit))\(outState(message, shown, visit))
            </article>
            """
    }

    private static func body(_ message: Message, _ visit: Visit) -> HTML {
        let t = visit.t
        let quoted: HTML =
            message.text == message.visibleText || message.text.trimmed(ofLines: true) == message.visibleText.trimmed(ofLines: true)
            ? ""
            : "<details class=\"quoted\"><summary>\(t("Show all of it"))</summary><div class=\"text\" dir=\"auto\" translate=\"no\">\(message.text)</div></details>"
        let frame = "mail-\(message.id)"
        // Pictures that lie elsewhere are a way for the sender to see that, when and where a mail is read.
        let remote: HTML =
            message.html?.contains(" data-remote-src=\"") != true
            ? ""
            : """
            <p class="soft remote"><a class="link" target="\(frame)" href="\(Link("/inbox/messages/\(message.id)/body?images=1"))">\(t("Load the pictures from outside"))</a> · \
            \(t("The sender can see that you do."))</p>
            """
        let formatted: HTML =
            message.html == nil
            ? ""
            : """
            <details class="formatted"><summary>\(t("Show as it was sent"))</summary>\(remote)<iframe class="mail-frame" name="\(frame)" title="\(t("E-mail from {name}", ["name": message.fromAddress]))" \
            src="\(Link("/inbox/messages/\(message.id)/body"))" sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" loading="lazy"></iframe></details>
            """
        return "<div class=\"text\" dir=\"auto\" translate=\"no\">\(message.visibleText)</div>\(quoted)\(formatted)"
    }

    /// A sender whom our own mail server could not confirm: anybody can write an address into From (3).
    private static func doubt(_ message: Message, _ shown: Shown, _ visit: Visit) -> HTML {
        guard message.kind == .theirs, message.proof(judge: shown.judge) == .unproven else { return "" }
        return """
            <p class="unproven">\(visit.ui.icon("warning"))<span>\(visit.t("Nothing proves that this came from {address}. Before money or a secret goes by it, ask another way.", ["address": message.fromAddress]))</span></p>
            """
    }

    /// Only its header came in (50).
    private static func large(_ message: Message, _ visit: Visit) -> HTML {
        guard let size = message.wholeSize else { return "" }
        let t = visit.t
        return """
            <p class="unproven">\(visit.ui.icon("attach"))<span>\(t("With {size} this mail is too large to come in whole. It lies in the mailbox; its text and files are not here.", ["size": t.bytes(size)]))</span></p>
            """
    }

    /// Who else got it, why it stands here, what the mail server says of its sender, and the mail as it came.
    private static func about(_ message: Message, _ judge: String?, _ visit: Visit) -> HTML {
        guard message.kind != .note else { return "" }
        let t = visit.t
        var rows: [HTML] = []
        func row(_ label: String, _ value: String?) {
            if let value, !value.isEmpty { rows.append("<div><dt>\(label)</dt><dd translate=\"no\">\(value)</dd></div>") }
        }
        // An answer of ours is not kept as bytes: it is made again from its row whenever it is sent.
        let original: HTML =
            message.kind == .theirs
            ? "<p><a class=\"link\" href=\"\(Link("/inbox/messages/\(message.id)/raw"))\">\(t("Download it as it came"))</a></p>" : ""
        row(t("When"), t.dateTime(message.at.milliseconds))
        row(t("From"), message.fromAddress)
        row(t("To"), message.to)
        row(t("Copy to"), message.cc)
        row(t("Signature"), message.signature)
        row(t("Why it stands here"), message.matched.map { rule($0, t) })
        if message.kind == .theirs, message.proof(judge: judge) == .proven, let judge {
            row(t("Sender"), t("proven by {server}", ["server": judge]))
        }
        row(t("Checks of the mail server"), message.proof)
        return """
            <details class="quoted"><summary>\(t("About this mail"))</summary><dl class="facts">\(rows)</dl>\
            \(original)</details>
            """
    }

    /// The rule of ``Threading`` that put a mail into its conversation, for the person who wonders.
    private static func rule(_ name: String, _ t: Words) -> String {
        switch name {
        case "in-reply-to": t("It answers a mail of this conversation.")
        case "references": t("It names a mail of this conversation.")
        case "bounce": t("It reports on a mail that was sent from here.")
        case "answered-by": t("A mail of this conversation answers it.")
        case Threading.longSolved: t("It names a mail of a conversation that was solved long ago, so it began a new one.")
        case Threading.sameSubject: t("The same person wrote about the same subject not long before.")
        case Threading.forwarded: t("A colleague forwarded it. Who wrote it is what the forwarded mail says.")
        case "sent-folder": t("It lay among the sent mail of the mailbox.")
        case let name where name.hasSuffix("colleague not proven"):
            t("It names a mail of this conversation. It says that a colleague wrote it, which nothing proves, so it counts as no answer.")
        default: t("It names a mail of another conversation, in which its sender has no part.")
        }
    }

    private static func files(_ message: Message, _ visit: Visit) -> HTML {
        let parts = Attachments.list(message.attachments).filter { !$0.inline }
        guard !parts.isEmpty else { return "" }
        let items: [HTML] = parts.map { part in
            """
            <li><a href="\(Link("/inbox/messages/\(message.id)/files/\(part.index)"))">\(visit.ui.icon("attach"))<span class="name" translate="no">\(part.name)</span>\
            <span class="size">\(visit.t.bytes(part.bytes))</span></a></li>
            """
        }
        return "<ul class=\"files\">\(items)</ul>"
    }

    private static func outState(_ message: Message, _ shown: Shown, _ visit: Visit) -> HTML {
        let t = visit.t
        let form = FormView(visit)
        switch message.outState {
        case nil: return ""
        case .queued:
            if let time = message.plannedFor {
                return """
                    <footer class="out queued">\(visit.ui.icon("calendar"))<span>\(t("Goes out on {time}", ["time": t.dateTime(time.milliseconds)]))</span>\
                    \(form.button(Link("/inbox/messages/\(message.id)/undo"), "\(t("Take it back"))", style: "button small quiet"))</footer>
                    """
            }
            return """
                <footer class="out queued">\(visit.ui.icon("clock"))<span>\(t("Goes out in a moment"))</span>\
                \(form.button(Link("/inbox/messages/\(message.id)/undo"), "\(t("Undo"))", style: "button small quiet"))</footer>
                """
        case .sent:
            return
                "<footer class=\"out sent\">\(visit.ui.icon("check"))<span>\(t("Sent {time}", ["time": t.time((message.outAt ?? message.at).milliseconds)]))</span></footer>"
        case .failed:
            // What was written after it has most likely put it right.
            let isLast = shown.messages.last { $0.kind == .ours }?.id == message.id
            let again: HTML =
                isLast
                ? """
                <div class="row-actions">\(form.button(Link("/inbox/messages/\(message.id)/again"), "\(t("Correct and send again"))", style: "button small"))\
                \(form.button(Link("/inbox/messages/\(message.id)/retry"), "\(t("Try again"))", style: "button small quiet"))</div>
                """ : ""
            return """
                <div class="banner bad out-failed">\(visit.ui.icon("warning"))<div><p><b>\(t("Not delivered to {address}.", ["address": message.to]))</b> \(refusal(message.outError ?? "", t))</p>\
                <details><summary>\(t("What the mail server said"))</summary><p translate="no">\(message.outError ?? "")</p></details>\
                \(again)</div></div>
                """
        }
    }

    /// What a mail server's refusal means for the one who wrote. Servers say why in a code of three figures and three numbers (RFC 3463),
    /// and in words that are theirs.
    static func refusal(_ said: String, _ t: Words) -> String {
        if said.contains("5.1.1") || said.contains("5.1.0") || said.contains("5.1.3") || said.contains("5.1.6") || said.contains("5.1.10") {
            return t("This address does not exist. Ask for the right one, or look for a typing slip.")
        }
        if said.contains("5.1.2") || said.contains("5.4.4") { return t("There is no mail server for what stands after the @.") }
        if said.contains("5.2.2") { return t("Their mailbox is full.") }
        if said.contains("5.2.1") { return t("Their mailbox takes no mail at present.") }
        if said.contains("5.3.4") || said.contains("5.2.3") { return t("Their server does not take so large a mail.") }
        if said.contains("5.7.") { return t("Their server did not want it: it took it for spam, or does not trust ours.") }
        return t("The mail server refused it.")
    }

    // MARK: Composer

    private static func composer(_ shown: Shown, _ visit: Visit, _ shop: Shop, typed: Form?, complaints: Complaints) -> HTML {
        let t = visit.t
        let ui = visit.ui
        let id = shown.conversation.id
        let form = FormView(visit, typed: typed, complaints: complaints)
        let first = shown.name.split(separator: " ").first.map(String.init) ?? shown.name
        let seen = shown.messages.last { $0.kind != .note && $0.automatic == nil }?.id.number ?? 0
        let note: HTML =
            shown.hasMailbox
            ? ""
            : ui.banner(
                .warn, icon: "mail",
                "\(t("No mailbox is connected, so answers cannot go out.")) <a class=\"link\" href=\"/settings/mailboxes/new\">\(t("Connect a mailbox"))</a>"
            )
        let anyway: HTML =
            complaints["newer"] == nil && complaints["forgotten"] == nil
            ? "" : anyway(Then(rawValue: typed?["then"] ?? "") ?? .wait, isOfFile: complaints["newer"] == nil, t)
        let warning: HTML = complaints["newer"].map { ui.banner(.warn, icon: "warning", "\($0)") } ?? ""
        let forgotten: HTML =
            complaints["forgotten"].map { "<div data-until-file>\(ui.banner(.warn, icon: "attach", "\($0)"))</div>" } ?? ""
        let trouble: HTML =
            shown.trouble.map { trouble in
                ui.banner(
                    .warn, icon: "warning",
                    """
                    \(t("Mail to {address} came back {when}.", ["address": shown.address ?? "", "when": t.relative(trouble.at.milliseconds, now: visit.now)])) \
                    \(refusal(trouble.reason, t))
                    """)
            } ?? ""
        return """
            \(note)\(trouble)\(warning)\(forgotten)<section class="composer" id="composer" aria-label="\(t("What to write"))">
            <fieldset class="composer-tabs"><legend class="hidden">\(t("What to write"))</legend>
            <label><input type="radio" name="composer" value="reply" checked>\(ui.icon("mail"))<span>\(t("Answer {name}", ["name": first]))</span></label>
            <label><input type="radio" name="composer" value="note">\(ui.icon("lock"))<span>\(t("Note for the team"))</span></label>
            </fieldset>
            <form class="for-reply" method="post" enctype="multipart/form-data" action="\(Link("/inbox/\(id)/answer"))" data-once>
            \(form.hiddenToken)<input type="hidden" name="seen" value="\(seen)"><input type="hidden" name="back" value="\(form.value("back", visit.query["from"]))">
            <div class="recipients"><label for="to">\(t("To"))</label><input id="to" name="to" type="email" value="\(form.value("to", visit.query["to"].nonEmpty ?? shown.address ?? ""))"\(flag: " aria-invalid=\"true\"", complaints["to"] != nil)>\
            <label for="cc">\(t("Copy to"))</label><input id="cc" name="cc" value="\(form.value("cc", shown.copies.map(\.text).joined(separator: ", ")))" autocomplete="off"\(flag: " aria-invalid=\"true\"", complaints["cc"] != nil)></div>
            \(form.error("to"))\(form.error("cc"))
            <draft-area src="\(Link("/inbox/\(id)/draft"))" saving="\(t("Saving…"))" saved="\(t("Draft saved"))" failed="\(t("Draft not saved"))">\
            <label class="hidden" for="reply-text">\(t("Answer"))</label><textarea id="reply-text" name="text" rows="5" dir="auto" data-autosize required \
            placeholder="\(t("Write to {name}…", ["name": first]))">\(form.value("text", shown.draft))</textarea><span class="draft-state" role="status"></span></draft-area>
            \(form.error("text"))\(AnswerFile.list(shown.files, t))\(form.error("file"))
            <footer>
            \(AnswerFile.chooser(ui, to: Link("/inbox/\(id)/files"), t))
            <span class="push"></span>\(anyway)
            <button class="button quiet" name="then" value="stay">\(t("Send"))</button>
            <button class="button" name="then" value="solve">\(t("Send and solve"))</button>
            <button class="button primary" name="then" value="wait" data-send>\(ui.icon("send"))\(t("Send and wait"))</button>
            </footer>
            \(SendLater.panel(form, visit, shop))
            </form>
            <form class="for-note" method="post" action="\(Link("/inbox/\(id)/note"))" data-once>
            \(form.hiddenToken)
            <p class="only-us">\(ui.icon("lock"))\(t("Only your team sees this."))</p>
            <label class="hidden" for="note-text">\(t("Note"))</label><textarea id="note-text" name="text" rows="4" dir="auto" data-autosize required \
            placeholder="\(t("What should the team know?"))"></textarea>
            <footer><span class="push"></span><button class="button primary" data-send>\(ui.icon("note"))\(t("Save note"))</button></footer>
            </form>
            </section>
            """
    }

    /// The button that sends what was stopped, and then does what was asked for before.
    /// `isOfFile`: only for want of a file, so it goes when one is chosen.
    private static func anyway(_ then: Then, isOfFile: Bool, _ t: Words) -> HTML {
        let words =
            switch then {
            case .wait: t("Send anyway, and wait")
            case .solve: t("Send anyway, and solve")
            case .stay: t("Send anyway")
            }
        return "<button class=\"button\" name=\"anyway\" value=\"\(then.rawValue)\"\(flag: " data-until-file", isOfFile)>\(words)</button>"
    }
}
