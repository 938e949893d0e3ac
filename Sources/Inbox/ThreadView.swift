import Core
import Language
import Mail
import Storage
import Web

/// What was said in a conversation, oldest first.
extension ConversationPages {
    static func thread(_ shown: Shown, _ visit: Visit, fresh: Message.ID?) -> HTML {
        let t = visit.t
        let parts: [HTML] = shown.messages.map { said($0, shown, visit, isFresh: $0.id == fresh) }
        let folded = folded(shown, visit)
        let earlier: HTML =
            folded == 0
            ? ""
            : """
            <details class="earlier" id="earlier"><summary>\(visit.ui.icon("down"))\(t("{n} earlier message", "{n} earlier messages", folded))</summary>\
            <div class="thread">\(Array(parts[..<folded]))</div></details>
            """
        return """
            <h2 class="episode" id="c-\(shown.conversation.id.number)"><span translate="no">\(title(shown.conversation, t))</span>\
            <small>\(ownership(shown, visit))</small></h2>\(TiePages.lines(shown, visit))\(earlier)\(Array(parts[folded...]))
            """
    }

    /// How many messages are folded away: as the page was opened, so that nothing vanishes from under the eyes when something new comes.
    private static func folded(_ shown: Shown, _ visit: Visit) -> Int {
        let first = Message.ID(visit.query["first"])
        return shown.messages.firstIndex { $0.id == first } ?? ThreadFold.count(shown.messages)
    }

    /// The query by which a page asks for its messages again, folded as they are.
    static func firstShown(_ shown: Shown, _ visit: Visit) -> Link {
        let first = shown.messages.dropFirst(folded(shown, visit)).first
        return first.map { Link("first=\($0.id)") } ?? ""
    }

