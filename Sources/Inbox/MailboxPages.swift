import Core
import Foundation
import Language
import Mail
import Net
import Storage
import Web

/// Connecting the shop's mail accounts: a form, a tester that says what failed and what to do, and the list.
enum MailboxPages {
    static func list(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let t = visit.t
        let (boxes, parked, unanswered) = try await shop.read { db in
            let boxes = try db.mailboxes()
            return (boxes, try db.parkedMail(), try UnansweredPastPages.section(boxes, shop, db, visit))
        }
        let ui = visit.ui
        let head = ui.head(
            t("Mailboxes"), lead: t("Where mail comes in and goes out"), back: ui.back("/settings", t("Settings")),
            actions: "<a class=\"button primary\" href=\"/settings/mailboxes/new\">\(ui.icon("plus"))\(t("Connect a mailbox"))</a>")
        let tiles: [HTML] = boxes.map { box in
            let state = stateChip(box, visit)
            return """
                <li class="tile">\(ui.icon("mail"))<div class="what"><a class="item-link" href="\(Link("/settings/mailboxes/\(box.id)"))" translate="no">\(broken(box.address))</a>\
                <span class="sub">\(box.problem.map { MailTrouble.sentence($0, t) } ?? "")<span translate="no">\(box.problem == nil ? box.name : "")</span></span>\
                \(past(box, visit))</div>\(state)</li>
                """
        }
        let body: HTML =
            boxes.isEmpty
            ? ui.empty(
                "inbox", t("No mailbox yet"),
                t("Connect the address that customers write to. Your mail stays where it is; nothing is deleted or moved."))
            : "<ul class=\"tiles\">\(tiles)</ul>\(unanswered)"
        if visit.wantsFragment { return .fragment(body) }
        return .page(
            Page(
                t("Mailboxes"), section: "settings",
                """
                \(head)<live-region topics="mailbox" src="/settings/mailboxes">\(body)</live-region>\(parkedHTML(parked, visit))
                """))
    }

    /// Whether it is read, in a word.
    static func stateChip(_ box: Mailbox, _ visit: Visit) -> HTML {
        let (t, ui) = (visit.t, visit.ui)
        if !box.isActive { return ui.chip(t("Paused"), icon: "clock") }
        if box.problem != nil { return ui.chip(t("Not read"), .bad) }
        guard let at = box.fetchedAt else { return ui.chip(t("Not read yet"), icon: "clock") }
        return ui.chip(t("Read {time}", ["time": t.relative(at.milliseconds, now: visit.now)]), .good)
    }

    /// An address that may go on in a second line, at its @ rather than inside a word.
    private static func broken(_ address: String) -> HTML {
        let parts: [HTML] = address.split(separator: "@", omittingEmptySubsequences: false).map { "\(String($0))" }
        return parts.joined(separator: "<wbr>@")
    }

    /// How far the old mail has come in.
    static func past(_ box: Mailbox, _ visit: Visit) -> HTML {
        guard let history = box.history, !history.isDone else { return "" }
        let t = visit.t
        let done = ["done": t.number(min(history.done, history.total))]
        // A maildrop tells no dates: whether a letter is of the time that was asked for shows when it is here.
        let words =
            box.servers.isPOP3 && history.days != nil
            ? t("Old mail: {done} of {n} letter looked at", "Old mail: {done} of {n} letters looked at", history.total, done)
            : t("Old mail: {done} of {n} letter taken in", "Old mail: {done} of {n} letters taken in", history.total, done)
        return
            "<span class=\"sub\">\(words)</span><progress max=\"100\" value=\"\(history.progress)\" aria-label=\"\(t("Old mail"))\"></progress>"
    }

