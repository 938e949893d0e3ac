import Core
import Language
import Mail
import People
import Storage
import Web

/// The place to answer, and to write a note for the team.
extension ConversationPages {
    static func composer(_ shown: Shown, _ visit: Visit, _ shop: Shop, typed: Form?, complaints: Complaints) -> HTML {
        let t = visit.t
        let ui = visit.ui
        let id = shown.conversation.id
        let form = FormView(visit, typed: typed, complaints: complaints)
        guard shown.maySend else {
            return WhoSendsPages.noteAlone(
                shown, visit, typed: typed, isRefused: complaints["owner"] != nil, noteForm(shown, visit, form))
        }
        let first = shown.addressee.split(separator: " ").first.map(String.init) ?? shown.addressee
        let seen = shown.messages.last { $0.kind != .note && $0.automatic == nil }?.id.number ?? 0
        let note: HTML =
            !shown.waysOut.isEmpty
            ? ""
            : ui.banner(
                .warn, icon: "mail",
                "\(t("No mailbox is connected, so answers cannot go out.")) <a class=\"link\" href=\"/settings/mailboxes/new\">\(t("Connect a mailbox"))</a>"
            )
        let anyway: HTML = complaints["forgotten"] == nil ? "" : anyway(Then(rawValue: typed?["then"] ?? "") ?? .wait, t)
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
            \(TreatmentWords.banner(shown.treatment, language: shown.customer.language, ui, t))\(note)\(trouble)\(warning)\(forgotten)<section class="composer" id="composer" aria-label="\(t("What to write"))">
            <fieldset class="composer-tabs"><legend class="hidden">\(t("What to write"))</legend>
            <label><input type="radio" name="composer" value="reply" checked>\(ui.icon("mail"))<span>\(t("Answer {name}", ["name": first]))</span></label>
            <label><input type="radio" name="composer" value="note">\(ui.icon("lock"))<span>\(t("Note for the team"))</span></label>
            </fieldset>
            <form class="for-reply" autocomplete="off" data-sends method="post" enctype="multipart/form-data" action="\(Link("/inbox/\(id)/answer"))" data-once data-away="\(away(t))">
            \(form.hiddenToken)<input type="hidden" name="seen" value="\(seen)"><input type="hidden" name="back" value="\(form.value("back", visit.query["from"]))">
            <div class="recipients">\(shown.from.map { "<span>\(t("From"))</span><span class=\"from\" translate=\"no\">\($0)</span>" as HTML } ?? "")<label for="to">\(t("To"))</label><input id="to" name="to" type="email" value="\(form.value("to", visit.query["to"].nonEmpty ?? shown.address ?? ""))"\(flag: " aria-invalid=\"true\"", complaints["to"] != nil)>\
            <label for="cc">\(t("Copy to"))</label><input id="cc" name="cc" value="\(form.value("cc", shown.copies.map(\.text).joined(separator: ", ")))" autocomplete="off"\(flag: " aria-invalid=\"true\"", complaints["cc"] != nil)></div>
            \(form.error("to"))\(form.error("cc"))\(direction(shown, visit))\(shown.offer.row(at: Link("/inbox/\(id)/prepared"), marks: form.all("prepared"), visit))\(MarksBar.buttons(visit))
            <draft-area src="\(Link("/inbox/\(id)/draft"))" saving="\(t("Saving…"))" saved="\(t("Draft saved"))" failed="\(t("Draft not saved"))">\
            <label class="hidden" for="reply-text">\(t("Answer"))</label><prepared-finder class="mention-list" src="\(Link("/inbox/\(id)/prepared"))" label="\(t("Prepared texts"))"><textarea id="reply-text" name="text" rows="5" dir="auto" data-autosize required\(flag: " autofocus", typed != nil && !complaints.isEmpty) \
            placeholder="\(t("Write to {name}…", ["name": first]))">\(form.value("text", shown.draft))</textarea></prepared-finder><span class="draft-state" role="status"></span></draft-area>
            \(form.error("text"))\(PreparedOffer.missing(form.value("text", shown.draft), t))<div data-preview>\(shown.preview)</div>\(AnswerFile.list(shown.files, t))\(form.error("file"))\(reason(shown, form, t))
            <footer>
            \(AnswerFile.chooser(ui, to: Link("/inbox/\(id)/files"), t))
            \(MarksBar.choice(isFormatted: typed.map { $0.has("formatted") } ?? shown.desk.isFormatted, visit))
            <button class="button quiet" formaction="\(Link("/inbox/\(id)/preview"))" formnovalidate data-shows-preview>\(t("Preview"))</button>
            <span class="sends">\(anyway)
            <button class="button quiet" name="then" value="stay">\(t("Send"))</button>
            <button class="button" name="then" value="solve">\(t("Send and solve"))</button>
            <button class="button primary" name="then" value="wait" data-send>\(ui.icon("send"))\(t("Send and wait"))</button></span>
            </footer>
            \(SendLater.panel(form, visit, shop, shown.treatment))
            </form>
            \(noteForm(shown, visit, form))
            </section>
            """
    }

    /// Where the answer goes to somebody or somewhere that its writer may not expect, with the way to the other.
    private static func direction(_ shown: Shown, _ visit: Visit) -> HTML {
        let t = visit.t
        // Whoever has chosen an address knows where it goes.
        guard visit.query["to"].isEmpty, let address = shown.address else { return "" }
        func other(_ words: String, _ press: String, _ to: String) -> HTML {
            """
            <p class="hint direction">\(visit.ui.icon("warning"))<span>\(words) <a class="link" href="\(Link("/inbox/\(shown.conversation.id)?to=\(to)#to"))">\(press)</a></span></p>
            """
        }
        if let from = shown.writtenFrom {
            return other(
                t("Their letter came from {from} and wants its answer at {address}.", ["from": from, "address": address]),
                t("Write to {address}", ["address": from]), from)
        }
        guard let customer = shown.insteadOf else { return "" }
        return other(
            t("This goes to {name}, who wrote last. {customer} does not get it.", ["name": shown.addressee, "customer": customer.name]),
            t("Write to {address}", ["address": customer.name]), customer.address)
    }

    private static func away(_ t: Words) -> String {
        t("The server cannot be reached, so nothing was sent. The text stays here: try again in a moment.")
    }

    /// The place for a word to the team.
    private static func noteForm(_ shown: Shown, _ visit: Visit, _ form: FormView) -> HTML {
        let t = visit.t
        let ui = visit.ui
        let id = shown.conversation.id
        let ask: HTML =
            shown.colleagues.first.map { name in
                "<p class=\"hint\">\(t("Write @{name} to ask for a word: it stands on their Today until they have said it.", ["name": name]))</p>"
                    as HTML
            } ?? ""
        return """
            <form class="for-note" autocomplete="off" data-sends method="post" action="\(Link("/inbox/\(id)/note"))" data-once data-away="\(away(t))">
            \(form.hiddenToken)
            <p class="only-us">\(ui.icon("lock"))\(t("Only your team sees this."))</p>
            <label class="hidden" for="note-text">\(t("Note"))</label>\
            <draft-area src="\(Link("/inbox/\(id)/note-draft"))" saving="\(t("Saving…"))" saved="\(t("Draft saved"))" failed="\(t("Draft not saved"))"><mention-list class="mention-list" names="\(shown.colleagues.joined(separator: "\n"))" label="\(t("Colleagues"))"><textarea id="note-text" name="text" rows="4" dir="auto" data-autosize required \
            placeholder="\(t("What should the team know?"))">\(shown.desk.note)</textarea></mention-list><span class="draft-state" role="status"></span></draft-area>\(ask)
            <footer><span class="push"></span><button class="button primary" data-send>\(ui.icon("note"))\(t("Save note"))</button></footer>
            </form>
            """
    }

    /// Where the reason is written: asked for beforehand where they do not want mail first and nobody waits for this one.
    private static func reason(_ shown: Shown, _ form: FormView, _ t: Words) -> HTML {
        if form.hasComplaint("reason") || form.complaint("reason") != nil { return TreatmentWords.reasonField(form, t) }
        guard let unwanted = shown.unwanted else { return TreatmentWords.reasonField(form, t) }
        return form.text("reason", t("Reason"), hint: unwanted.sentence(t), autocomplete: "off")
    }

    /// The button that sends what was stopped for want of a file, and then does what was asked for before. It goes when a file is chosen.
    private static func anyway(_ then: Then, _ t: Words) -> HTML {
        let words =
            switch then {
            case .wait: t("Send anyway, and wait")
            case .solve: t("Send anyway, and solve")
            case .stay: t("Send anyway")
            }
        return "<button class=\"button\" name=\"anyway\" value=\"\(then.rawValue)\" data-until-file>\(words)</button>"
    }
}