    private static func said(_ message: Message, _ shown: Shown, _ visit: Visit, isFresh: Bool) -> HTML {
        let t = visit.t
        let ui = visit.ui
        let time: HTML = """
            <a class="when" href="\(Link("#m-\(message.id)"))"><time datetime="\(Words.iso(message.at.milliseconds))">\(t.relative(message.at.milliseconds, now: visit.now))</time></a>
            """
        if let reason = message.automatic {
            return """
                <p class="happened" id="m-\(message.id.number)">\(ui.icon("bolt"))<span>\(ClosingPages.line(message, t) ?? t("Automatic mail from {address}: {subject}", ["address": message.fromAddress, "subject": message.subject])) <span class="hidden" translate="no">\(reason)</span></span><time datetime="\(Words.iso(message.at.milliseconds))">\(t.relative(message.at.milliseconds, now: visit.now))</time></p>
                """
        }
        let isProgram = message.kind == .note && message.staff == nil
        let name =
            isProgram
            ? "Regulars"
            : message.kind == .theirs
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
            <article class="said \(style)\(message.isAside ? " aside" : "")\(isFresh ? " fresh" : "")" id="m-\(message.id.number)">
            <header>\(ui.face(name, id: faceID, size: .small))<b translate="no">\(name)</b><span class="via">\(ui.icon(icon))\(via)</span>\(time)</header>
            \(aside(message, shown, visit))\(doubt(message, shown, visit))\(large(message, visit))\(body(message, shown, visit))\(MentionView.standing(message, shown, visit))\(files(message, visit))\(about(message, shown, visit))\(outState(message, shown, visit))
            </article>
            """
    }

    private static func body(_ message: Message, _ shown: Shown, _ visit: Visit) -> HTML {
        let t = visit.t
        let words = message.kind == .note ? MentionView.words(message, shown) : LinkedText.html(message.visibleText)
        if message.isFormatted {
            return "<div class=\"text marked\" dir=\"auto\" translate=\"no\">\(MarkedHTML.page.html(message.text))</div>"
        }
        let quoted: HTML =
            message.text == message.visibleText || message.text.trimmed(ofLines: true) == message.visibleText.trimmed(ofLines: true)
            ? ""
            : "<details class=\"quoted\"><summary>\(t("Show all of it"))</summary><div class=\"text\" dir=\"auto\" translate=\"no\">\(LinkedText.html(message.text))</div></details>"
        let frame = "mail-\(message.id)"
        // Pictures that lie elsewhere are a way for the sender to see that, when and where a mail is read.
        // What was stopped lies in the composer, which an open page does not fill in by itself.
        let draft: HTML =
            message.kind == .note && message.staff == nil && !shown.desk.answer.isEmpty
            ? "<p><a class=\"link\" href=\"\(Link("/inbox/\(message.conversation)?draft=1#reply-text"))\">\(t("Show the draft"))</a></p>"
            : ""
        let nothing: HTML =
            message.kind == .theirs && message.text.isEmpty && message.html == nil && message.attachments == "[]"
                && message.wholeSize == nil
            ? "<p class=\"soft\">\(t("There is no text in this mail."))</p>" : ""
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
        return "\(nothing)<div class=\"text\" dir=\"auto\" translate=\"no\">\(words)</div>\(draft)\(quoted)\(formatted)"
    }

    /// A sender whom our own mail server could not confirm: anybody can write an address into From (3).
    private static func doubt(_ message: Message, _ shown: Shown, _ visit: Visit) -> HTML {
        guard message.kind == .theirs else { return "" }
        let proof = message.proof(judge: shown.judge)
        if proof != .proven, shown.staffEmails.contains(Customer.Address.email(message.fromAddress).folded) {
            return """
                <p class="unproven">\(visit.ui.icon("warning"))<span>\(visit.t("{address} belongs to a colleague, and nothing proves that they wrote this. Ask them before you believe it.", ["address": message.fromAddress]))</span></p>
                """
        }
        guard proof == .unproven else { return "" }
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
    private static func about(_ message: Message, _ shown: Shown, _ visit: Visit) -> HTML {
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
        let passOn: HTML =
            message.automatic == nil && visit.visitor?.may(.serve) == true
            ? "<p><a class=\"link\" href=\"\(Link("/inbox/\(message.conversation)/forward?message=\(message.id)"))\">\(t("Forward it…"))</a></p>"
            : ""
        row(t("When"), t.dateTime(message.at.milliseconds))
        row(t("From"), message.fromAddress)
        row(t("Wants its answer at"), message.replyTo)
        row(t("To"), message.to)
        row(t("Copy to"), message.cc)
        row(t("Signature"), message.signature)
        row(t("Why it stands here"), message.matched.map { rule($0, t) })
        if message.kind == .theirs, message.proof(judge: shown.judge) == .proven, let judge = shown.judge {
            row(t("Sender"), t("proven by {server}", ["server": judge]))
        }
        row(t("Checks of the mail server"), message.proof)
        return """
            <details class="quoted"><summary>\(t("About this mail"))</summary><dl class="facts">\(rows)</dl>\
            \(original)\(passOn)\(SplitPages.link(to: message, among: shown.messages, visit))</details>
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
        case Threading.deleted: t("It names a mail of a conversation that was deleted, so it began a new one.")
        case Threading.sameSubject: t("The same person wrote about the same subject not long before.")
        case Threading.passedOn: t("It was passed on from here to somebody outside.")
        case Threading.aside: t("It answers what was passed on to somebody outside.")
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
            let words =
                message.outError.map { t("The mail server does not take it yet: {reason}. We keep trying.", ["reason": $0]) }
                ?? t("Goes out in a moment")
            return """
                <footer class="out queued\(message.outError == nil ? "" : " delayed")">\(visit.ui.icon(message.outError == nil ? "clock" : "warning"))<span>\(words)</span>\
                \(form.button(Link("/inbox/messages/\(message.id)/undo"), "\(t("Undo"))", style: "button small quiet"))</footer>
                """
        case .sent:
            return
                "\(RefusedCopy.html(message, visit))<footer class=\"out sent\">\(visit.ui.icon("check"))<span>\(t("Sent {time}", ["time": t.time((message.outAt ?? message.at).milliseconds)]))</span></footer>"
        case .failed:
            // What was written after it has most likely put it right.
            let isLast = shown.messages.last { $0.kind == .ours }?.id == message.id
            let again: HTML =
                message.isForward
                ? form.button(Link("/inbox/messages/\(message.id)/retry"), "\(t("Try again"))", style: "button small")
                : isLast
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
}