    private static func parkedHTML(_ parked: [ParkedMail], _ visit: Visit) -> HTML {
        guard !parked.isEmpty else { return "" }
        let t = visit.t
        let form = FormView(visit)
        let rows: [HTML] = parked.map { mail in
            """
            <tr><td>\(t.dateTime(mail.at.milliseconds))</td><td translate="no">\(mail.glance)<br><small>\(mail.reason)</small></td><td class="num">\(t.bytes(mail.size))</td>\
            <td><div class="row-actions"><a class="button small" href="\(Link("/settings/parked/\(mail.id)"))">\(t("Download"))</a>\
            \(form.button(Link("/settings/parked/\(mail.id)/retry"), "\(t("Try again"))", style: "button small"))</div></td></tr>
            """
        }
        return """
            <section class="stack" id="parked"><h2>\(t("Mail that could not be read"))</h2><p>\(t("Nothing is lost: each lies here as it came."))</p>
            <div class="scroll" tabindex="0" role="region" aria-label="\(t("Mail that could not be read"))"><table class="data"><thead><tr><th scope="col">\(t("When"))</th>\
            <th scope="col">\(t("Why"))</th><th scope="col" class="num">\(t("Size"))</th><th scope="col"><span class="hidden">\(t("Actions"))</span></th></tr></thead><tbody>\(rows)</tbody></table></div></section>
            """
    }

    static func parked(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        guard let id = ID<ParkedMail>(visit.parts["id"] ?? "") else { throw Refused.notFound }
        let bytes = try await shop.read { try $0.parkedBytes(id) }
        guard let bytes else { throw Refused.notFound }
        return Answer(
            headers: [("content-type", "application/octet-stream"), ("content-disposition", "attachment; filename=\"\(id).eml\"")],
            body: .bytes(bytes))
    }

    static func retryParked(_ visit: Visit, _ shop: Shop, _ workers: ParseWorkers) async throws -> Answer {
        guard let id = ID<ParkedMail>(visit.parts["id"] ?? "") else { throw Refused.notFound }
        switch try await Intake(shop, workers: workers).retry(id) {
        case nil: throw Refused.notFound
        case .parked, .held: return .see("/settings/mailboxes", flash: visit.t("Still not readable. It stays here."), hasFailed: true)
        case .known, .older: return .see("/settings/mailboxes", flash: visit.t("This mail is here already."))
        case .message(let conversation): return .see(Link("/inbox/\(conversation)"), flash: visit.t("Read."))
        }
    }

    // MARK: The form

    static func new(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(MailboxForm.page(visit, shop, FormView(visit), nil, "")) }
    static func welcome(_ visit: Visit, _ shop: Shop) async throws -> Answer { try await new(visit, shop) }

    static func edit(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let box = try await find(visit, shop)
        let failed = box.problem.map { ConnectionExplanation(.init(rawValue: $0) ?? .other, detail: box.problemDetail ?? "") }
        let checks = checksHTML(failed.map { [MailboxTest.Check(.reading, box.servers.imap, .failed($0))] } ?? [], visit)
        return .page(MailboxForm.page(visit, shop, FormView(visit), box, checks))
    }

    private static func checksHTML(_ checks: [MailboxTest.Check], _ visit: Visit) -> HTML {
        guard !checks.isEmpty else { return "" }
        let t = visit.t
        let items: [HTML] = checks.map { check in
            let what =
                switch check.step {
                case .reading: t("Signing in to read mail")
                case .folder: t("Opening the folder")
                case .sending: t("Signing in to send mail")
                }
            switch check.result {
            case .ok:
                return
                    "<li class=\"ok\">\(visit.ui.icon("done"))<div><b>\(what)</b><span class=\"hidden\">\(t("Works"))</span><span class=\"sub\" translate=\"no\">\(check.place)</span></div></li>"
            case .failed(let why):
                return """
                    <li class="failed">\(visit.ui.icon("warning"))<div><b>\(what)</b><span class="hidden">\(t("Failed"))</span>\
                    <p class="advice">\(MailTrouble.sentence(why.cause, said: why.detail, t))</p><span class="sub" translate="no">\(why.detail.isEmpty ? check.place : "\(check.place) · \(why.detail)")</span></div></li>
                    """
            case .skipped:
                return
                    "<li class=\"skipped\">\(visit.ui.icon("clock"))<div><b>\(what)</b><span class=\"sub\">\(t("Not tried yet"))</span></div></li>"
            }
        }
        return "<ol class=\"checks\">\(items)</ol>"
    }

    // MARK: Keeping

