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
        let (boxes, parked) = try await shop.read { db in (try db.mailboxes(), try db.parkedMail()) }
        let ui = visit.ui
        let head = ui.head(
            t("Mailboxes"), lead: t("Where mail comes in and goes out"), back: ui.back("/settings", t("Settings")),
            actions: "<a class=\"button primary\" href=\"/settings/mailboxes/new\">\(ui.icon("plus"))\(t("Connect a mailbox"))</a>")
        let tiles: [HTML] = boxes.map { box in
            let state: HTML =
                !box.isActive
                ? ui.chip(t("Paused"), icon: "clock")
                : box.problem != nil
                    ? ui.chip(t("Not read"), .bad)
                    : box.fetchedAt.map { ui.chip(t("Read {time}", ["time": t.relative($0.milliseconds, now: visit.now)]), .good) }
                        ?? ui.chip(t("Not read yet"), icon: "clock")
            return """
                <li class="tile">\(ui.icon("mail"))<div class="what"><a class="item-link" href="\(Link("/settings/mailboxes/\(box.id)"))" translate="no">\(box.address)</a>\
                <span class="sub">\(box.problem.map { MailTrouble.sentence($0, t) } ?? "")<span translate="no">\(box.problem == nil ? box.name : "")</span></span></div>\(state)</li>
                """
        }
        let body: HTML =
            boxes.isEmpty
            ? ui.empty(
                "inbox", t("No mailbox yet"),
                t("Connect the address that customers write to. Your mail stays where it is; we only read it."))
            : "<ul class=\"tiles\">\(tiles)</ul>"
        return .page(Page(t("Mailboxes"), section: "settings", "\(head)\(body)\(parkedHTML(parked, visit))"))
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
        let bytes = try await shop.read { db in
            try db.value("SELECT bytes FROM parked_mail WHERE id = \(id)", as: [UInt8].self).map {
                try Compressed.unpack($0, limit: MailLimits().message)
            }
        }
        guard let bytes else { throw Refused.notFound }
        return Answer(
            headers: [("content-type", "application/octet-stream"), ("content-disposition", "attachment; filename=\"\(id).eml\"")],
            body: .bytes(bytes))
    }

    static func retryParked(_ visit: Visit, _ shop: Shop, _ workers: ParseWorkers) async throws -> Answer {
        guard let id = ID<ParkedMail>(visit.parts["id"] ?? "") else { throw Refused.notFound }
        switch try await Intake(shop, workers: workers).retry(id) {
        case nil: throw Refused.notFound
        case .parked: return .see("/settings/mailboxes", flash: visit.t("Still not readable. It stays here."))
        case .known: return .see("/settings/mailboxes", flash: visit.t("This mail is here already."))
        case .message(let conversation): return .see(Link("/inbox/\(conversation)"), flash: visit.t("Read."))
        }
    }

    // MARK: The form

    static func new(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(formPage(visit, shop, FormView(visit), nil, [])) }
    static func welcome(_ visit: Visit, _ shop: Shop) async throws -> Answer { .page(formPage(visit, shop, FormView(visit), nil, [])) }

    static func edit(_ visit: Visit, _ shop: Shop) async throws -> Answer {
        let box = try await find(visit, shop)
        return .page(
            formPage(
                visit, shop, FormView(visit), box,
                box.problem.map {
                    [Check(.reading, .failed(ConnectionExplanation(.init(rawValue: $0) ?? .other, detail: box.problemDetail ?? "")))]
                } ?? []))
    }

    /// What the tester tried, in order.
    struct Check: Sendable {
        enum Step: Sendable { case reading, folder, sending }
        enum Result: Sendable { case ok(String), failed(ConnectionExplanation), skipped }
        var step: Step
        var result: Result
        init(_ step: Step, _ result: Result) {
            self.step = step
            self.result = result
        }
        var isFailed: Bool { if case .failed = result { true } else { false } }
    }

    private static func checksHTML(_ checks: [Check], _ visit: Visit) -> HTML {
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
            case .ok(let detail):
                return
                    "<li class=\"ok\">\(visit.ui.icon("done"))<div><b>\(what)</b><span class=\"hidden\">\(t("Works"))</span><span class=\"sub\" translate=\"no\">\(detail)</span></div></li>"
            case .failed(let why):
                return """
                    <li class="failed">\(visit.ui.icon("warning"))<div><b>\(what)</b><span class="hidden">\(t("Failed"))</span>\
                    <p class="advice">\(MailTrouble.sentence(why.cause, t))</p><span class="sub" translate="no">\(why.detail)</span></div></li>
                    """
            case .skipped:
                return
                    "<li class=\"skipped\">\(visit.ui.icon("clock"))<div><b>\(what)</b><span class=\"sub\">\(t("Not tried yet"))</span></div></li>"
            }
        }
        return "<ol class=\"checks\">\(items)</ol>"
    }

    private static func formPage(_ visit: Visit, _ shop: Shop, _ form: FormView, _ box: Mailbox?, _ checks: [Check]) -> Page {
        let t = visit.t
        let ui = visit.ui
        let isWelcome = visit.path.hasPrefix("/welcome")
        let security: [(value: String, words: String)] = [("tls", "TLS"), ("starttls", "STARTTLS"), ("none", t("None (own network only)"))]
        let servers = box?.servers
        let secret = box.flatMap { try? $0.open(shop.key) }
        let action: Link = isWelcome ? "/welcome/mail" : box.map { Link("/settings/mailboxes/\($0.id)") } ?? "/settings/mailboxes/new"
        let keep = box == nil ? nil : t("Leave empty to keep the one we have.")
        let start: HTML =
            box == nil
            ? form.choices(
                "from", t("Which mail shall we take in?"), value: "now",
                [
                    ("now", "clock", t("What comes from now on"), t("Older mail stays in your mail program only.")),
                    (
                        "all", "inbox", t("Everything in the folder"),
                        t("Each old mail counts as waiting for an answer. Only for small folders.")
                    ),
                ])
            : ""
        let fields: HTML = """
            \(form.text("name", t("Name that customers see"), value: box?.name ?? shop.setting(ShopSettings.business), isRequired: true))\
            \(form.text("address", t("E-mail address"), value: box?.address ?? "", kind: .email, autocomplete: "off", isRequired: true, hasFocus: box == nil))\
            <fieldset class="stack"><legend>\(t("Reading (IMAP)"))</legend>
            <div class="field-row">\(form.text("imap_host", t("Server"), value: servers?.imap.host ?? "", hint: t("As in imap.example.com"), isRequired: true))\
            \(form.text("imap_port", t("Port"), value: servers.map { String($0.imap.port) } ?? "993", kind: .number, isRequired: true))\
            \(form.select("imap_security", t("Encryption"), value: servers?.imap.security.rawValue ?? "tls", security))</div>
            <div class="field-row">\(form.text("imap_user", t("User name"), value: secret?.imapUser ?? "", hint: t("Often the whole address"), autocomplete: "off"))\
            \(form.text("imap_password", t("Password"), kind: .password, hint: keep, autocomplete: "new-password"))</div>
            \(form.text("folder", t("Folder"), value: box?.folder ?? "INBOX"))</fieldset>
            <fieldset class="stack"><legend>\(t("Sending (SMTP)"))</legend>
            <div class="field-row">\(form.text("smtp_host", t("Server"), value: servers?.smtp.host ?? "", hint: t("As in smtp.example.com"), isRequired: true))\
            \(form.text("smtp_port", t("Port"), value: servers.map { String($0.smtp.port) } ?? "465", kind: .number, isRequired: true))\
            \(form.select("smtp_security", t("Encryption"), value: servers?.smtp.security.rawValue ?? "tls", security))</div>
            <div class="field-row">\(form.text("smtp_user", t("User name"), value: secret?.smtpUser ?? "", hint: t("Empty means the same as for reading"), autocomplete: "off"))\
            \(form.text("smtp_password", t("Password"), kind: .password, hint: t("Empty means the same as for reading"), autocomplete: "new-password"))</div></fieldset>
            \(start)
            """
        let skip: HTML =
            isWelcome
            ? "<a class=\"button quiet\" href=\"\(shop.welcomeLink(after: "/welcome/mail"))\">\(t("Later"))</a>"
            : "<a class=\"button quiet\" href=\"/settings/mailboxes\">\(t("Cancel"))</a>"
        let actions: HTML =
            "<div class=\"form-actions\"><button class=\"button primary\">\(ui.icon("check"))\(t("Test and save"))</button>\(skip)</div>"
        let pause: HTML =
            box.map { box in
                form.button(
                    Link("/settings/mailboxes/\(box.id)/pause"), "\(box.isActive ? t("Pause reading") : t("Read again"))",
                    style: "button quiet")
            } ?? ""
        let title = box == nil ? t("Connect a mailbox") : t("Mailbox")
        let content: HTML = "\(checksHTML(checks, visit))\(form.form(action, summary: t("Please look at these fields."), fields + actions))"
        if isWelcome {
            return Page(
                title, isBare: true, isWide: true,
                """
                \(shop.welcomeRow(at: "/welcome/mail", visit))<section class="card front-card stack wide"><h1>\(title)</h1>\
                <p class="lead">\(t("The address that customers write to. Your mail stays where it is; we only read it."))</p>\(content)</section>
                """)
        }
        return Page(
            title, section: "settings", "\(ui.head(title, back: ui.back("/settings/mailboxes", t("Mailboxes")), actions: pause))\(content)")
    }

    // MARK: Keeping

    static func add(_ visit: Visit, _ shop: Shop, _ watch: MailboxWatch) async throws -> Answer { try await save(visit, shop, watch, nil) }
    static func keep(_ visit: Visit, _ shop: Shop, _ watch: MailboxWatch) async throws -> Answer {
        try await save(visit, shop, watch, try await find(visit, shop))
    }

    static func pause(_ visit: Visit, _ shop: Shop, _ watch: MailboxWatch) async throws -> Answer {
        var box = try await find(visit, shop)
        box.isActive.toggle()
        let changed = box
        try await shop.write(as: .staff(Staff.ID(number: try visit.staff().staff))) { tx in try tx.change(changed, secret: nil) }
        watch.mailboxesChanged()
        return .see(
            "/settings/mailboxes", flash: box.isActive ? visit.t("Reading again.") : visit.t("Paused."),
            undo: Link("/settings/mailboxes/\(box.id)/pause"))
    }

    private static func save(_ visit: Visit, _ shop: Shop, _ watch: MailboxWatch, _ known: Mailbox?) async throws -> Answer {
        let t = visit.t
        let form = visit.form
        let (wanted, complaints) = read(form, known, shop, t)
        guard complaints.isEmpty, let wanted else {
            return .page(formPage(visit, shop, FormView(visit, typed: form, complaints: complaints), known, []), status: 422)
        }
        let taken = try await shop.read { try $0.mailbox(address: wanted.address) }
        if let taken, taken.id != known?.id {
            let complaint = Complaints("address", t("This address is connected already."))
            return .page(formPage(visit, shop, FormView(visit, typed: form, complaints: complaint), known, []), status: 422)
        }
        let (checks, position) = await test(wanted, fromNow: form["from"] != "all")
        guard !checks.contains(where: \.isFailed) else {
            let complaint = Complaints("", t("Not saved yet: one of the steps failed."))
            return .page(formPage(visit, shop, FormView(visit, typed: form, complaints: complaint), known, checks), status: 422)
        }
        let me = Staff.ID(number: try visit.staff().staff)
        try await shop.write(as: .staff(me)) { tx in
            if var box = known {
                box.name = wanted.name
                box.address = wanted.address
                box.folder = wanted.folder
                box.servers = wanted.servers
                try tx.change(box, secret: wanted.secret)
            } else {
                try tx.addMailbox(
                    name: wanted.name, address: wanted.address, folder: wanted.folder, servers: wanted.servers, secret: wanted.secret,
                    position: position)
            }
        }
        watch.mailboxesChanged()
        return .see(
            visit.path.hasPrefix("/welcome") ? shop.welcomeLink(after: "/welcome/mail") : "/settings/mailboxes",
            flash: t("{address} is connected.", ["address": wanted.address]))
    }

    private struct Wanted: Sendable {
        var name: String
        var address: String
        var folder: String
        var servers: Mailbox.Servers
        var secret: Mailbox.Secret
    }

    private static func read(_ form: Form, _ known: Mailbox?, _ shop: Shop, _ t: Words) -> (Wanted?, Complaints) {
        var complaints = Complaints()
        if form["name"].isEmpty { complaints.say("name", t("Write the name that customers shall see.")) }
        let address = MailAddress(form["address"])
        if address == nil { complaints.say("address", t("Write the whole address, as in name@example.com.")) }
        func server(_ prefix: String) -> ServerAddress? {
            if form["\(prefix)_host"].isEmpty {
                complaints.say("\(prefix)_host", t("Write the server’s name. Your mail provider’s help pages have it."))
            }
            guard let port = Int(form["\(prefix)_port"]), (1...65535).contains(port) else {
                complaints.say("\(prefix)_port", t("A port is a number from 1 to 65535."))
                return nil
            }
            return ServerAddress(host: form["\(prefix)_host"], port: port, security: .init(rawValue: form["\(prefix)_security"]) ?? .tls)
        }
        let imap = server("imap")
        let smtp = server("smtp")
        let old = known.flatMap { try? $0.open(shop.key) }
        let imapUser = form["imap_user"].isEmpty ? address?.text ?? "" : form["imap_user"]
        let imapPassword = form.raw("imap_password").flatMap(\.nonEmpty) ?? old?.imapPassword ?? ""
        if imapPassword.isEmpty { complaints.say("imap_password", t("Write the password of this mailbox.")) }
        let smtpUser = form["smtp_user"].isEmpty ? imapUser : form["smtp_user"]
        let smtpPassword =
            form.raw("smtp_password").flatMap(\.nonEmpty) ?? (form["smtp_user"].isEmpty ? imapPassword : old?.smtpPassword ?? imapPassword)
        guard complaints.isEmpty, let address, let imap, let smtp else { return (nil, complaints) }
        return (
            Wanted(
                name: form["name"], address: address.text, folder: form["folder"].isEmpty ? "INBOX" : form["folder"],
                servers: Mailbox.Servers(imap: imap, smtp: smtp),
                secret: Mailbox.Secret(imapUser: imapUser, imapPassword: imapPassword, smtpUser: smtpUser, smtpPassword: smtpPassword)),
            complaints
        )
    }

    /// Signs in for reading and for sending, as the program will. Finds where "from now on" begins.
    private static func test(_ wanted: Wanted, fromNow: Bool) async -> ([Check], FetchPosition?) {
        var checks: [Check] = []
        var position: FetchPosition?
        let limits = TimeLimits(connect: .seconds(15), silence: .seconds(15), command: .seconds(30))
        do {
            let connection = try await IMAPConnection.connect(
                to: wanted.servers.imap, as: Credentials(user: wanted.secret.imapUser, password: wanted.secret.imapPassword),
                trust: MailTrust.now(wanted.servers), limits: limits)
            checks.append(Check(.reading, .ok("\(wanted.servers.imap.host):\(wanted.servers.imap.port)")))
            do {
                let selection = try await connection.select(wanted.folder)
                checks.append(Check(.folder, .ok("\(wanted.folder) · \(selection.exists)")))
                let last = try await connection.uids().last
                if fromNow { position = FetchPosition(uidValidity: selection.uidValidity, lastUID: last ?? 0) }
            } catch {
                checks.append(Check(.folder, .failed(error as? ConnectionExplanation ?? ConnectionExplanation(.other))))
            }
            await connection.close()
        } catch {
            checks.append(Check(.reading, .failed(error as? ConnectionExplanation ?? ConnectionExplanation(.other))))
            checks.append(Check(.folder, .skipped))
        }
        do {
            try await SMTPSender(trust: MailTrust.now(wanted.servers), limits: limits).check(
                wanted.servers.smtp,
                credentials: wanted.secret.smtpUser.isEmpty
                    ? nil : Credentials(user: wanted.secret.smtpUser, password: wanted.secret.smtpPassword),
                ehloName: wanted.address.split(separator: "@").last.map(String.init) ?? "localhost")
            checks.append(Check(.sending, .ok("\(wanted.servers.smtp.host):\(wanted.servers.smtp.port)")))
        } catch {
            checks.append(Check(.sending, .failed(error as? ConnectionExplanation ?? ConnectionExplanation(.other))))
        }
        return (checks, position)
    }

    private static func find(_ visit: Visit, _ shop: Shop) async throws -> Mailbox {
        guard let id = Mailbox.ID(visit.parts["id"] ?? ""), let box = try await shop.read({ try $0.mailbox(id) }) else {
            throw Refused.notFound
        }
        return box
    }
}