    static func add(_ visit: Visit, _ shop: Shop, _ watch: MailboxWatch, _ names: NameRecords) async throws -> Answer {
        try await save(visit, shop, watch, names, nil)
    }
    static func keep(_ visit: Visit, _ shop: Shop, _ watch: MailboxWatch, _ names: NameRecords) async throws -> Answer {
        try await save(visit, shop, watch, names, try await find(visit, shop))
    }

    static func pause(_ visit: Visit, _ shop: Shop, _ watch: MailboxWatch) async throws -> Answer {
        var box = try await find(visit, shop)
        box.isActive.toggle()
        let changed = box
        try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in try tx.change(changed, secret: nil) }
        watch.mailboxesChanged()
        return .see(
            MailboxFrame.link(box, .reading), flash: box.isActive ? visit.t("Reading again.") : visit.t("Paused."),
            undo: Link("/settings/mailboxes/\(box.id)/pause"))
    }

    private static func save(_ visit: Visit, _ shop: Shop, _ watch: MailboxWatch, _ names: NameRecords, _ known: Mailbox?) async throws
        -> Answer
    {
        let t = visit.t
        let form = visit.form
        func refused(_ complaints: Complaints, _ checks: HTML = "") -> Answer {
            let view = FormView(visit, typed: form, complaints: complaints)
            return .page(MailboxForm.page(visit, shop, view, known, checks, typed: form), status: 422)
        }
        if let address = MailAddress(form["address"]), let taken = try await shop.read({ try $0.mailbox(address: address.text) }),
            taken.id != known?.id
        {
            return refused(Complaints("address", t("This address is connected already.")))
        }
        let (wanted, complaints) = await MailboxForm.read(form, known, shop, t, names: names)
        guard let wanted else { return refused(complaints) }
        let test = await MailboxTest.run(wanted, past: known == nil ? form["from"] : "", now: Instant(milliseconds: visit.now))
        guard !test.isFailed else {
            return refused(Complaints("", t("Not saved yet. What failed, and what helps, stands above.")), checksHTML(test.checks, visit))
        }
        let me = Staff.ID(number: try visit.staff().staff)
        try await shop.write(as: .staff(me)) { tx in
            if var box = known {
                box.name = wanted.name
                box.address = wanted.address
                box.folder = wanted.folder
                box.servers = wanted.servers
                try tx.change(box, secret: wanted.secret)
                // Another server knows its letters by other ids: what lies there now is no news.
                if let maildrop = test.maildrop, box.servers.imap != known?.servers.imap || !Self.isSameUser(wanted, known, shop) {
                    try tx.begin(maildrop, arePast: false, of: box.id)
                }
                if known?.servers.isPOP3 != box.servers.isPOP3 {
                    try tx.changeReading(of: box.id, toPOP3: box.servers.isPOP3, position: test.position)
                }
            } else {
                let id = try tx.addMailbox(
                    name: wanted.name, address: wanted.address, folder: wanted.folder, servers: wanted.servers, secret: wanted.secret,
                    position: test.position, history: test.history)
                if let maildrop = test.maildrop {
                    try tx.begin(maildrop, arePast: test.history != nil, of: id)
                    // There are no folders.
                    try tx.keepSent(nil, folder: "", of: id)
                }
            }
            if visit.path.hasPrefix("/welcome") { try tx.passWelcomeStep("/welcome/mail", shop) }
        }
        watch.mailboxesChanged()
        return .see(
            visit.path.hasPrefix("/welcome") ? shop.welcomeLink(after: "/welcome/mail") : "/settings/mailboxes",
            flash: t("{address} is connected.", ["address": wanted.address]))
    }

    private static func isSameUser(_ wanted: MailboxForm.Wanted, _ known: Mailbox?, _ shop: Shop) -> Bool {
        wanted.secret.imapUser == known.flatMap { try? $0.open(shop.key) }?.imapUser
    }

    static func find(_ visit: Visit, _ shop: Shop) async throws -> Mailbox {
        guard let id = Mailbox.ID(visit.parts["id"] ?? ""), let box = try await shop.read({ try $0.mailbox(id) }) else {
            throw Refused.notFound
        }
        return box
    }
}
